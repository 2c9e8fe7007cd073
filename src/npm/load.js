// The loading of the wasm, where an entry has to wait for it.
import { CloudflareError } from "./errors.js";

// The calls wait for it, and enter the wasm from its reactions alone: a user may call at the end of
// the engine's stack, where an exception would leave the wasm in pieces.
export let ready = Promise.resolve();

/**
 * Makes the first calls wait for the wasm. They get the rejection, with `advice` added to its
 * message, and importing does not fail.
 */
export function whenReady(promise, advice) {
  ready = promise.catch((cause) => {
    const message = `The WebAssembly module could not be loaded${advice}`;
    throw new CloudflareError(message, { cause });
  });
  ready.catch(() => {});
}
