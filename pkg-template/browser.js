// Loads at import, and the first call waits: service workers refuse a top-level await.
import load from "./cf_stream_downloads.js";
import { whenReady } from "./load.js";

whenReady(load({ module_or_path: new URL("./cf_stream_downloads_bg.wasm", import.meta.url) }));

export * from "./client.js";
export { default } from "./client.js";
