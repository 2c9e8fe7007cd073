// The Worker of these tests: what it does is in the path. `/collect` and `/state` are about itself.

// First: it must see how the package instantiates its wasm.
import { sizeOfWasm } from "../hostile/wasm.js";

import Cloudflare from "cf-stream-downloads";

const unhandled = [];
addEventListener("unhandledrejection", ({ reason }) => unhandled.push(String(reason)));

// An engine runs the callbacks of each registry in turn, a while after the collection.
let collections = 0;
let finalized = 0;
const registry =
  globalThis.FinalizationRegistry && new FinalizationRegistry((number) => (finalized = number));
// A function of its own: no frame holds the object when the collection begins.
const leaveGarbage = (number) => registry.register({}, number);

/** Has all garbage collected, and lets the callbacks of every registry run. */
async function collect() {
  collections += 1;
  const number = collections;
  leaveGarbage(number);
  gc();
  while (finalized < number) await scheduler.wait(0);
  return { collections };
}

const state = () => ({
  bytes: sizeOfWasm(),
  unhandled,
  hasFinalizationRegistry: registry !== undefined,
});

const makeClient = (options) =>
  new Cloudflare({ apiToken: "token-of-the-tests", accountId: "account", ...options });

/** Tells the upstream that a wait is about to sleep. No answer is needed. */
function tellOfSleep(identifier) {
  fetch(`http://upstream/asleep/${identifier}`).catch(() => {});
}

function wait(identifier, interval) {
  const onProgress = () => tellOfSleep(identifier);
  const options = { interval: Number(interval), maxWait: Infinity, onProgress };
  return makeClient().stream.downloads.waitUntilReady(identifier, {}, options);
}

const answer = (body, init) => async () => new Response(JSON.stringify(body), init);
const ready = answer({
  success: true,
  result: { default: { status: "ready", percentComplete: 100 } },
});
const wrongShape = answer({ success: true, result: { default: 5 } });
const notFound = answer({ success: false, errors: [{ code: 10003 }] }, { status: 404 });
const disconnected = async () => {
  throw new Error("Network connection lost.");
};

// How calls settle in turn: of twenty, fifteen resolve. Few of them make what is slow in workerd, a
// timer or an error with a stack.
const endings = [
  ...Array(14).fill({ fetch: ready, timeout: Infinity }),
  ...Array(3).fill({ fetch: disconnected, timeout: Infinity }),
  { fetch: ready },
  { fetch: wrongShape },
  { fetch: notFound },
];
const ROWS = 100;

/** Makes so many calls, of which each settles: one after another in each of a hundred rows. */
async function settle(count) {
  const clients = endings.map((ending) => makeClient({ ...ending, maxRetries: 0 }));
  let made = 0;
  const settled = { resolved: 0, rejected: 0 };
  async function row() {
    while (made < count) {
      const { downloads } = clients[made % clients.length].stream;
      made += 1;
      await downloads.get("video").then(
        () => (settled.resolved += 1),
        () => (settled.rejected += 1),
      );
    }
  }
  await Promise.all(Array.from({ length: ROWS }, row));
  return settled;
}

/** Waits for a download, and tells how the answers of its looks are to be cached. */
async function caches() {
  const asked = [];
  const found = answer({ success: true, result: { default: { status: "ready", url: "url" } } });
  const fetch = (url, init) => {
    // As the runtime's own `fetch` does, this throws where the Worker's date does not know an option.
    asked.push(new Request(url, init).cache ?? null);
    return found();
  };
  await makeClient({ fetch }).stream.downloads.waitUntilReady("video");
  return asked;
}

const routes = {
  caches,
  collect,
  state,
  get: (identifier) => makeClient().stream.downloads.get(identifier),
  wait,
  settle: (count) => settle(Number(count)),
};

export default {
  async fetch({ url }) {
    const [, route, ...args] = new URL(url).pathname.split("/");
    return Response.json(await routes[route](...args));
  },
};
