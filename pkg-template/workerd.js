// Workers may not compile bytes: the runtime hands over the compiled module.
import module from "./cf_stream_downloads_bg.wasm";
import { start } from "./client.js";

start(module);

export * from "./exports.js";
export { default } from "./exports.js";
