// A fetch that throws or gives anything: a call ends in an error, and the next good one works.

import { VIDEOS } from "../stand-in/library.js";
import { good, json, never, recording, RESULT, withGlobalFetch } from "./fetches.js";
import { failure, settled, sleep } from "./outcome.js";
import { raise, revoked } from "./strange.js";

const cyclic = () => {
  const error = new Error("round");
  error.cause = error;
  return error;
};

const endless = () => {
  const error = new Error("deep");
  Object.defineProperty(error, "cause", { get: endless });
  return error;
};

const THROWN = {
  nothing: () => undefined,
  null: () => null,
  "a number": () => 42,
  "a bigint": () => 42n,
  "a string": () => "refused",
  "a symbol": () => Symbol("refused"),
  "an error": () => new Error("refused"),
  "an error with a long message": () => new Error("refused\n".repeat(1_000_000)),
  "an error that is its own cause": cyclic,
  "an error with causes for ever": endless,
  "an error whose message throws": () =>
    Object.defineProperty(new Error(), "message", { get: raise }),
  "an error whose cause throws": () => Object.defineProperty(new Error(), "cause", { get: raise }),
  "an error whose message is a symbol": () => Object.assign(new Error(), { message: Symbol("m") }),
  "an object": () => ({}),
  "an object without a prototype": () => Object.create(null),
  "a function": () => raise,
  "an array": () => ["refused"],
  "a promise": () => Promise.resolve(),
  "a proxy that throws": () => new Proxy({}, { get: raise, has: raise, getPrototypeOf: raise }),
  "a revoked proxy": () => revoked({}),
  "an error whose cause is a revoked proxy": () => new Error("refused", { cause: revoked({}) }),
};

/** A native promise whose own parts have been replaced. */
const tampered = (name, descriptor) => () =>
  Object.defineProperty(Promise.resolve(good()), name, descriptor);

// Whether these are of use is not written anywhere. They must not hang, nor break the next call.
const RETURNED = {
  nothing: () => undefined,
  null: () => null,
  "a number": () => 42,
  "a symbol": () => Symbol("answer"),
  "a bigint": () => 42n,
  "a string": () => "answer",
  "an object": () => ({}),
  "an array": () => [],
  "a function": () => good,
  "an error": () => new Error("returned"),
  "a thenable that refuses": () => ({ then: (_, reject) => reject(42) }),
  "a thenable that throws": () => ({ then: raise }),
  "a thenable that throws after all": () => ({ then: (resolve) => raise(resolve(undefined)) }),
  "a thenable that gives nothing": () => ({ then: (resolve) => resolve() }),
  "a thenable that cannot be read": () => ({
    get then() {
      return raise();
    },
  }),
  "a proxy that throws": () => new Proxy({}, { get: raise }),
  "a revoked proxy": () => revoked({}),
  "a promise of a revoked proxy": () => Promise.resolve().then(() => revoked({})),
  "a failed promise whose then is replaced": () => {
    const promise = Promise.reject(new Error("refused"));
    // It is handled here, so that nobody else has to.
    promise.catch(() => {});
    return Object.assign(promise, { then: undefined });
  },
};

const TAMPERED = {
  "a promise without then": tampered("then", { value: undefined }),
  "a promise whose then throws": tampered("then", { value: raise }),
  "a promise whose then cannot be read": tampered("then", { get: raise }),
  "a promise whose then gives something else": tampered("then", {
    value: (resolve) => resolve(42),
  }),
  "a promise whose catch throws": tampered("catch", { value: raise }),
  "a promise whose constructor cannot be read": tampered("constructor", { get: raise }),
  "a promise whose constructor is another": tampered("constructor", { value: Array }),
};

export function hostileFetch({ QUnit, exports, clientOf }) {
  QUnit.module("hostile fetch");

  const get = (fetch, options) =>
    clientOf({ fetch, timeout: 60_000, ...options }).stream.downloads.get(VIDEOS.bothReady);

  async function goodCallWorks(assert) {
    assert.deepEqual(await settled(get(recording().fetch)), RESULT, "the next good call works");
  }

  const isConnectionError = (error) =>
    Object.getPrototypeOf(error) === exports.APIConnectionError.prototype &&
    error.message.length <= 500 &&
    !/[\r\n]/.test(error.message);

  QUnit.test.each("what it throws is the cause of an error", THROWN, async (assert, make) => {
    const ways = {
      thrown: (value) => () => {
        throw value;
      },
      rejected: (value) => () => Promise.reject(value),
      "rejected later": (value) => async () => {
        await sleep(5);
        throw value;
      },
      "from a thenable": (value) => () => ({ then: (_, reject) => reject(value) }),
    };
    for (const [way, fetchOf] of Object.entries(ways)) {
      const value = make();
      const error = await failure(() => get(fetchOf(value)));
      assert.true(isConnectionError(error), `${way}: ${error?.name}`);
      assert.true(error.cause === value, `${way}: the cause`);
      await goodCallWorks(assert);
    }
  });

  QUnit.test.each("what it gives that is no answer is an error", RETURNED, async (assert, make) => {
    const ways = { given: make, promised: async () => make() };
    for (const [way, fetch] of Object.entries(ways)) {
      const error = await failure(() => get(fetch));
      assert.true(isConnectionError(error), `${way}: ${error?.name}`);
      await goodCallWorks(assert);
    }
  });

  QUnit.test.each("a promise that was tampered with settles", TAMPERED, async (assert, make) => {
    const call = get(make, { timeout: Infinity });
    try {
      assert.deepEqual(await settled(call), RESULT);
    } catch (error) {
      assert.true(isConnectionError(error), `${error}`);
    }
    await goodCallWorks(assert);
  });

  QUnit.test("a thenable that gives an answer will do", async (assert) => {
    assert.deepEqual(await get(() => ({ then: (resolve) => resolve(good()) })), RESULT);
    const twice = { then: (resolve) => [good(), 42, undefined].forEach(resolve) };
    assert.deepEqual(await get(() => twice), RESULT);
    assert.deepEqual(await get(good), RESULT);
  });

  QUnit.test.each(
    "one that never settles ends with the timeout",
    {
      "a promise": never,
      "a thenable": () => ({ then() {} }),
      "a promise whose then does nothing": () => Object.assign(never(), { then() {} }),
      "a promise of a thenable": async () => ({ then() {} }),
    },
    async (assert, fetch) => {
      const error = await failure(() => get(fetch, { timeout: 50 }));
      assert.true(error instanceof exports.APIConnectionTimeoutError, `${error}`);
      await goodCallWorks(assert);
    },
  );

  QUnit.test("one that changes what it is given does no harm", async (assert) => {
    const fetch = (url, init) => {
      init.headers.delete("authorization");
      for (const key of Object.keys(init)) delete init[key];
      return good();
    };
    assert.deepEqual(await get(fetch), RESULT);
    await goodCallWorks(assert);
  });

  QUnit.test("one that makes calls of its own does no harm", async (assert) => {
    let depth = 0;
    const fetch = async () => {
      depth += 1;
      if (depth < 20) await get(fetch);
      return json({ success: true, result: RESULT });
    };
    assert.deepEqual(await get(fetch), RESULT);
    assert.strictEqual(depth, 20);
  });

  QUnit.test("a global fetch that is none is an error", async (assert) => {
    for (const value of [undefined, 42, {}]) {
      const error = await withGlobalFetch(value, () => failure(() => get(undefined)));
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(error.message.startsWith("fetch"), error.message);
    }
    await goodCallWorks(assert);
  });
}
