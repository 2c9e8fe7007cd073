import { ask } from "./ask.js";

Deno.test("the answers are Cloudflare's", async () => {
  const found = JSON.stringify(await ask(JSON.parse(Deno.env.get("QUESTION"))));
  if (found !== Deno.env.get("ANSWER")) throw new Error(found);
});
