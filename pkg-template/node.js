import { readFileSync } from "node:fs";
import { start } from "./client.js";

const bytes = readFileSync(new URL("./cf_stream_downloads_bg.wasm", import.meta.url));
start(new WebAssembly.Module(bytes));

export * from "./index.js";
export { default } from "./index.js";
