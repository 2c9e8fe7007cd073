// What there is to measure, in order.

import { bytes } from "./bytes.mjs";
import { calls } from "./calls.mjs";
import { crossings } from "./crossings.mjs";
import { growth } from "./growth.mjs";
import { instructions } from "./instructions.mjs";
import { memory } from "./memory.mjs";
import { start } from "./start.mjs";
import { throughput } from "./throughput.mjs";

export const parts = {
  bytes,
  crossings,
  instructions,
  start,
  calls,
  growth,
  throughput,
  memory,
};
