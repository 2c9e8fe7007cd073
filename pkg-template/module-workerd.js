// For import-module.js, in a Worker.
export { default } from "./cf_stream_downloads_bg.wasm";
