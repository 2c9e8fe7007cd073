// Hostile input of every kind, thousands of cases that differ from run to run.

// First: it sees what the package instantiates.
import { sizeOfWasm } from "./wasm.js";

import assert from "node:assert/strict";
import { test } from "node:test";

import Cloudflare from "cf-stream-downloads";
import fc from "fast-check";

import { answer, forge, forgery, makeAnswer } from "./answers.js";
import { assertSettles, hasten } from "./invariant.js";
import { forAll } from "./run.js";
import { make, makeObject, mostly, name, SECRET, strange, text } from "./strange.js";

hasten();

const MIB = 2 ** 20;

const goodAnswer = async () => Response.json({ success: true, result: {} });
// What a client uses that has no fetch of its own.
globalThis.fetch = goodAnswer;

const newClient = (options) =>
  new Cloudflare({ apiToken: SECRET, accountId: "account", logger: {}, ...options });

const CALLS = {
  list: (client, ...args) => client.stream.downloads.get(...args),
  create: (client, ...args) => client.stream.downloads.create(...args),
  delete: (client, ...args) => client.stream.downloads.delete(...args),
  "create audio": (client, ...args) => client.stream.downloads.audio.create(...args),
  "delete default": (client, ...args) => client.stream.downloads.default.delete(...args),
  request: (client, ...args) => client.request(...args),
  get: (client, ...args) => client.get(...args),
  post: (client, ...args) => client.post(...args),
  "with response": async (client, ...args) =>
    (await client.stream.downloads.get(...args).withResponse()).data,
  // Nobody reads this body.
  "as response": async (client, ...args) => void (await client.get(...args).asResponse()) ?? null,
};
const anyCall = fc.constantFrom(...Object.keys(CALLS));
const RAW = ["get", "post", "as response"];

const goodArguments = (call) =>
  call === "request"
    ? [{ method: "GET", path: "/path" }]
    : [RAW.includes(call) ? "/path" : "video"];

/** Runs cases and says how the wasm has grown, and fails when it has by more than half a mebibyte. */
async function measured(context, cases, arbitrary, check) {
  let count = 0;
  // What is loaded once, at the first.
  await assertSettles(() => newClient({ fetch: goodAnswer }).stream.downloads.get("video"));
  const before = sizeOfWasm();
  const started = performance.now();
  await forAll(arbitrary, cases, async (given) => {
    count += 1;
    await check(given);
  });
  const after = sizeOfWasm();
  const mebibytes = (after - before) / MIB;
  const seconds = (performance.now() - started) / 1000;
  context.diagnostic(
    `${count} cases in ${seconds.toFixed(1)} s: ${mebibytes} MiB more in the wasm`,
  );
  assert.ok(mebibytes <= 0.5, `${mebibytes} MiB more after ${count} cases`);
}

/** What is told to try for ever does: that is no fault of the package. */
function giveUp(made) {
  const { value } = Object.getOwnPropertyDescriptor(made, "maxRetries") ?? {};
  if (typeof value === "number" && value > 3) made.maxRetries = 3;
  return made;
}

const members = (names, good = {}) =>
  fc.record(Object.fromEntries(names.map((name) => [name, mostly(good[name] ?? text)])), {
    requiredKeys: [],
  });

const header = fc.dictionary(name, fc.oneof(text, fc.constant(null), fc.array(text)), {
  maxKeys: 3,
});
const FIELDS = {
  accountId: text,
  baseURL: fc.oneof(fc.webUrl(), text),
  timeout: fc.double(),
  maxRetries: fc.integer(),
  fetch: fc.constant(goodAnswer),
  fetchOptions: fc.dictionary(name, text, { maxKeys: 2 }),
  logger: fc.constant({}),
  logLevel: fc.constantFrom("off", "info", "debug"),
  defaultHeaders: header,
};
// Only of the secret that a client has can it know that it is one.
const CREDENTIALS = { apiToken: fc.constant(SECRET), apiKey: fc.constant(SECRET) };
const fields = fc.record({
  values: members(["apiToken", "apiKey", "apiEmail", ...Object.keys(FIELDS)], {
    ...FIELDS,
    ...CREDENTIALS,
  }),
  getters: fc.subarray(Object.keys(FIELDS), { maxLength: 1 }),
});
const OPTIONS = {
  ...FIELDS,
  headers: header,
  signal: fc.constant(undefined),
  query: fc.dictionary(name, name, { maxKeys: 3 }),
  body: fc.jsonValue(),
  method: fc.constantFrom("GET", "post", "DELETE"),
  path: fc.constantFrom("/path", "/a?b"),
  identifier: text,
  account_id: text,
};
const options = fc.record({
  values: members(Object.keys(OPTIONS), OPTIONS),
  getters: fc.subarray(Object.keys(OPTIONS), { maxLength: 1 }),
});
const argument = fc.oneof(
  { weight: 2, arbitrary: options.map((given) => ({ options: given })) },
  { weight: 1, arbitrary: strange },
  { weight: 2, arbitrary: fc.constantFrom("video", "/path").map((value) => ({ value })) },
);
const makeArgument = (how) =>
  how.options ? makeObject(how.options.values, how.options.getters) : make(how);

test("whatever the arguments are, a call settles", (context) =>
  measured(
    context,
    3000,
    fc.record({ call: anyCall, args: fc.array(argument, { maxLength: 4 }) }),
    ({ call, args }) => {
      const client = newClient({ fetch: goodAnswer });
      return assertSettles(() => CALLS[call](client, ...args.map(makeArgument)));
    },
  ));

test("whatever a client's fields are set to, a call settles", (context) =>
  measured(context, 2000, fc.record({ call: anyCall, fields }), ({ call, fields }) => {
    const client = newClient({ fetch: goodAnswer });
    const made = giveUp(makeObject(fields.values, fields.getters));
    Object.defineProperties(client, Object.getOwnPropertyDescriptors(made));
    return assertSettles(() => CALLS[call](client, ...goodArguments(call)));
  }));

test("whatever the options are, a client is made or an error thrown, and a call settles", (context) =>
  measured(context, 1500, fc.record({ call: anyCall, fields }), ({ call, fields }) => {
    const given = giveUp(makeObject(fields.values));
    return assertSettles(() => {
      const client = newClient({ fetch: goodAnswer, ...given }).withOptions(given);
      return CALLS[call](client, ...goodArguments(call));
    });
  }));

const answers = fc.record({
  call: anyCall,
  answers: fc.array(answer, { minLength: 1, maxLength: 3 }),
  level: fc.constantFrom("off", "debug"),
});

test("whatever a server answers, a call settles and leaves nothing in the wasm", (context) =>
  measured(context, 3000, answers, ({ call, answers, level: logLevel }) => {
    const lines = [];
    const log = (line) => lines.push(line);
    let turn = 0;
    const client = newClient({
      fetch: async () => makeAnswer(answers[Math.min(turn++, answers.length - 1)]),
      logger: { info: log, debug: log },
      logLevel,
    });
    return assertSettles(() => CALLS[call](client, ...goodArguments(call)));
  }));

const forgeries = fc.record({ call: anyCall, forgery });

test("whatever a fetch gives, a call settles", (context) =>
  measured(context, 3000, forgeries, ({ call, forgery }) => {
    // A forged status may be worth a retry.
    const client = newClient({ fetch: () => forge(forgery), maxRetries: 1 });
    return assertSettles(() => CALLS[call](client, ...goodArguments(call)));
  }));

const WAYS = {
  "thrown at once": (thrown) => () => {
    throw thrown;
  },
  "a rejection": (thrown) => () => Promise.reject(thrown),
  "a later rejection": (thrown) => async () => {
    await null;
    throw thrown;
  },
  "a thenable that refuses": (thrown) => () => ({ then: (_, reject) => reject(thrown) }),
  "a body that cannot be read": (thrown) => async () => ({
    status: 200,
    headers: new Headers(),
    text: () => Promise.reject(thrown),
  }),
  "an error's body that cannot be read": (thrown) => async () => ({
    status: 404,
    headers: new Headers(),
    text() {
      throw thrown;
    },
  }),
  "a broken stream": (thrown) => async () =>
    new Response(new ReadableStream({ pull: (controller) => controller.error(thrown) })),
};
const message = fc.record({ value: text.map((message) => new Error(message)) });
const throwings = fc.record({
  call: anyCall,
  way: fc.constantFrom(...Object.keys(WAYS)),
  thrown: fc.oneof({ weight: 3, arbitrary: strange }, { weight: 1, arbitrary: message }),
});

test("whatever is thrown, a call settles", (context) =>
  measured(context, 2500, throwings, ({ call, way, thrown }) => {
    const client = newClient({ fetch: WAYS[way](make(thrown)), maxRetries: 1 });
    return assertSettles(() => CALLS[call](client, ...goodArguments(call)));
  }));

const interruptions = fc.record({
  call: anyCall,
  signal: strange,
  reason: strange,
  when: fc.constantFrom("before", "soon", "later", "in fetch"),
  ignores: fc.boolean(),
});

test("whatever aborts it, a call settles", (context) =>
  measured(context, 1500, interruptions, ({ call, signal, reason, when, ignores }) => {
    const source = new AbortController();
    const abort = () => source.abort(make(reason));
    if (when === "before") abort();
    if (when === "soon") queueMicrotask(abort);
    if (when === "later") setImmediate(abort);
    const client = newClient({
      timeout: 20_000,
      maxRetries: 1,
      fetch: (_, init) => {
        if (when === "in fetch") abort();
        return new Promise((_, reject) => {
          if (!ignores) init.signal?.addEventListener("abort", () => reject(init.signal.reason));
        });
      },
    });
    const options = { signal: when === "later" ? make(signal) : source.signal };
    const args = goodArguments(call);
    if (call === "request") Object.assign(args[0], options);
    else args.push(...(RAW.includes(call) ? [options] : [{}, options]));
    return assertSettles(() => CALLS[call](client, ...args));
  }));

test("a logger whose promises reject makes nothing unhandled", async () => {
  const rejects = async () => {
    throw new Error("The log is full.");
  };
  const logger = { info: rejects, debug: rejects };
  const client = newClient({ fetch: goodAnswer, logger, logLevel: "debug" });
  await assertSettles(() => client.stream.downloads.get("video"));
});

// Where the engine's own stack ends, an exception would leave the wasm in pieces: calls enter it later.
test("calls at the end of the stack break off or settle, and the next good call works", async () => {
  const { downloads } = newClient({ fetch: goodAnswer }).stream;
  const calls = [];
  let broken = 0;
  const descend = () => {
    try {
      descend();
    } catch {}
    if (calls.length >= 200) return;
    try {
      calls.push(downloads.get("video"));
    } catch {
      broken += 1;
    }
  };
  descend();
  assert.ok(broken > 0, "no call broke off");
  assert.equal(calls.length, 200);
  await Promise.allSettled(calls);
  assert.deepEqual(await downloads.get("video"), {});
});
