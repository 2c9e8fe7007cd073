// How often a call crosses between JavaScript and the wasm. Each crossing costs time, and to count
// them needs no clock. `npm --prefix tests run bench -- crossings` prints more.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { installTarball } from "../../pkg-template/build.mjs";
import { countCrossings } from "../bench/crossings.mjs";

// What one `get` takes today: it may only go down. Who gets by with fewer sets it lower.
const BUDGET = { into: 9, out: 205 };

await installTarball(fileURLToPath(new URL("..", import.meta.url)));

test("a get crosses between JavaScript and the wasm no more often than it has to", () => {
  const { into, out } = countCrossings();
  console.log(`${into} calls into the wasm, ${out} out of it`);
  assert.ok(into > 0, "nothing was counted");
  assert.ok(into <= BUDGET.into, `${into} calls into the wasm are more than ${BUDGET.into}`);
  assert.ok(out <= BUDGET.out, `${out} calls out of the wasm are more than ${BUDGET.out}`);
});
