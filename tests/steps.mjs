// Runs steps in their order: some have the machine for themselves, and of others a few run at once.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { SetupError } from "../pkg-template/machine.mjs";
import { runStep } from "./step.mjs";

const cwd = dirname(dirname(fileURLToPath(import.meta.url)));

/** The steps whose name contains one of the words, or all when there are no words. */
export function choose(steps, words) {
  const lowered = words.map((word) => word.toLowerCase());
  const wanted = ({ name }) => lowered.some((word) => name.toLowerCase().includes(word));
  const chosen = words.length ? steps.filter(wanted) : steps;
  if (chosen.length) return chosen;
  const names = steps.map(({ name }) => `  ${name}`).join("\n");
  throw new SetupError(`No step has such a name. The steps are:\n${names}`);
}

// The parts of a machine. A step with `company` for so many has as many fewer.
const ALL = 12;
const partsOf = ({ company = 1 }) => ALL / company;

/**
 * Runs the steps with `run`, each as soon as those before it have begun and there is room beside those that run:
 * of steps with `company` 2 two run at once, of such with 3 three, and one without it is alone. Those with one
 * `place` run one after another, and let others past.
 */
export async function inCompany(steps, run, signal) {
  const waiting = [...steps];
  const running = new Map();
  const next = () => {
    const begun = [...running.keys()];
    const room = begun.reduce((room, step) => room - partsOf(step), ALL);
    const isFree = ({ place }) => !place || begun.every((step) => step.place !== place);
    const at = waiting.findIndex((step) => partsOf(step) > room || isFree(step));
    // One that needs more room lets nobody past, or it might come last.
    return at >= 0 && partsOf(waiting[at]) <= room ? waiting.splice(at, 1)[0] : undefined;
  };
  const begin = async (step) => {
    await run(step);
    running.delete(step);
  };
  for (;;) {
    for (let step; !signal?.aborted && (step = next()); ) running.set(step, begin(step));
    if (running.size === 0) return;
    await Promise.race(running.values());
  }
}

/**
 * Runs the steps and prints what comes of each. Resolves to how many tests passed and failed, and to the
 * steps in which any has, each with the `line` that was printed. An abort of `signal` ends it.
 */
export async function runSteps(steps, { signal, print = console.log } = {}) {
  const total = { passed: 0, failed: 0, faulty: [] };
  const run = async (step) => {
    const start = Date.now();
    const { passed, failed, output, why } = await runStep({ cwd, ...step, print }, signal);
    if (signal?.aborted) return;
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    const line = `${step.name}: ${passed} passed, ${failed} failed (${seconds} s)`;
    total.passed += passed;
    total.failed += failed;
    if (failed) {
      total.faulty.push({ name: step.name, line });
      print(`${output}${why ? `${why}\n` : ""}`);
    }
    print(line);
  };
  await inCompany(steps, run, signal);
  return total;
}

/** A signal that aborts when somebody interrupts this process. */
export function interruption() {
  // The steps are in groups of their own, which the terminal's Ctrl-C does not reach.
  const controller = new AbortController();
  for (const reason of ["SIGINT", "SIGTERM"]) process.on(reason, () => controller.abort());
  return controller.signal;
}
