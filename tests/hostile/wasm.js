// What the wasm holds. The names of its exports are short ones that differ from build to build, so
// its parts are found by what they are.

// The package's own module already has its instance; asking for it again gives it.
import { initSync } from "../node_modules/cf-stream-downloads/cf_stream_downloads.js";

const parts = Object.values(initSync());
const memory = parts.find((part) => part instanceof WebAssembly.Memory);
const table = parts.find((part) => part instanceof WebAssembly.Table);

/** The bytes of the wasm's memory, and how many JavaScript values it holds. */
export function sizeOfWasm() {
  let values = 0;
  // What is no longer held is null.
  for (let i = 0; i < table.length; i++) if (table.get(i) !== null) values += 1;
  return { memory: memory.buffer.byteLength, values };
}
