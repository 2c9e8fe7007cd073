// Runs the gate beside two busy loops: `npm --prefix tests run under-load -- [TIMES] [WORDS]`. As the
// gate, it takes words of the steps' names; TIMES is 1 unless it is said. It prints which steps ever
// failed, and fails if any did.

import { main } from "../pkg-template/machine.mjs";
import { runUnderLoad } from "./load.mjs";
import { plan } from "./plan.mjs";
import { prepare } from "./prepare.mjs";
import { choose, interruption } from "./steps.mjs";

async function test() {
  await prepare();
  const [first = "", ...rest] = process.argv.slice(2);
  const times = /^\d+$/.test(first) ? Number(first) : 1;
  const words = /^\d+$/.test(first) ? rest : process.argv.slice(2);
  const signal = interruption();
  const failures = await runUnderLoad(choose(plan(), words), times, { signal });
  if (signal.aborted) {
    process.exitCode = 130;
    return;
  }
  const lines = [...failures].map(([name, count]) => `  ${name}: ${count} of ${times} times`);
  console.log(lines.length ? ["Under load failed:", ...lines].join("\n") : "Under load nothing failed.");
  process.exitCode = lines.length ? 1 : 0;
}

await main(test);
