import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setImmediate, setInterval, setTimeout } from "node:timers/promises";

import { runStep } from "./step.mjs";

/** Runs a step that is this script. */
const step = (script, options, signal) =>
  runStep({ command: [process.execPath, "--eval", script], ...options }, signal);

/** Runs a step that prints this and ends well. */
const printing = (text) => step(`console.log(${JSON.stringify(text)})`);

/** Resolves when the process is gone, or merely waits for its parent to notice. */
async function end(pid) {
  const status = () => readFileSync(`/proc/${pid}/status`, "utf8");
  while (existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(status())) await setTimeout(10);
}

const counts = async (text) => {
  const { passed, failed } = await printing(text);
  return { passed, failed };
};

test("The tests of cargo are counted, over all that it runs", async () => {
  const text = `
test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.28s`;
  assert.deepEqual(await counts(text), { passed: 15, failed: 2 });
});

test("The tests of node:test are counted, in both of its forms", async () => {
  const tap = "# tests 7\n# pass 3\n# fail 2\n# cancelled 1\n# skipped 1";
  assert.deepEqual(await counts(tap), { passed: 3, failed: 3 });
  assert.deepEqual(await counts(tap.replaceAll("#", "ℹ")), { passed: 3, failed: 3 });
});

test("The tests of QUnit are counted, in colour too", async () => {
  const text = "# pass 4\n# \u001b[33mskip 1\u001b[39m\n# \u001b[31mfail 1\u001b[39m";
  assert.deepEqual(await counts(text), { passed: 4, failed: 1 });
});

test("A step that ran no test fails", async () => {
  for (const text of ["", "1..0\n# pass 0\n# fail 0", "no tests to run!", "# pass 0\n# skip 3"]) {
    const { passed, failed, why } = await printing(text);
    assert.deepEqual({ passed, failed, why }, { passed: 0, failed: 1, why: "It ran no test." });
  }
});

test("A file in which node:test ran no test fails, whatever the others did", async () => {
  const { passed, failed, why } = await printing(
    "✔ It works (1.2ms)\n✔ /tests/empty.test.mjs (65.25ms)\nℹ pass 2\nℹ fail 0",
  );
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 1 });
  assert.match(why, /empty\.test\.mjs ran no test/);
});

test("A step that ends badly fails, whatever it counted", async () => {
  const code = await step("console.log('# pass 5'); process.exitCode = 3");
  assert.deepEqual([code.passed, code.failed, code.why], [5, 1, "It ended with exit code 3."]);
  const signal = await step("console.log('# pass 5'); process.kill(process.pid, 'SIGSEGV')");
  assert.deepEqual([signal.passed, signal.failed, signal.why], [5, 1, "It ended with SIGSEGV."]);
  const missing = await runStep({ command: ["/nowhere/at-all"] });
  assert.deepEqual([missing.passed, missing.failed], [0, 1]);
  assert.match(missing.why, /did not start/);
});

test("A step in which a driver loses its browser runs once more, and that is printed", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-step-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "runs");
  // What it prints in its first run, and in any other.
  const run = async (...prints) => {
    writeFileSync(file, "");
    const printed = [];
    const script = `
      const fs = require("node:fs");
      fs.appendFileSync(${JSON.stringify(file)}, "x");
      console.log(${JSON.stringify(prints)}[Math.min(fs.statSync(${JSON.stringify(file)}).size, 2) - 1]);`;
    const print = (line) => printed.push(line);
    const { passed, failed } = await step(script, { name: "pages", print });
    return [passed, failed, readFileSync(file, "utf8").length, printed.length];
  };
  const lost = "NoSuchSessionError: invalid session id\n# pass 2\n# fail 3";
  assert.deepEqual(await run(lost, "# pass 5\n# fail 0"), [5, 0, 2, 1]);
  assert.deepEqual(await run(lost, lost), [2, 3, 2, 1]);
  // Of a driver that was too slow to come up, or did not, or no longer answers.
  for (const text of [
    "Error: Timed out waiting for the WebDriver server at http://127.0.0.1:34123/",
    "Error: Server terminated early with status 1",
    "  Error [TimeoutError]\n      at Object.throwDecodedError (error.js:523:15)",
  ]) {
    assert.deepEqual(await run(`${text}\n# pass 0\n# fail 1`, "# pass 5\n# fail 0"), [5, 0, 2, 1], text);
  }
  // Of a WebKit that was killed while the tests ran.
  const crashed = `test web::timer::test::the_time_never_goes_back ... ok
driver status: signal: 9 (SIGKILL)
Error: webdriver POST /session/87d75bc6/execute/sync request failed`;
  assert.deepEqual(await run(crashed, "test result: ok. 9 passed; 0 failed;"), [9, 0, 2, 1]);
  assert.deepEqual(await run("# pass 2\n# fail 3", "# pass 5"), [2, 3, 1, 0]);
  assert.deepEqual(await run("NoSuchSessionError\n# pass 5", "# pass 6"), [5, 0, 1, 0]);
});

test("A step that is one test passes with exit code 0, and fails with another", async () => {
  const good = await step("", { single: true });
  assert.deepEqual([good.passed, good.failed], [1, 0]);
  const bad = await step("process.exitCode = 1", { single: true });
  assert.deepEqual([bad.passed, bad.failed], [0, 1]);
});

test("All that a step printed is kept, up to its end", async () => {
  const { output } = await step("console.log('a'.repeat(1e6)); console.error('last words')");
  assert.ok(output.includes("a".repeat(1e6)));
  assert.match(output, /last words/);
});

// For a process that does not end.
const limit = { timeout: 60_000 };

// Starts a process that would live for ever and ignores the polite signal, and tells its id.
const parent = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["--eval", "process.on('SIGTERM', () => {}); setInterval(() => {}, 9)"]);
  console.log("child " + child.pid);`;

/** A step that hangs once it has started that process, and the promise of when it has. */
function hanging(t) {
  const folder = mkdtempSync(join(tmpdir(), "step-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "started");
  const code = `${parent} require("node:fs").writeFileSync(${JSON.stringify(file)}, ""); setInterval(() => {}, 9)`;
  const started = async () => {
    for await (const _ of setInterval(10)) if (existsSync(file)) return;
  };
  return { code, started };
}

test("A step that hangs ends with all that it started when its time is over", limit, async (t) => {
  const { code, started } = hanging(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const running = step(code, { minutes: 7 });
  await started();
  t.mock.timers.tick(7 * 60_000 - 1);
  const isPending = await Promise.race([running, setImmediate("pending")]);
  assert.equal(isPending, "pending");
  t.mock.timers.tick(1);
  const { failed, output, why } = await running;
  t.mock.timers.reset();
  assert.equal(failed, 1);
  assert.equal(why, "It did not end within 7 minutes.");
  await end(output.match(/child (\d+)/)[1]);
});

test(
  "A step that leaves a process behind ends all the same, and so does that process",
  limit,
  async () => {
    const { output } = await step(`${parent} child.unref(); process.exit()`, { single: true });
    await end(output.match(/child (\d+)/)[1]);
  },
);

test("A step that is interrupted ends with all that it started", limit, async (t) => {
  const { code, started } = hanging(t);
  const controller = new AbortController();
  const running = step(code, {}, controller.signal);
  await started();
  controller.abort();
  const { output, why } = await running;
  assert.equal(why, "It was interrupted.");
  await end(output.match(/child (\d+)/)[1]);
});
