// One step of the gate: a command with a time limit, and how many tests it ran.

import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

// What selenium-webdriver and the drivers say of it, also where the driver itself has not come up, or takes a page that
// stands for one that loads, as WebKit's has done; and what wasm-bindgen's test runner begins with whenever the browser
// has not told how its tests ended.
const LOST_SESSION = new RegExp(
  [
    "NoSuchSessionError|invalid session id|[Ss]ession ?[Nn]ot ?[Cc]reated|not connected to DevTools|tab crashed",
    "Failed to decode response from marionette|Timed out waiting for the WebDriver server|Server terminated early",
    "Error \\[TimeoutError\\]$|^driver status: ",
  ].join("|"),
  "m",
);

/**
 * Runs a step, and resolves to `{ passed, failed, output, why }`; `why` is what is wrong with it,
 * other than tests that failed, as sentences.
 *
 * - A `single` step is one test, which passes with exit code 0. The tests of any other are counted
 *   from what it prints.
 * - When `minutes` are over, which keep what hangs from running for ever, or `signal` aborts, it is ended with all that it started.
 * - Where the driver of a browser has lost its session, which says nothing of what is tested, it runs once
 *   more, and `print` is told.
 */
export async function runStep({ print = console.log, ...step }, signal) {
  const first = await runOnce(step, signal);
  if (!first.failed || !LOST_SESSION.test(first.output) || signal?.aborted) return first;
  print(`${step.name}: the driver of a browser has lost its session, so that it runs once more.`);
  return runOnce(step, signal);
}

async function runOnce({ command, cwd, env, minutes = 60, single = false }, signal) {
  const { output, fault } = await run(command, { cwd, env, minutes, signal });
  if (single) return { passed: fault ? 0 : 1, failed: fault ? 1 : 0, output, why: fault };

  const { passed, failed, empty } = count(output);
  const faults = empty.map((file) => `${file} ran no test.`);
  if (fault) faults.push(fault);
  else if (passed + failed === 0) faults.push("It ran no test.");
  // What went wrong counts even where every test that ran has passed.
  return { passed, failed: failed || faults.length, output, why: faults.join(" ") };
}

/** Resolves to what the command printed, and to how it ended unless that was well. */
async function run(command, options) {
  // A file keeps the order of all that is written, where two pipes would mix it up.
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-step-"));
  const file = join(folder, "output");
  const descriptor = openSync(file, "a");
  try {
    const fault = await end(command, descriptor, options);
    return { output: stripVTControlCharacters(readFileSync(file, "utf8")), fault };
  } finally {
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
  }
}

/** Runs the command, and resolves to how it ended unless that was well. */
function end([command, ...args], output, { cwd, env, minutes, signal }) {
  return new Promise((resolve) => {
    // A group of its own can be ended as a whole.
    const stdio = ["ignore", output, output];
    const child = spawn(command, args, { cwd, env, detached: true, stdio });
    const kill = (reason) => {
      try {
        process.kill(-child.pid, reason);
      } catch {
        // Nobody of the group is left.
      }
    };

    let stopped;
    let lastResort;
    const stop = (why) => {
      stopped ??= why;
      kill("SIGTERM");
      lastResort ??= setTimeout(kill, 3_000, "SIGKILL");
    };
    const late = () => stop(`It did not end within ${minutes} minutes.`);
    const limit = setTimeout(late, minutes * 60_000);
    const interrupt = () => stop("It was interrupted.");
    signal?.addEventListener("abort", interrupt);

    const finish = (fault) => {
      clearTimeout(limit);
      clearTimeout(lastResort);
      signal?.removeEventListener("abort", interrupt);
      resolve(stopped ?? fault);
    };
    child.on("error", ({ message }) => finish(`It did not start: ${message}.`));
    child.on("exit", (status, reason) => {
      // What it left behind must not live on beside the next step.
      kill("SIGKILL");
      finish(status === 0 ? "" : `It ended with ${reason ?? `exit code ${status}`}.`);
    });
  });
}

/** Counts the tests that cargo, node:test and QUnit say they ran. */
function count(output) {
  const sum = (pattern) =>
    [...output.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
  // node:test takes a file without a test for a test that passed.
  const empty = [...output.matchAll(/^✔ (\/\S+) \([\d.]+ms\)$/gm)].map(([, file]) => file);
  return {
    passed: sum(/^test result: .* (\d+) passed;/gm) + sum(/^[#ℹ] pass (\d+)$/gm) - empty.length,
    failed: sum(/^test result: .* (\d+) failed;/gm) + sum(/^[#ℹ] (?:fail|cancelled) (\d+)$/gm),
    empty,
  };
}
