// How the entry of browsers loads the wasm, and what a call says when it cannot. Node stands in for
// a browser: the entry wants no more than `fetch`.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

import { makeConsumer, packageIn } from "./consumer.mjs";
import { WASM } from "./output.mjs";

const pkg = packageIn(await makeConsumer());
const wasm = readFileSync(join(pkg, WASM));
const { fetch } = globalThis;
after(() => (globalThis.fetch = fetch));

let visits = 0;

/** Loads the entry anew, with a `fetch` of one's own, and resolves to how a call ends. */
async function outcome(ownFetch) {
  globalThis.fetch = ownFetch;
  const { Cloudflare } = await import(`${pathToFileURL(join(pkg, "browser.js"))}?${(visits += 1)}`);
  const answer = async () => Response.json({ success: true, result: {} });
  const client = new Cloudflare({ apiToken: "token", accountId: "account", fetch: answer });
  // Long enough for a rejection that nobody handles to come up.
  await new Promise((resolve) => setTimeout(resolve, 20));
  return client.stream.downloads.get("video").catch((error) => error);
}

const failures = {
  "a status that is none of success": [
    async () => new Response("", { status: 404 }),
    /answers 404$/,
  ],
  "a fetch that rejects": [() => Promise.reject(new TypeError("no network")), /^no network$/],
  "a fetch that throws": [
    () => {
      throw new TypeError("no such fetch");
    },
    /^no such fetch$/,
  ],
  "a page in place of the wasm": [
    async () => new Response("<!doctype html>"),
    /expected magic word/,
  ],
};

for (const [name, [ownFetch, cause]] of Object.entries(failures)) {
  test(`${name} is an error of the call, and importing does not fail`, async () => {
    const error = await outcome(ownFetch);
    assert.equal(error.name, "CloudflareError");
    const advice = "Where a bundler leaves it behind, import cf-stream-downloads/inline";
    assert.equal(error.message, `The WebAssembly module could not be loaded. ${advice}`);
    assert.match(error.cause.message, cause);
  });
}

test("it asks for the file beside it, and any media type will do", async () => {
  const asked = [];
  const ownFetch = async (url) => {
    asked.push(url);
    return new Response(wasm, { headers: { "content-type": "text/plain" } });
  };
  assert.deepEqual(await outcome(ownFetch), {});
  assert.deepEqual(asked.map(String), [`${pathToFileURL(join(pkg, WASM))}`]);
});
