// How an entry starts the wasm: at once, or in the background while the first calls wait.

import { __wbg_finalize_init, __wbg_get_imports } from "./cf_stream_downloads.js";
import { whenReady } from "./load.js";

export function start(module) {
  __wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()));
}

/** Gets the wasm with `fetch`. */
export function load(fetch, advice) {
  whenReady(loadAndStart(fetch), advice);
}

async function loadAndStart(fetch) {
  const response = await fetch();
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}`);
  // As a stream it would be there no sooner, small as it is, and want the right media type.
  const { instance } = await WebAssembly.instantiate(
    await response.arrayBuffer(),
    __wbg_get_imports(),
  );
  __wbg_finalize_init(instance);
}
