// The timeout: what it spans, when it ends a call, and that no timer is left behind.

import { VIDEOS } from "../stand-in/library.js";
import { json, never, recording, RESULT } from "./fetches.js";
import { failure, sleep, until } from "./outcome.js";
import { raise } from "./strange.js";
import { together } from "./together.js";
import { underWay } from "./under-way.js";
import { watchTimers } from "./watch.js";

export function time({ QUnit, exports, scenario, clientOf, list }) {
  QUnit.module("time");
  const waitingTest = together(QUnit);

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  const ANSWER = { success: true, result: RESULT };
  const STALLS = {
    "no headers": { fault: "stall" },
    "headers that come late": { delay: 30_000 },
    "half a body": { fault: "stall-body", body: ANSWER },
    "a body that comes late": { bodyDelay: 30_000, body: ANSWER },
    "half a body of an error": { status: 500, fault: "stall-body", body: ANSWER },
  };

  QUnit.test.each("a stall ends with the timeout, and not before", STALLS, (assert, answer) =>
    underWay(scenario)([answer], async ({ options, requests, reached, delays, pass }) => {
      const call = failure(() => get({ ...options, timeout: 300 }));
      await reached();
      await pass(299);
      assert.deepEqual(delays(), [1], "it is waited for until then");
      await pass(1);
      const error = await call;
      assert.strictEqual(
        Object.getPrototypeOf(error),
        exports.APIConnectionTimeoutError.prototype,
        `${error}`,
      );
      assert.true(error instanceof exports.APIConnectionError);
      assert.true(error.message.includes("300 ms"), error.message);
      const closed = await until(async () => (await requests()).every(({ closed }) => closed));
      assert.true(closed, "the server sees the client leave");
    }),
  );

  waitingTest("headers and body share one timeout", async (assert) => {
    const error = await failure(() =>
      list({ delay: 500, bodyDelay: 500, body: ANSWER }, { timeout: 800 }),
    );
    assert.true(error instanceof exports.APIConnectionTimeoutError, `${error}`);
    assert.deepEqual(await list({ delay: 200, bodyDelay: 200, body: ANSWER }), RESULT);
  });

  waitingTest("the timeout of the request beats that of the client", async (assert) => {
    const { baseURL } = await scenario({ delay: 400, body: ANSWER });
    const error = await failure(() => get({ baseURL, timeout: 60_000 }, { timeout: 100 }));
    assert.true(error.message.includes("100 ms"), error.message);
    assert.deepEqual(await get({ baseURL, timeout: 100 }, { timeout: 60_000 }), RESULT);
  });

  waitingTest("a fetch that ignores its signal is not waited for", async (assert) => {
    let signal;
    const fetch = (_, init) => {
      signal = init.signal;
      return never();
    };
    const error = await failure(() => get({ fetch, timeout: 100 }));
    assert.true(error instanceof exports.APIConnectionTimeoutError);
    assert.true(signal.aborted);
    const text = never;
    const response = { status: 200, ok: true, headers: new Headers(), text };
    const late = await failure(() => get({ fetch: async () => response, timeout: 100 }));
    assert.true(late instanceof exports.APIConnectionTimeoutError);
  });

  QUnit.test("an answer after the timeout changes nothing", async (assert) => {
    let answer;
    const fetch = () => new Promise((resolve) => (answer = resolve));
    const call = get({ fetch, timeout: 50 });
    const error = await failure(() => call);
    answer(json(ANSWER));
    await sleep(20);
    assert.strictEqual(await failure(() => call), error);
  });

  const BAD = [
    0,
    -0,
    -1,
    NaN,
    -Infinity,
    "1000",
    true,
    {},
    [],
    [1000],
    1000n,
    Symbol("1000"),
    () => 1,
  ];
  QUnit.test("what is no positive number is an error that names it", async (assert) => {
    const { fetch, calls } = recording();
    for (const timeout of BAD) {
      const later = clientOf({ fetch });
      later.timeout = timeout;
      for (const call of [
        () => get({ fetch, timeout }),
        () => get({ fetch }, { timeout }),
        () => later.stream.downloads.get(VIDEOS.bothReady),
      ]) {
        const error = await failure(call);
        assert.strictEqual(error.name, "CloudflareError", typeof timeout);
        assert.true(error.message.startsWith("timeout"), error.message);
      }
    }
    assert.strictEqual(calls.length, 0);
  });

  // setTimeout takes what it cannot count for nothing at all.
  const LONG = [2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, Number.MAX_VALUE, Infinity];
  waitingTest.each("a very long timeout is not a short one", LONG, async (assert, timeout) => {
    assert.deepEqual(await list({ delay: 150, bodyDelay: 150, body: ANSWER }, { timeout }), RESULT);
  });

  QUnit.test("Infinity sets no timer", async (assert) => {
    const set = [];
    const { setTimeout } = globalThis;
    globalThis.setTimeout = (...args) => {
      set.push(args[1]);
      return setTimeout(...args);
    };
    try {
      const { fetch } = recording(() => json(ANSWER));
      await get({ fetch, timeout: Infinity });
      assert.deepEqual(set, []);
      await get({ fetch, timeout: 54_321 });
      assert.strictEqual(set[0], 54_321);
    } finally {
      globalThis.setTimeout = setTimeout;
    }
  });

  QUnit.test("half a millisecond is a timeout", async (assert) => {
    const error = await failure(() => get({ fetch: never, timeout: 0.5 }));
    assert.true(error instanceof exports.APIConnectionTimeoutError);
  });

  const timeout = 54_321;
  const ENDINGS = {
    "a result": () => list({ body: ANSWER }, { timeout }),
    "an error": () => failure(() => list({ status: 404, body: {} }, { timeout })),
    "an answer that nobody reads": () => get({ timeout }).asResponse(),
    "an answer that cannot be used": () => failure(() => list({ body: "" }, { timeout })),
    "a broken connection": () => failure(() => list({ fault: "close" }, { timeout })),
    "a broken body": () => failure(() => list({ fault: "truncate", body: ANSWER }, { timeout })),
    "an abort": () => {
      const signal = AbortSignal.timeout(100);
      return failure(() => list({ fault: "stall" }, { timeout }, { signal }));
    },
    "an abort in the body": () => {
      const signal = AbortSignal.timeout(100);
      return failure(() => list({ fault: "stall-body", body: ANSWER }, { timeout }, { signal }));
    },
    "no fetch at all": () => failure(() => get({ timeout, fetch: raise })),
  };
  QUnit.test.each("no timer is left after it", ENDINGS, async (assert, end) => {
    const { set, left } = await watchTimers(timeout, end);
    assert.true(set > 0, `${set} timers`);
    assert.strictEqual(left, 0);
  });
}
