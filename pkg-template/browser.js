// Loads at import, and the first call waits: service workers refuse a top-level await.
import { load } from "./client.js";

load(
  () => fetch(new URL("./cf_stream_downloads_bg.wasm", import.meta.url)),
  ". Where a bundler leaves it behind, import cf-stream-downloads/inline",
);

export * from "./index.js";
export { default } from "./index.js";
