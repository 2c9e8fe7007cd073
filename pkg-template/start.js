// How an entry starts the wasm: at once, or in the background while the first calls wait.

import { whenReady } from "#npm/load.js";
import { initSync } from "#wasm";

export function start(module) {
  initSync({ module });
}

/** Starts the module that a promise gives; `advice` is for where it cannot be had. */
export function startLater(promise, advice) {
  whenReady(promise.then(start), advice);
}
