// How an entry starts the wasm: at once, or in the background while the first calls wait.

import { whenReady } from "#npm/load.js";
import { initSync } from "#wasm";

export function start(module) {
  initSync({ module });
}

/** Gets the wasm with `fetch`. */
export function load(fetch, advice) {
  whenReady(loadAndStart(fetch), advice);
}

async function loadAndStart(fetch) {
  const response = await fetch();
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  // As a stream it would be there no sooner, small as it is, and want the right media type.
  start(await WebAssembly.compile(await response.arrayBuffer()));
}
