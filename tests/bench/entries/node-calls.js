// Makes calls when its parent wants some, and says how many milliseconds they took, and how many of
// them a processor worked for this process.

import { prepare } from "./repeat.js";

const contestant = await import(process.argv[2]);

// Its parent is gone.
process.on("disconnect", () => process.exit());
process.on("message", async (wanted) => {
  const run = prepare(contestant, wanted);
  const [start, usage] = [performance.now(), process.cpuUsage()];
  await run();
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(usage);
  process.send({ took, cpu: (user + system) / 1000 });
});
