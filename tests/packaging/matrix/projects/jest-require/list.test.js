const Cloudflare = require("cf-stream-downloads");
const { APIError } = require("cf-stream-downloads");

const { known, unknown, ...options } = JSON.parse(process.env.QUESTION);

test("the answers are Cloudflare's", async () => {
  const { downloads } = new Cloudflare(options).stream;
  const result = await downloads.get(known);
  const ready = await downloads.waitUntilReady(known, { types: ["default", "audio"] });
  const error = await downloads.get(unknown).catch((error) => error);
  const { name, status } = error;
  const same = error instanceof APIError && error instanceof Cloudflare.NotFoundError;
  const found = { result, ready, error: { name, status, same } };
  expect(JSON.stringify(found)).toBe(process.env.ANSWER);
});
