// The timeout: what it spans, when it ends a call, and that no timer is left behind.

import { VIDEOS } from "../stand-in/library.js";
import { json, never, recording, RESULT } from "./fetches.js";
import { stopTime } from "./hurry.js";
import { failure, settled, sleep, until } from "./outcome.js";
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
  const TEXT = JSON.stringify(ANSWER);
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

  /** A fetch whose answer and body come when `answer()` and `finish()` are called. */
  const slow = () => {
    const parts = {};
    const text = () => new Promise((resolve) => (parts.finish = () => resolve(TEXT)));
    const response = { status: 200, ok: true, headers: new Headers(), text };
    const fetch = () => new Promise((resolve) => (parts.answer = () => resolve(response)));
    return { fetch, parts };
  };

  QUnit.test("headers and body share one timeout", (assert) =>
    stopTime(async ({ delays, pass }) => {
      for (const isInTime of [true, false]) {
        const { fetch, parts } = slow();
        const call = settled(get({ fetch, timeout: 800 })).catch((error) => error);
        await pass(500);
        parts.answer();
        await pass(299);
        assert.deepEqual(delays(), [1]);
        if (isInTime) parts.finish();
        await pass(1);
        if (isInTime) assert.deepEqual(await call, RESULT);
        else assert.true((await call) instanceof exports.APIConnectionTimeoutError);
      }
    }),
  );

  QUnit.test("the timeout of the request beats that of the client", (assert) =>
    stopTime(async ({ delays, pass }) => {
      const short = failure(() => get({ fetch: never, timeout: 50_000 }, { timeout: 100 }));
      await pass(100);
      const { message } = await short;
      assert.true(message.includes("100 ms"), message);
      const { fetch, parts } = slow();
      const long = settled(get({ fetch, timeout: 100 }, { timeout: 50_000 }));
      await pass(49_999);
      assert.deepEqual(delays(), [1]);
      parts.answer();
      await pass(0);
      parts.finish();
      assert.deepEqual(await long, RESULT);
    }),
  );

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
    "no fetch at all": () => failure(() => get({ timeout, fetch: raise })),
  };
  QUnit.test.each("no timer is left after it", ENDINGS, async (assert, end) => {
    const { set, left } = await watchTimers(timeout, end);
    assert.true(set > 0, `${set} timers`);
    assert.strictEqual(left, 0);
  });

  QUnit.test.each("no timer is left after an abort", STALLS, (assert, answer) =>
    underWay(scenario)([answer], async ({ options, reached, delays }) => {
      const controller = new AbortController();
      const call = failure(() => get({ ...options, timeout }, controller));
      await reached();
      assert.deepEqual(delays(), [timeout]);
      controller.abort();
      assert.strictEqual((await call).name, "APIUserAbortError");
      assert.deepEqual(delays(), []);
    }),
  );
}
