// What the wasm may grow by.

import assert from "node:assert/strict";

const KIB = 1024;

/**
 * Fails when a batch has added more to the wasm than chance may: two of the pages, of 64 KiB each,
 * by which it grows. `before` and `after` are bytes.
 */
export function assertGrowsLittle(context, before, after) {
  const kibibytes = (after - before) / KIB;
  context.diagnostic(`${before / KIB} KiB before, ${kibibytes} KiB more after`);
  assert.ok(kibibytes <= 128, `The wasm has grown by ${kibibytes} KiB.`);
}
