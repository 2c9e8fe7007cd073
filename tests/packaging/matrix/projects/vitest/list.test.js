import { expect, test } from "vitest";
import { ask } from "./ask.js";

test("the answers are Cloudflare's", async () => {
  const found = await ask(JSON.parse(process.env.QUESTION));
  expect(JSON.stringify(found)).toBe(process.env.ANSWER);
});
