// Makes calls of every outcome, and prints for each how large the wasm was before a thousand of them
// and after.

// Before the package, into which it looks.
import { sizeOfWasm } from "./hostile/wasm.js";
import Cloudflare from "cf-stream-downloads";

const answers = (body, status) => async () => new Response(body, { status });
const hangs = (url, { signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const result = '{ "success": true, "result": { "default": { "percentComplete": 50 } } }';

function abortsSoon() {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return controller.signal;
}

const outcomes = {
  "a result": { fetch: answers(result) },
  "a result that nobody reads": { fetch: answers(result), read: (call) => call.asResponse() },
  "a result and its response": { fetch: answers(result), read: (call) => call.withResponse() },
  "a signal that is not used": {
    fetch: answers(result),
    signal: () => new AbortController().signal,
  },
  "an error of the API": { fetch: answers('{ "success": false, "errors": [{ "code": 1 }] }', 404) },
  "a page of HTML": { fetch: answers("<html></html>", 502) },
  "a result of the wrong shape": {
    fetch: answers('{ "success": true, "result": { "default": 5 } }'),
  },
  "a fetch that rejects": { fetch: async () => Promise.reject(new TypeError("fetch failed")) },
  "a fetch that throws nothing": { fetch: () => Promise.reject() },
  "a fetch that gives nothing": { fetch: async () => undefined },
  "bad input": { identifier: 5 },
  "a signal that was aborted before": { fetch: hangs, signal: () => AbortSignal.abort() },
  "a signal that is aborted": { fetch: hangs, signal: abortsSoon },
  "a timeout": { fetch: hangs, timeout: 1 },
};

for (const [name, { identifier = "video", read, signal, ...options }] of Object.entries(outcomes)) {
  const fixed = { apiToken: "token", accountId: "account", maxRetries: 0 };
  const client = new Cloudflare({ ...fixed, ...options });
  async function call() {
    const made = client.stream.downloads.get(identifier, {}, { signal: signal?.() });
    await (read ? read(made) : made).catch(() => {});
  }
  await call();
  const before = sizeOfWasm();
  for (let i = 0; i < 10_000; i++) await call();
  console.log(JSON.stringify({ name, before, after: sizeOfWasm() }));
}
