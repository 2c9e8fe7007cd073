// For browsers, and for what bundlers make, programs for Node too.
import { advice, compile, compileSync } from "./wasm.js";
import { start, startLater } from "./client.js";
import { importModule } from "./import-module.js";

try {
  start(compileSync());
} catch {
  startLater(compile().catch(importModule), advice);
}

export * from "./exports.js";
export { default } from "./exports.js";
