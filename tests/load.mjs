// Steps beside a load, to see whether what they say depends on the speed of the machine.

import { spawn } from "node:child_process";
import { once } from "node:events";

import { runSteps } from "./steps.mjs";

const LOOPS = 2;
// It ends by itself when this process is gone, however that has ended.
const LOOP = "const parent = process.ppid; while (process.ppid === parent);";

/** Runs `body` beside busy loops, processes that are gone when this is settled. */
export async function besideLoops(body) {
  const loops = Array.from({ length: LOOPS }, () =>
    spawn(process.execPath, ["--eval", LOOP], { stdio: "ignore" }),
  );
  const ended = loops.map((loop) => once(loop, "exit"));
  try {
    return await body(loops.map(({ pid }) => pid));
  } finally {
    for (const loop of loops) loop.kill("SIGKILL");
    await Promise.all(ended);
  }
}

/**
 * Runs the steps so many times beside busy loops. Resolves to the names of those that ever failed, each
 * with how often.
 */
export function runUnderLoad(steps, times, { signal, print = console.log } = {}) {
  return besideLoops(async () => {
    const failures = new Map();
    for (let turn = 1; turn <= times && !signal?.aborted; turn += 1) {
      if (times > 1) print(`Run ${turn} of ${times}:`);
      const { faulty } = await runSteps(steps, { signal, print });
      for (const { name } of faulty) failures.set(name, (failures.get(name) ?? 0) + 1);
    }
    return failures;
  });
}
