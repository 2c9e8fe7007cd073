// What the package's wasm holds. To be imported before the package: it records what WebAssembly the
// package instantiates, so that it needs no name of anything within the package.

const instances = [];
const { Instance, instantiate, instantiateStreaming } = WebAssembly;

const keep = ({ exports }, imports) =>
  instances.push([exports, ...Object.values(imports ?? {})].flatMap((part) => Object.values(part)));

// A proxy, so that `instanceof WebAssembly.Instance` is still true of what it makes.
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, [module, imports]) {
    const instance = new target(module, imports);
    keep(instance, imports);
    return instance;
  },
});
for (const [name, method] of Object.entries({ instantiate, instantiateStreaming })) {
  WebAssembly[name] = async (source, imports, ...rest) => {
    const made = await method.call(WebAssembly, source, imports, ...rest);
    // For a module that is compiled already, this is the instance itself.
    keep(made.instance ?? made, imports);
    return made;
  };
}

try {
  await import("cf-stream-downloads");
} finally {
  // Node's own fetch and loader use WebAssembly, too.
  Object.assign(WebAssembly, { Instance, instantiate, instantiateStreaming });
}

const parts = (Class) => instances.flat().filter((part) => part instanceof Class);

const memories = parts(WebAssembly.Memory);
if (memories.length !== 1) {
  const count = `${memories.length} memories`;
  throw new Error(`${count} instead of one: import wasm.js before cf-stream-downloads`);
}

/** The bytes of the wasm's memory. It never shrinks: what is freed is used again. */
export const sizeOfWasm = () => memories[0].buffer.byteLength;

/**
 * The entries of the wasm's tables. JavaScript values that Rust holds are in one of them, where the
 * build has reference types.
 */
export const entriesOfWasm = () =>
  parts(WebAssembly.Table).reduce((entries, { length }) => entries + length, 0);
