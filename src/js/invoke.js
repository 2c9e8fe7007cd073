// Calls what a user handed in. The promise is the engine's own, whatever the callee throws, returns or
// has changed about its promises; and a module's function calls another with `this` undefined, which
// a native fetch insists on.

const settle = (call) =>
  new Promise((resolve, reject) => {
    const value = call();
    // `resolve` would do this by itself, but WebKit's loses what the constructor of a promise throws
    // when it is read.
    if (typeof value?.then === "function") value.then(resolve, reject);
    else resolve(value);
  });

export const callFetch = (fetch, url, init) => settle(() => fetch(url, init));

export const readText = (response) => settle(() => response.text());

// Nobody waits for it, and a body that cannot be cancelled is none of the caller's business.
export const cancelBody = (response) => {
  (async () => response.body?.cancel())().catch(() => {});
};
