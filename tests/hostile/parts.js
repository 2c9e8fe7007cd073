// The parts of a call, all of them good: the client's fields, the arguments, the answer, the
// iterable of identifiers. And how one of them is made hostile.

import Cloudflare from "cf-stream-downloads";

import { SECRET } from "./strange.js";

const IN_PROGRESS = { default: { status: "inprogress", percentComplete: 50 } };
const READY = { default: { status: "ready", percentComplete: 100, url: "https://x.example/" } };
const IDENTIFIERS = ["video", "film", "clip"];

const bodyOf = (result) => JSON.stringify({ success: true, errors: [], messages: [], result });

/** Makes a client with these fields, getters and all. */
export function makeClient(fields, way = "fields") {
  if (way === "constructor") return new Cloudflare(fields);
  const client = new Cloudflare({ apiToken: SECRET });
  if (way === "withOptions") return client.withOptions(fields);
  return Object.defineProperties(client, Object.getOwnPropertyDescriptors(fields));
}

/** Makes the parts of a call that has these traits. The one at the path `place` is among them. */
export function makeParts({ waits, many, anyEndpoint, request, oneObject }, place, signal, keep) {
  const has = (...path) => path.every((name, depth) => place[depth] === name);
  let fetches = 0;
  const body = () => bodyOf(waits && fetches === 1 ? IN_PROGRESS : READY);
  const parts = {
    client: {
      apiToken: SECRET,
      apiKey: null,
      apiEmail: null,
      accountId: "account",
      baseURL: "https://api.example",
      timeout: 60_000,
      maxRetries: 1,
      fetch: async () => {
        fetches += 1;
        return has("response") ? parts.response : new Response(body());
      },
      fetchOptions: { cache: "no-store" },
      defaultHeaders: { "x-default": "default" },
      logger: { info() {}, debug() {} },
      logLevel: has("client", "logger") ? "debug" : "off",
    },
    args: {
      identifier: "video",
      params: { account_id: "account" },
      identifiers: IDENTIFIERS,
      path: "/path",
      options: {
        timeout: 60_000,
        maxRetries: 1,
        headers: { "x-own": "own" },
        fetchOptions: { cache: "no-cache" },
        signal: has("args", "options", "signal") ? makeSignal(keep) : signal,
      },
    },
    response: {
      // The package cancels the body of an answer before the next attempt.
      status: has("response", "body") ? 503 : 200,
      headers: { get: () => null },
      text: async () => body(),
      body: { cancel: async () => {} },
    },
  };
  const { params, options } = parts.args;
  if (oneObject) params.identifier = "video";
  if (request) Object.assign(options, { method: "POST", path: "/path" });
  if (anyEndpoint) {
    Object.assign(options, { query: { a: "b" }, body: { a: "b", toJSON: () => ({ a: "b" }) } });
  }
  if (waits) {
    Object.assign(params, { types: ["default"], create: false });
    Object.assign(options, { maxWait: 900_000, interval: () => 1000, onProgress() {} });
  }
  if (many) {
    options.concurrency = 2;
    const names = [Symbol.iterator, Symbol.asyncIterator];
    const name = names.find((name) => has("args", "identifiers", name));
    if (name || has("iterator") || has("step")) {
      parts.args.identifiers = { [name ?? Symbol.iterator]: () => parts.iterator };
    }
    let steps = 0;
    const next = () => ((steps += 1) > 3 ? { done: true, value: undefined } : parts.step);
    parts.iterator = { next, return: () => ({ done: true, value: undefined }) };
    parts.step = { done: false, value: "video" };
  }
  return parts;
}

/** A signal that only claims to be one. */
function makeSignal(keep) {
  return {
    aborted: false,
    reason: undefined,
    addEventListener: (_, listener) => keep(listener),
    removeEventListener() {},
  };
}

const TRAPS = Reflect.ownKeys(Reflect).filter((name) => typeof name === "string");
const CONVERSIONS = ["toJSON", "toString", "valueOf", Symbol.toPrimitive];

const isObject = (value) => Object(value) === value;

/**
 * What can stand in the place of a good part. `act` runs hostile code, and takes a function that
 * gives what a good part would give; `keep` keeps the functions that the package passes to hostile
 * code.
 */
export const WAYS = {
  value: (_good, { anything }) => ({ value: anything() }),
  getter: (good, { act }) => ({ get: () => act(() => good) }),
  call: (good, { act, keep }) => ({
    value: function (...args) {
      args.forEach(keep);
      return act(() => good.apply(this, args));
    },
  }),
  proxy: (good, { act }) => {
    const trap = (name) => [name, (...args) => act(() => Reflect[name](...args))];
    const target = isObject(good) ? good : {};
    return { value: new Proxy(target, Object.fromEntries(TRAPS.map(trap))) };
  },
  "revoked proxy": (good) => {
    const { proxy, revoke } = Proxy.revocable(isObject(good) ? good : {}, {});
    revoke();
    return { value: proxy };
  },
  conversion: (good, { act }) => ({
    value: Object.fromEntries(CONVERSIONS.map((name) => [name, () => act(() => good)])),
  }),
};

/** Makes the part at the path `place` hostile, in one of the ways that fit there. */
export function makeHostile(parts, place, way, code) {
  const owner = place.slice(0, -1).reduce((part, name) => part[name], parts);
  const name = place.at(-1);
  const good = owner[name];
  // A getter in the place of an argument would run before the call.
  const isArgument = place[0] === "args" && place.length === 2;
  if (way === "call" && typeof good !== "function") way = "getter";
  if (way === "getter" && isArgument) way = "proxy";
  const how = WAYS[way](good, code);
  Object.defineProperty(owner, name, { configurable: true, enumerable: true, ...how });
}
