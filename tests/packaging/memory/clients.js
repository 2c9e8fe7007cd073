// Makes 300,000 clients and forgets each, and prints how this process has grown. With an argument,
// each 1,000th of them makes a call.

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

// What Node and the wasm load once, at the first, and until Node's heap is as large as it gets.
await make(600_000);
const before = { node: process.memoryUsage.rss(), memory: sizeOfWasm() };
await make(300_000);
const after = { node: process.memoryUsage.rss(), memory: sizeOfWasm() };
console.log(JSON.stringify({ before, after }));
