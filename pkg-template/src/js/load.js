// The loading of the wasm, where an entry has to wait for it.

import { CloudflareError } from "./errors.js";

/** A promise while the wasm is being loaded, and when it could not be; else undefined. */
export let loading;

/**
 * Makes the first calls wait for the wasm. They get the rejection, with `advice` added to its
 * message, and importing does not fail.
 */
export function whenReady(promise, advice = "") {
  loading = promise.then(
    () => (loading = undefined),
    (cause) => {
      const message = `The WebAssembly module could not be loaded${advice}`;
      throw new CloudflareError(message, { cause });
    },
  );
  loading.catch(() => {});
}
