import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./ask.js";

const question = JSON.parse(process.env.QUESTION);
const { result } = JSON.parse(process.env.ANSWER);
// Nobody listens there: without MSW nothing answers.
question.baseURL = "http://127.0.0.1:2/client/v4";
const address = `${question.baseURL}/accounts/:account/stream/:identifier/downloads`;

const server = setupServer(
  http.get(address, ({ params }) =>
    params.identifier === question.known
      ? HttpResponse.json({ success: true, errors: [], messages: [], result })
      : HttpResponse.json(
          { success: false, errors: [{ code: 10003, message: "Not Found" }], messages: [], result: null },
          { status: 404 },
        ),
  ),
);
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());

test("the answers are the handlers'", async () => {
  expect(JSON.stringify(await ask(question))).toBe(process.env.ANSWER);
});
