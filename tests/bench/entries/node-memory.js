// Prints how large the wasm's memory is when it is loaded, after one call, and after a million.

import { prepare } from "./repeat.js";
import { watchInstances } from "./instances.js";

let memory;
watchInstances({
  exports(given) {
    memory = Object.values(given).find((part) => part instanceof WebAssembly.Memory);
    return given;
  },
});
const contestant = await import("../contestants/package.js");
const loaded = memory.buffer.byteLength;
await prepare(contestant, { count: 1 })();
const used = memory.buffer.byteLength;
await prepare(contestant, { count: 1_000_000 })();
console.log(JSON.stringify({ loaded, used, grown: memory.buffer.byteLength }));
