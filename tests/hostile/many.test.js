// A hundred thousand hostile calls in one process: getters, proxies, thenables and callbacks that
// throw, in every place where a call meets a user's value or code.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertFlat, runProgram } from "./program.js";

test("hostile calls settle, as do good ones, and leave nothing behind", async (context) => {
  const { calls, acted, faults, memory } = await runProgram("many-program.js");
  context.diagnostic(`${calls} hostile calls; hostile code ran in ${acted} scenarios`);
  assert.ok(faults === "", faults);
  // Or the package no longer looks at what was made hostile.
  assert.ok(acted > calls / 6, "there is too little hostile code that runs");
  assertFlat(context, memory, 1);
});
