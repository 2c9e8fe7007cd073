// Runs steps one after another, as some have the machine for themselves; but a few at once of those
// that mostly wait.

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

/** Puts each step together with those before it that bear as much company. */
function inGroups(steps) {
  const groups = [];
  for (const step of steps) {
    const { company = 1 } = step;
    const last = groups.at(-1);
    if (company === last?.company) last.steps.push(step);
    else groups.push({ company, steps: [step] });
  }
  return groups;
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
  for (const { company, steps: waiting } of inGroups(steps)) {
    // Each takes the next step as soon as it has run one.
    const runner = async () => {
      while (waiting.length && !signal?.aborted) await run(waiting.shift());
    };
    await Promise.all(Array.from({ length: company }, runner));
  }
  return total;
}

/** A signal that aborts when somebody interrupts this process. */
export function interruption() {
  // The steps are in groups of their own, which the terminal's Ctrl-C does not reach.
  const controller = new AbortController();
  for (const reason of ["SIGINT", "SIGTERM"]) process.on(reason, () => controller.abort());
  return controller.signal;
}
