// What a process of Node makes and forgets leaves nothing in the wasm, whatever has become of it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { assertGrowsLittle } from "./growth.js";

const script = fileURLToPath(new URL("node-calls.js", import.meta.url));

/** Makes so many calls in a Node of its own, which must say nothing else. */
function assertNothingStays(context, kind, calls) {
  const args = ["--expose-gc", script, kind, calls];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0);
  const { before, after } = JSON.parse(stdout);
  assertGrowsLittle(context, before, after);
}

const kinds = {
  "10,000 calls of get whose fetch never settles": ["get-unanswered", 10_000],
  "10,000 calls of waitUntilReady whose fetch never settles": ["wait-unanswered", 10_000],
  "10,000 iterators of watch whose fetch never settles": ["watch-unanswered", 10_000],
  "100,000 calls of get of which only the response was taken": ["as-response", 100_000],
  "10,000 iterators of watch of which one value was taken": ["watch-one-value", 10_000],
};

for (const [name, [kind, calls]] of Object.entries(kinds)) {
  test(`${name} leave nothing in the wasm`, (context) => assertNothingStays(context, kind, calls));
}
