// Calls what a user handed in. The promise is the engine's own, whatever the callee throws, returns or
// has changed about its promises; and a module's function calls another with `this` undefined, which
// a native fetch insists on.

export const settle = (call) =>
  new Promise((resolve, reject) => {
    const value = call();
    // `resolve` would do this by itself, but WebKit's loses what the constructor of a promise throws
    // when it is read.
    if (typeof value?.then === "function") value.then(resolve, reject);
    else resolve(value);
  });

// Nobody waits for it, and a body that cannot be cancelled is none of the caller's business.
export const cancelBody = (response) => {
  settle(() => response.body?.cancel()).catch(() => {});
};

// The next three give undefined where something throws.

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
