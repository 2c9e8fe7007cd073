// Makes calls of one kind, forgets each, and prints the bytes of the wasm before and after.
// `node --expose-gc node-calls.js KIND CALLS`

// First: it must see how the package instantiates its wasm.
import { sizeOfWasm } from "../hostile/wasm.js";

import { setImmediate } from "node:timers/promises";

import Cloudflare from "cf-stream-downloads";

const [kind, calls] = process.argv.slice(2);
const WAVES = 20;

const makeDownloads = (options) =>
  new Cloudflare({ apiToken: "token-of-the-tests", accountId: "account", ...options }).stream
    .downloads;

// What the `fetch` that never settles has given.
let pending = [];

function fetchForEver() {
  const promise = new Promise(() => {});
  pending.push(promise);
  return promise;
}

const silent = makeDownloads({ fetch: fetchForEver, timeout: Infinity });

const body = JSON.stringify({
  success: true,
  result: { default: { status: "inprogress", percentComplete: 50 } },
});
const answered = makeDownloads({ fetch: async () => new Response(body) });

// Each gives what is held until all calls of the wave are made, or a promise of it.
const kinds = {
  "get-unanswered": () => [silent.get("video")],
  "wait-unanswered": () => [silent.waitUntilReady("video", {}, { maxWait: Infinity })],
  "watch-unanswered": () => [silent.watch("video", {}, { maxWait: Infinity }).next()],
  "as-response": async () => [await answered.get("video").asResponse()],
  "watch-one-value": async () => {
    const changes = answered.watch("video");
    return [changes, await changes.next()];
  },
};

// An engine runs the callbacks of each registry in turn, a while after the collection.
let finalized = 0;
const registry = new FinalizationRegistry((number) => (finalized = number));
// A function of its own: no frame holds the object when the collection begins.
const leaveGarbage = (number) => registry.register({}, number);

/** Has all garbage collected, and lets the callbacks of every registry run. */
async function collect() {
  const rounds = finalized + 3;
  // What a callback lets go of may hold more that is registered.
  for (let round = finalized + 1; round <= rounds; round += 1) {
    leaveGarbage(round);
    gc();
    while (finalized < round) await setImmediate();
  }
}

/**
 * Makes a part of the calls, and forgets them only when all wait or are answered: the most that the
 * wasm holds is then the same in every wave, whenever the engine collects of its own accord.
 */
async function makeWave() {
  const count = calls / WAVES;
  await Promise.all(Array.from({ length: count }, kinds[kind]));
  if (kind.endsWith("unanswered")) while (pending.length < count) await setImmediate();
  pending = [];
  await collect();
}

// What the wasm needs for a wave, and what is loaded once.
for (let wave = 0; wave < 2; wave += 1) await makeWave();
const before = sizeOfWasm();
for (let wave = 0; wave < WAVES; wave += 1) await makeWave();
console.log(JSON.stringify({ before, after: sizeOfWasm() }));
