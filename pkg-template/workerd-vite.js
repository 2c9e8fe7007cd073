// As workerd.js, for what Vite bundles for Workers. Where Vite knows nothing of them, as in Cloudflare's
// Vitest plugin without a Wrangler configuration, it fails at the module; there the runtime's own `require`
// gives it.
import { start } from "./client.js";

const { default: module } = await import("./cf_stream_downloads_bg.wasm").catch(() => {
  const { createRequire } = process.getBuiltinModule("node:module");
  return { default: createRequire(import.meta.url)("./cf_stream_downloads_bg.wasm") };
});
start(module);

export * from "./exports.js";
export { default } from "./exports.js";
