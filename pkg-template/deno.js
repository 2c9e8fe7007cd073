// Reading the file would need a permission; importing it needs none.
import source module from "./cf_stream_downloads_bg.wasm";
import { start } from "./client.js";

start(module);

export * from "./index.js";
export { default } from "./index.js";
