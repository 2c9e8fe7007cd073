import { readFileSync } from "node:fs";
import { initSync } from "./cf_stream_downloads.js";

initSync({ module: readFileSync(new URL("./cf_stream_downloads_bg.wasm", import.meta.url)) });

export * from "./client.js";
export { default } from "./client.js";
