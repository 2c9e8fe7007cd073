// How the properties run. `HOSTILE_SEED` and `HOSTILE_PATH` or `HOSTILE_CASE`, which a failure
// prints, run its case again; `HOSTILE_RUNS` is how many times as many cases as usual to run.

import fc from "fast-check";

const { CI, HOSTILE_SEED, HOSTILE_PATH, HOSTILE_RUNS = "1" } = process.env;
// CI runs the same cases every time: a new one that fails would stop a change that it is not about.
export const seed = Number(HOSTILE_SEED ?? (CI ? 1 : Date.now() % 2 ** 31));
console.log(`HOSTILE_SEED=${seed}`);

/** How many times as many cases as usual to run. */
export const runs = Number(HOSTILE_RUNS);

/** Holds `check` against so many cases. */
export function forAll(arbitrary, cases, check) {
  const numRuns = Math.ceil(cases * runs);
  // fast-check takes what a property gives for its verdict.
  const property = fc.asyncProperty(arbitrary, async (given) => void (await check(given)));
  return fc.assert(property, {
    seed,
    path: HOSTILE_PATH,
    numRuns,
    // Shrinking what stays pending would take hours.
    interruptAfterTimeLimit: 600_000 * Math.max(1, runs),
    markInterruptAsFailure: true,
    reporter: (run) => {
      if (!run.failed) return;
      const again = `HOSTILE_SEED=${seed} HOSTILE_PATH=${run.counterexamplePath}`;
      const given = fc.stringify(run.counterexample).slice(0, 2000);
      const why = run.errorInstance?.message ?? String(run.errorInstance);
      throw new Error(`After ${run.numRuns} cases: ${why}\n${given}\nAgain with ${again}`);
    },
  });
}
