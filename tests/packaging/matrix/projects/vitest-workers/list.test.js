import { SELF, env } from "cloudflare:test";
import { expect, test } from "vitest";
import { ask } from "./ask.js";

test("the answers are Cloudflare's", async () => {
  const found = await ask(JSON.parse(env.QUESTION));
  expect(JSON.stringify(found)).toBe(env.ANSWER);
});

test("the Worker answers", async () => {
  const response = await SELF.fetch("http://worker/", { method: "POST", body: env.QUESTION });
  expect(await response.text()).toBe(env.ANSWER);
});
