// Makes 300,000 clients and forgets each, and prints what is in use before and after. With an
// argument, each 1,000th of them makes a call. It needs --expose-gc.

// Before the package, into which it looks.
import { sizeOfWasm } from "./hostile/wasm.js";
import Cloudflare from "cf-stream-downloads";

const calls = process.argv.length > 2;
const fetch = async () => new Response('{ "success": true, "result": {} }');

async function make(count) {
  for (let i = 0; i < count; i++) {
    const client = new Cloudflare({ apiToken: `token-${i}`, accountId: "account", fetch });
    if (calls && i % 1000 === 0) await client.stream.downloads.get("video");
  }
}

/** What is left after a collection: how large Node itself is depends on when it collects. */
async function inUse() {
  // What is told of a collection lets go of more.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(setImmediate);
    gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return { node: heapUsed + external, memory: sizeOfWasm() };
}

// What Node and the wasm load once, at the first.
await make(30_000);
const before = await inUse();
await make(300_000);
const after = await inUse();
console.log(JSON.stringify({ before, after }));
