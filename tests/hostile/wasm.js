// What the wasm holds. The names of its exports are short ones that differ from build to build, so its
// memory is found by what it is.

import { wasm } from "../node_modules/cf-stream-downloads/client.js";

const memory = Object.values(wasm).find((part) => part instanceof WebAssembly.Memory);

/** The bytes of the wasm's memory. It holds nothing else: no JavaScript value crosses into it. */
export const sizeOfWasm = () => memory.buffer.byteLength;

/** Leaves the stack of the wasm as a thousand calls would that broke off in the middle of it. */
export function useUpStack() {
  for (const part of Object.values(wasm)) {
    try {
      if (part instanceof WebAssembly.Global) part.value = 16;
    } catch {
      // The others never change.
    }
  }
}
