// What cannot be used of the arguments of getMany: an error that names it, before any request.

import { recording } from "./fetches.js";
import { gather, names, serving } from "./many.js";
import { failure, settled } from "./outcome.js";
import { raise, revoked, strange } from "./strange.js";

export function getManyInput({ QUnit, Cloudflare, clientOf }) {
  QUnit.module("the input of many");

  const many = (options, ...args) => clientOf(options).stream.downloads.getMany(...args);
  const isPlain = (error) => Object.getPrototypeOf(error) === Cloudflare.CloudflareError.prototype;

  /** Fails unless the first next() of what `make` gives names the field, and the next has ended. */
  async function refuses(assert, field, make) {
    const server = serving();
    const results = make(server);
    const error = await failure(() => results.next());
    assert.true(isPlain(error), `${error}`);
    assert.true(error.message.startsWith(field), error.message);
    assert.true(error.message.length <= 500 && !/[\r\n]/.test(error.message));
    assert.deepEqual(await settled(results.next()), { done: true, value: undefined });
    assert.strictEqual(server.asked.length, 0);
  }

  const three = names(3);

  QUnit.test("identifiers that are none are refused", async (assert) => {
    for (const [name, value] of Object.entries({
      ...strange(),
      "a string": "ea95132c15732412d22c1476fa83f27a",
      undefined,
      null: null,
      "an object with an identifier": { identifier: "video0" },
      "an array-like": { length: 1, 0: "video0" },
      "a promise of some": Promise.resolve(three),
      "an iterator that is not iterable": { next: () => ({ done: true }) },
    })) {
      // These are iterable, and what throws when it is looked at may end it with what it throws.
      if (name === "an array" || name === "a string object" || /proxy/.test(name)) continue;
      await refuses(assert, "identifiers: ", (server) => many(server, value));
    }
  });

  const NO_NUMBER = [0, -0, -1, 1.5, NaN, Infinity, -Infinity, "6", true, {}, [], [6], 6n];
  const FIELDS = {
    concurrency: [...NO_NUMBER, Symbol("6"), () => 6],
    signal: [42, "signal", {}, new AbortController()],
    timeout: [0, -1, NaN, "1000"],
    maxRetries: [-1, 1.5, "2"],
    headers: [42, "a: b"],
    fetchOptions: [42, "cache"],
  };
  QUnit.test.each("an option that is none is named", Object.keys(FIELDS), async (assert, field) => {
    for (const value of FIELDS[field]) {
      await refuses(assert, field, (server) => many(server, three, undefined, { [field]: value }));
    }
  });

  QUnit.test("an option that is undefined is not there", async (assert) => {
    const options = { concurrency: undefined, signal: undefined, timeout: undefined };
    assert.strictEqual((await settled(gather(many(serving(), three, null, options)))).length, 3);
  });

  QUnit.test("an account that is none is named", async (assert) => {
    for (const account_id of ["", 42, "a".repeat(33), {}]) {
      await refuses(assert, "account_id", (server) => many(server, three, { account_id }));
    }
  });

  const CLIENTS = {
    apiToken: { apiToken: 42 },
    baseURL: { baseURL: "https://a.example/?b" },
    timeout: { timeout: -1 },
    maxRetries: { maxRetries: 1.5 },
    fetch: { fetch: 42 },
  };
  QUnit.test.each("a field of the client is named", Object.keys(CLIENTS), async (assert, field) => {
    await refuses(assert, field, (server) => many({ ...server, ...CLIENTS[field] }, three));
  });

  QUnit.test("the input is not touched when something else is bad", async (assert) => {
    const input = { [Symbol.iterator]: raise };
    await refuses(assert, "concurrency", (server) => many(server, input, {}, { concurrency: 0 }));
    await refuses(assert, "timeout", (server) => many({ ...server, timeout: 0 }, input));
  });

  const iterator = (parts) => ({ [Symbol.asyncIterator]: () => parts });
  const throwing = { get: raise };
  const HOSTILE = {
    "a revoked proxy": revoked({}),
    "a proxy that throws": new Proxy({}, throwing),
    "a revoked proxy of an array": revoked([]),
    "an iterator that is undefined": iterator(undefined),
    "an iterator that is a number": iterator(42),
    "an iterator that is a revoked proxy": iterator(revoked({})),
    "a next that is none": iterator({ next: 42 }),
    "a next that gives nothing": iterator({ next: () => undefined }),
    "a next that gives a number": iterator({ next: () => 42 }),
    "a next that gives a promise of nothing": iterator({ next: async () => undefined }),
    "a next that gives a thenable that throws": iterator({ next: () => ({ then: raise }) }),
    "a step that throws when read": iterator({ next: async () => new Proxy({}, { get: raise }) }),
    "a step whose value throws": iterator({
      next: async () => ({
        done: false,
        get value() {
          return raise();
        },
      }),
    }),
    "a method that is none": { [Symbol.asyncIterator]: 42 },
  };
  QUnit.test.each("an input that only claims to be one ends", HOSTILE, async (assert, input) => {
    const error = await failure(() => gather(many(serving(), input)));
    assert.true(error instanceof Error, typeof error);
    assert.notStrictEqual(error.message, "There are too many results.");
    const { fetch, calls } = recording();
    assert.strictEqual((await settled(gather(many({ fetch }, three)))).length, 3);
    assert.strictEqual(calls.length, 3);
  });

  QUnit.test("parameters and options of any kind end it or do nothing", async (assert) => {
    for (const [name, value] of Object.entries(strange())) {
      for (const args of [[value], [undefined, value]]) {
        const ended = gather(many(serving(), three, ...args)).catch((error) => error);
        const outcome = await settled(ended);
        assert.true(outcome.length === 3 || isPlain(outcome), `${name}: ${outcome}`);
      }
    }
  });

  QUnit.test("an element that makes a call of its own when it is read", async (assert) => {
    const server = serving();
    const client = clientOf(server);
    const inner = [];
    const input = (function* () {
      for (const name of three) {
        inner.push(client.stream.downloads.get(name));
        yield name;
      }
    })();
    const results = await settled(gather(client.stream.downloads.getMany(input)));
    assert.strictEqual(results.length, 3);
    assert.strictEqual((await settled(Promise.all(inner))).length, 3);
  });
}
