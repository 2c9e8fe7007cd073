import { jest } from "@jest/globals";
import Cloudflare from "cf-stream-downloads";

const { known, unknown, ...options } = JSON.parse(process.env.QUESTION);
const { result } = JSON.parse(process.env.ANSWER);
const { downloads } = new Cloudflare(options).stream;

// Neither Jest's jsdom nor jsdom itself has it.
afterEach(() => delete globalThis.fetch);

function answerWith(status, envelope) {
  const text = JSON.stringify({ success: status < 400, errors: [], messages: [], ...envelope });
  globalThis.fetch = jest.fn(async () => ({
    ok: status < 400,
    status,
    headers: new Headers({ "content-type": "application/json" }),
    json: async () => JSON.parse(text),
    text: async () => text,
  }));
}

test("a `fetch` of the test's own answers", async () => {
  answerWith(200, { result });
  expect(await downloads.get(known)).toEqual(result);
  expect(await downloads.waitUntilReady(known, { types: ["default", "audio"] })).toEqual(result);
  expect(fetch.mock.calls[0][0]).toContain(known);
});

test("the error is the class that the package exports", async () => {
  answerWith(404, { result: null });
  await expect(downloads.get(unknown)).rejects.toThrow(Cloudflare.NotFoundError);
});

test("without `fetch` the error says what is missing", async () => {
  await expect(downloads.get(known)).rejects.toThrow("fetch: expected a function");
});
