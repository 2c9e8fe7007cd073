// Vercel's edge runtime, as Workers, compiles no bytes. Its bundlers know the module by this query.
import module from "./cf_stream_downloads_bg.wasm?module";
import { start } from "./client.js";

// Next.js makes it in another realm, and wasm-bindgen's code asks for an instance of this one's class.
start(Object.setPrototypeOf(module, WebAssembly.Module.prototype));

export * from "./exports.js";
export { default } from "./exports.js";
