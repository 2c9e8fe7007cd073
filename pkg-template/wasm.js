// The wasm within a JavaScript module, because a second file is what bundlers, frameworks and test
// runners lose.
import packed from "./cf_stream_downloads_bg.wasm.deflate";

/** What to do where it cannot be compiled. */
export const advice =
  ". In a page the Content-Security-Policy must allow 'wasm-unsafe-eval'; for Workers and other edge " +
  'runtimes the bundler must set the export condition "workerd" or "edge-light", Nitro experimental.wasm';

function bytes() {
  const binary = atob(packed);
  const array = new Uint8Array(binary.length);
  // In code that runs once, `Uint8Array.from` takes 10 ms for it, and this 2.
  for (let index = 0; index < array.length; index += 1) array[index] = binary.charCodeAt(index);
  return array;
}

/** Compiles it at once, where Node's library is at hand, and throws elsewhere. */
export function compileSync() {
  // For a `process` without `globalThis` Parcel brings a package.
  const { inflateRawSync } = globalThis.process.getBuiltinModule("node:zlib");
  return new WebAssembly.Module(inflateRawSync(bytes()));
}

export async function compile() {
  const stream = new Response(bytes()).body.pipeThrough(new DecompressionStream("deflate-raw"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}
