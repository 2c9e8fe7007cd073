// Calls where a test runner has put jsdom's window over the globals of Node. Prints how they end.

import { JSDOM } from "jsdom";

// Node makes its `fetch` at the first use, for what AbortSignal is by then. A runner has used it before.
new Request("http://localhost/");
const { window } = new JSDOM("", { url: "http://localhost/" });
// Vitest and Jest set these among others, and leave Node's own `fetch`.
for (const name of ["AbortController", "AbortSignal", "Event", "EventTarget", "document", "window"]) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}

const { default: Cloudflare } = await import("cf-stream-downloads");

const { known, unknown, stalled, ...options } = JSON.parse(process.env.QUESTION);
const client = new Cloudflare({ ...options, maxRetries: 0 });
const ended = (call) =>
  call.then(
    (value) => value,
    (error) => ({ name: error.name, cause: error.cause }),
  );

const { signal } = new AbortController();
const controller = new AbortController();
const waiting = client.withOptions({ baseURL: stalled });
const aborted = waiting.stream.downloads.get(known, {}, { signal: controller.signal });
setTimeout(() => controller.abort("enough"), 100);
const ends = {
  found: await ended(client.stream.downloads.get(known)),
  signalled: await ended(client.stream.downloads.get(known, {}, { signal })),
  missing: (await ended(client.stream.downloads.get(unknown))).name,
  timedOut: (await ended(waiting.stream.downloads.get(known, {}, { timeout: 200 }))).name,
  aborted: await ended(aborted),
};
console.log(JSON.stringify(ends));
process.exit();
