// What the package's client.js is made of: what users import, and how an entry starts the wasm.

import { APIPromise, Cloudflare } from "#npm/client.js";

// Minifying renames classes, and people see their names. To keep all names would cost a kilobyte.
for (const [value, Class] of Object.entries({ Cloudflare, APIPromise })) {
  Object.defineProperty(Class, "name", { value });
}

export * from "./start.js";
export * from "#npm/client.js";
export { default } from "#npm/client.js";
