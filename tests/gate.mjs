// Tests everything, with one command on a fresh machine: `npm --prefix tests test`. With words
// after ` -- `, only the steps whose name contains one of them.

import { main } from "../pkg-template/machine.mjs";
import { plan } from "./plan.mjs";
import { prepare } from "./prepare.mjs";
import { choose, interruption, runSteps } from "./steps.mjs";

async function test() {
  await prepare();
  const steps = choose(plan(), process.argv.slice(2));
  const signal = interruption();
  const { passed, failed, faulty } = await runSteps(steps, { signal });
  if (signal.aborted) {
    process.exitCode = 130;
    return;
  }
  if (failed) console.log(["Failures:", ...faulty.map(({ line }) => line)].join("\n  "));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
}

await main(test);
