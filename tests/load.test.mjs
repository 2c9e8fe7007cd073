import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { besideLoops, runUnderLoad } from "./load.mjs";

/** A step that is this script. */
const step = (name, script) => ({ name, single: true, command: [process.execPath, "--eval", script] });

test("Steps under load run as often as they are to, and those that ever failed are named", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-load-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = JSON.stringify(join(folder, "ran"));
  const printed = [];
  const steps = [
    step("good", ""),
    step("bad", "process.exitCode = 1"),
    // Fails at first, and not again.
    step("fickle", `
      const { existsSync, writeFileSync } = require("node:fs");
      if (!existsSync(${file})) process.exitCode = 1;
      writeFileSync(${file}, "");`),
  ];
  const failures = await runUnderLoad(steps, 3, { print: (line) => printed.push(line) });
  assert.deepEqual([...failures], [["bad", 3], ["fickle", 1]]);
  const ran = printed.filter((line) => line.startsWith("good: 1 passed, 0 failed"));
  assert.equal(ran.length, 3, printed.join("\n"));
});

test("The loops run meanwhile, and are gone afterwards, also when it fails", async () => {
  let loops;
  const failing = besideLoops((pids) => {
    loops = pids;
    assert.ok(pids.every((pid) => existsSync(`/proc/${pid}`)));
    throw new Error("mine");
  });
  await assert.rejects(failing, { message: "mine" });
  assert.equal(loops.length, 2);
  assert.ok(!loops.some((pid) => existsSync(`/proc/${pid}`)));
});

test("An interruption ends the run that is under way, and no other begins", async () => {
  const controller = new AbortController();
  const printed = [];
  const print = (line) => {
    printed.push(line);
    controller.abort();
  };
  await runUnderLoad([step("one", ""), step("other", "")], 5, { signal: controller.signal, print });
  assert.deepEqual(printed, ["Run 1 of 5:"]);
});
