// The wasm is in here, packed, for where a second file would be one too many; and for Node and Bun, where
// bundlers, frameworks and test runners move files, and know neither `import.meta` nor `fs` everywhere.
import packed from "./cf_stream_downloads_bg.wasm.deflate";
import { load, start } from "./library.js";

const bytes = () => Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));

async function unpack() {
  const stream = new Blob([bytes()]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream);
}

try {
  // Node and Bun have it at hand, and nobody has to wait.
  const { inflateRawSync } = process.getBuiltinModule("node:zlib");
  start(new WebAssembly.Module(inflateRawSync(bytes())));
} catch {
  load(unpack, ". Workers cannot use cf-stream-downloads/inline: import cf-stream-downloads there");
}

export * from "#npm/client.js";
export { default } from "#npm/client.js";
