// The loading of the wasm, where an entry has to wait for it.

import { classes } from "./cf_stream_downloads.js";

/** A promise while the wasm is being loaded, and when it could not be; else undefined. */
export let loading;

/** Makes the first calls wait for the wasm. They get the rejection, and importing does not fail. */
export function whenReady(promise) {
  loading = promise.then(
    () => (loading = undefined),
    (cause) => {
      throw new classes.CloudflareError("The WebAssembly module could not be loaded", { cause });
    },
  );
  loading.catch(() => {});
}
