// Reading the file would need a permission; importing it needs none.
import source module from "./cf_stream_downloads_bg.wasm";
import { initSync } from "./cf_stream_downloads.js";

initSync({ module });

export * from "./client.js";
export { default } from "./client.js";
