// What is in use when the garbage has been collected.

import { entriesOfWasm, sizeOfWasm } from "./wasm.js";

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { turn } from "./virtual-time.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");

/** Collects the garbage. Some of what is collected is let go of in a turn of its own. */
export async function collect() {
  for (let round = 0; round < 4; round += 1) {
    gc();
    await turn();
  }
}

export async function memoryInUse() {
  await collect();
  const { heapUsed } = process.memoryUsage();
  return { wasm: sizeOfWasm(), entries: entriesOfWasm(), heap: heapUsed };
}
