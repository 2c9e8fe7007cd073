// How the programs of the other tests tell what they found.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { runProgram } from "./program.js";

/** Runs a program of these statements, which has what the others have. */
function run(context, statements) {
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-program-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "program.mjs");
  const urlOf = (name) => JSON.stringify(import.meta.resolve(name));
  writeFileSync(
    file,
    `import ${urlOf("./memory.js")};
    import ${urlOf("./invariant.js")};
    import fc from ${urlOf("fast-check")};
    import { Cases, report } from ${urlOf("./program.js")};
    ${statements}`,
  );
  return runProgram(pathToFileURL(file));
}

test("a program writes more than a pipe holds while its test does something else", async (context) => {
  const cases = "new Cases(fc.constant('x'.repeat(1000)), 2000, async () => [])";
  const ran = run(context, `const cases = ${cases}; await cases.run(); report({ faults: cases.faults });`);
  // Long enough for it to begin to write: were it not, the test would pass all the same.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000);
  assert.deepEqual(await ran, { faults: "" });
});

test("a program that breaks says why", async (context) => {
  await assert.rejects(run(context, "throw new TypeError('no such case')"), /TypeError: no such case/);
});
