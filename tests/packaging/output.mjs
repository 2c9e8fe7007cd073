// What a bundler has made of a consumer's code, and what that must show when it runs.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { packageIn } from "./consumer.mjs";

/** The name of the wasm in the package. */
export const WASM = "cf_stream_downloads_bg.wasm";

/** Fails unless the package's wasm is in `output`, once and with nothing changed. */
export function assertOneWasm(consumer, output) {
  const found = readdirSync(output, { recursive: true }).filter((name) => name.endsWith(".wasm"));
  assert.equal(found.length, 1, `there are ${found.length}: ${found.join()}`);
  const original = readFileSync(join(packageIn(consumer), WASM));
  assert.ok(readFileSync(join(output, found[0])).equals(original), "it is not the package's");
}

/** What the stand-in says of a video that has all downloads, without the package in between. */
export async function askStandIn({ baseURL }) {
  const path = `/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`;
  const response = await fetch(baseURL + path, {
    headers: { authorization: `Bearer ${API_TOKEN}` },
  });
  const { result } = await response.json();
  assert.deepEqual(Object.keys(result), ["audio", "default"]);
  return result;
}
