// A program that does nothing but wait for a video, and prints what came of it, and whether a timer is
// left that would keep it from ending.

import Cloudflare from "cf-stream-downloads";

const { client, video, options, abortAfter, watch } = JSON.parse(process.argv[2]);
const { downloads } = new Cloudflare(client).stream;
const params = { create: true };

async function run() {
  if (watch) {
    for await (const seen of downloads.watch(video, params)) {
      if (seen.default?.percentComplete > 0) return seen.default.status;
    }
  }
  const signal = abortAfter && AbortSignal.timeout(abortAfter);
  const seen = await downloads.waitUntilReady(video, params, { signal, ...options });
  return seen.default.status;
}

console.log(await run().catch((error) => error.name));
const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout");
console.log(timers.length === 0 ? "no timer is left" : "a timer is left");
