// Calls what a user handed in. An async function answers with a promise of the engine's own, whatever
// the callee throws, returns or has changed about its promises; and a module's function calls
// another with `this` undefined, which a native fetch insists on.

export const callFetch = async (fetch, url, init) => fetch(url, init);

export const readText = async (response) => response.text();

// Nobody waits for it, and a body that cannot be cancelled is none of the caller's business.
export const cancelBody = (response) => {
  (async () => response.body?.cancel())().catch(() => {});
};
