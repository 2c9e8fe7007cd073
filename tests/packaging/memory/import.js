// Prints what importing the package and making a client start, by Node's names for it.

import { createHook } from "node:async_hooks";

const started = new Set();
createHook({ init: (id, type) => started.add(type) }).enable();
const { Cloudflare } = await import("cf-stream-downloads");
new Cloudflare();
await null;
console.log(JSON.stringify({ started: [...started], active: process.getActiveResourcesInfo() }));
