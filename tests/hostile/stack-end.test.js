// Calls at the very end of the engine's stack, where a program ends up that calls itself too often.

import assert from "node:assert/strict";
import { test } from "node:test";

import { assertFlat, runProgram } from "./program.js";

test("calls at the end of the stack settle, and good ones go on", async (context) => {
  const { calls, overflows, faults, memory } = await runProgram("stack-end-program.js");
  context.diagnostic(`${calls} calls, ${overflows} of which broke off`);
  assert.ok(faults === "", faults);
  // Or the stack does not end where they are made.
  assert.ok(overflows > calls / 20, "there are too few calls that break off");
  // Node keeps a joined signal of which a listener broke off.
  assertFlat(context, memory, 4);
});
