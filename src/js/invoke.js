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

export const callFetch = (fetch, url, init, signal) => settle(() => fetch(url, { ...init, signal }));

export const readText = (response) => settle(() => response.text());

// Nobody waits for it, and a body that cannot be cancelled is none of the caller's business.
export const cancelBody = (response) => {
  settle(() => response.body?.cancel()).catch(() => {});
};

// The next three give undefined where something throws. Were they to throw, wasm-bindgen's `catch`
// would never free the slot of the value that they did not give.

export const readMember = (object, name) => {
  try {
    return object[name];
  } catch {}
};

export const readHeader = (headers, name) => {
  try {
    const value = headers.get(name);
    // Longer ones are of no use here, and would be copied.
    return typeof value === "string" ? value.slice(0, 2048) : undefined;
  } catch {}
};

export const originOf = (location, base) => {
  try {
    return new URL(location, base).origin;
  } catch {}
};

// A logger that throws, rejects or has no such method is no reason for a call to fail.
export const writeLine = (logger, level, line) => {
  settle(() => logger[level]?.(line)).catch(() => {});
};
