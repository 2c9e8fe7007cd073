// The wasm is in here, packed, for where a second file would be one too many.
import packed from "./cf_stream_downloads_bg.wasm.deflate";
import { load } from "./library.js";

async function unpack() {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream);
}

load(unpack, ". Workers cannot use cf-stream-downloads/inline: import cf-stream-downloads there");

export * from "#npm/client.js";
export { default } from "#npm/client.js";
