// Workers may not compile bytes: the runtime hands over the compiled module.
import module from "./cf_stream_downloads_bg.wasm";
import { initSync } from "./cf_stream_downloads.js";

initSync({ module });

export * from "./client.js";
export { default } from "./client.js";
