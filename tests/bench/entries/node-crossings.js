// Prints how often one call crosses between JavaScript and the wasm, each way, and how many bytes
// of text are read out of the wasm's memory. `node node-crossings.js STATUS`

import { watchInstances } from "./instances.js";
import { prepare } from "./repeat.js";

const count = { into: 0, out: 0, bytes: 0 };

const counted = (functions, way) =>
  Object.fromEntries(
    Object.entries(functions).map(([name, part]) => [
      name,
      typeof part !== "function"
        ? part
        : (...args) => {
            count[way] += 1;
            return part(...args);
          },
    ]),
  );

let memory;
watchInstances({
  imports: (modules) =>
    Object.fromEntries(
      Object.entries(modules).map(([name, module]) => [name, counted(module, "out")]),
    ),
  exports(given) {
    memory = Object.values(given).find((part) => part instanceof WebAssembly.Memory);
    return counted(given, "into");
  },
});
const { decode } = TextDecoder.prototype;
TextDecoder.prototype.decode = function (bytes, ...rest) {
  if (memory && bytes?.buffer === memory.buffer) count.bytes += bytes.byteLength;
  return decode.call(this, bytes, ...rest);
};

const contestant = await import("../contestants/package.js");
const run = prepare(contestant, { count: 1, status: Number(process.argv[2]) });
// The first one also makes what all share.
await run();
Object.assign(count, { into: 0, out: 0, bytes: 0 });
await run();
console.log(JSON.stringify(count));
