// Promises that never settle and that the engine collects, as nobody else has them: what waits for
// one still ends by its timeout, its time limit or its signal. In runtimes that collect on demand.

import { VIDEOS } from "../stand-in/library.js";
import { bindingOf } from "./bindings.js";
import { json, never } from "./fetches.js";
import { progress } from "./looks.js";
import { failure, sleep } from "./outcome.js";

// Long enough for several collections.
const LIMIT = 400;

/** Gives a function that collects garbage, where there is one. */
function collector(runtime) {
  if (runtime === "bun") return () => Bun.gc(true);
  if (runtime !== "node") return undefined;
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  return process.getBuiltinModule("node:vm").runInNewContext("gc");
}

export function collected({ QUnit, runtime, clientOf }) {
  QUnit.module("collected");

  const collect = collector(runtime);
  if (!collect) return;

  const begun = { default: progress(1) };
  const looking = async () => json({ success: true, result: begun });
  const bodiless = async () => ({ status: 200, headers: new Headers(), text: never });
  const get = (fetch, options, client) =>
    clientOf({ fetch, ...client }).stream.downloads.get(VIDEOS.bothReady, undefined, options);
  const wait = (fetch, options) =>
    clientOf({ fetch }).stream.downloads.waitUntilReady(VIDEOS.bothReady, undefined, options);
  // The token and the address of a client of the stand-in would contradict the binding.
  const UNBOUND = { apiToken: null, baseURL: null, stream: bindingOf(never).binding };
  const signal = () => AbortSignal.timeout(LIMIT);
  const input = { [Symbol.asyncIterator]: () => ({ next: never }) };

  const CALLS = {
    "an answer of a Stream binding": [
      () => get(undefined, { timeout: LIMIT }, UNBOUND),
      "APIConnectionTimeoutError",
    ],
    "an answer": [() => get(never, { timeout: LIMIT }), "APIConnectionTimeoutError"],
    "a body": [() => get(bodiless, { timeout: LIMIT }), "APIConnectionTimeoutError"],
    "an answer for which there is no timeout": [
      () => get(never, { timeout: Infinity, signal: signal() }),
      "APIUserAbortError",
    ],
    "a look of a wait": [() => wait(never, { maxWait: LIMIT }), "DownloadTimeoutError"],
    "a report of a wait": [
      () => wait(looking, { maxWait: LIMIT, onProgress: never }),
      "DownloadTimeoutError",
    ],
    "a wait that is aborted": [
      () => wait(never, { timeout: Infinity, maxWait: Infinity, signal: signal() }),
      "APIUserAbortError",
    ],
    "the next of many videos": [
      () =>
        clientOf({ fetch: looking })
          .stream.downloads.getMany(input, undefined, { signal: signal() })
          .next(),
      "APIUserAbortError",
    ],
  };
  QUnit.test.each("a call ends that waits for", CALLS, async (assert, [call, name]) => {
    const ended = failure(call);
    for (let rounds = 0; rounds < 10; rounds += 1) {
      await sleep(20);
      collect();
    }
    assert.strictEqual((await ended).name, name);
  });
}
