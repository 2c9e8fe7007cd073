// Tests everything, with one command on a fresh machine: `npm --prefix tests test`. With words
// after ` -- `, only the steps whose name contains one of them.
//
// It brings what is missing, builds the package, installs its tarball beside the tests, and runs the
// steps one after another, as tests that measure time suffer from company; but a few at once of those
// that mostly wait.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { installTarball } from "../pkg-template/build.mjs";
import { main, SetupError } from "../pkg-template/machine.mjs";
import { installPackages, setUp } from "../pkg-template/setup.mjs";
import { prepare as prepareDashboard } from "../www/prepare.mjs";
import { cleanEnvironment } from "./environment.mjs";
import { plan } from "./plan.mjs";
import { runStep } from "./step.mjs";

const here = dirname(fileURLToPath(import.meta.url));

async function prepare() {
  await setUp({ tests: true });
  await installPackages(here);
  await installPackages(join(here, "stand-in"));
  await installTarball(here);
  // Two steps that run at once use it.
  await installTarball(join(here, "packaging/matrix/installs/tests"));
  // Steps that run at once must find it built.
  await prepareDashboard();
}

/** The steps whose name contains one of the words, or all when there are no words. */
function choose(steps, words) {
  const wanted = ({ name }) => words.some((word) => name.toLowerCase().includes(word));
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

/** Runs the steps, and resolves to how many tests passed and failed, and in which steps. */
async function runSteps(steps, signal) {
  const total = { passed: 0, failed: 0, faulty: [] };
  const run = async (step) => {
    const start = Date.now();
    const { passed, failed, output, why } = await runStep({ cwd: dirname(here), ...step }, signal);
    if (signal.aborted) return;
    const seconds = ((Date.now() - start) / 1000).toFixed(1);
    const line = `${step.name}: ${passed} passed, ${failed} failed (${seconds} s)`;
    total.passed += passed;
    total.failed += failed;
    if (failed) {
      total.faulty.push(line);
      console.log(`${output}${why ? `${why}\n` : ""}`);
    }
    console.log(line);
  };
  for (const { company, steps: waiting } of inGroups(steps)) {
    // Each takes the next step as soon as it has run one.
    const runner = async () => {
      while (waiting.length && !signal.aborted) await run(waiting.shift());
    };
    await Promise.all(Array.from({ length: company }, runner));
  }
  return total;
}

async function test() {
  cleanEnvironment();
  await prepare();
  const words = process.argv.slice(2).map((word) => word.toLowerCase());
  const steps = choose(plan(), words);
  // The steps are in groups of their own, which the terminal's Ctrl-C does not reach.
  const interruption = new AbortController();
  for (const reason of ["SIGINT", "SIGTERM"]) process.on(reason, () => interruption.abort());
  const { passed, failed, faulty } = await runSteps(steps, interruption.signal);
  if (interruption.signal.aborted) {
    process.exitCode = 130;
    return;
  }
  if (failed) console.log(["Failures:", ...faulty].join("\n  "));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

await main(test);
