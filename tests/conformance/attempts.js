// What ends a call in the middle of its attempts, the waits between them included, and that nothing
// is left behind: no request, no timer, no listener.

import { VIDEOS } from "../stand-in/library.js";
import { RESULT } from "./fetches.js";
import { failure, quickest, sleep, until } from "./outcome.js";
import { AT_ONCE } from "./retries.js";
import { together } from "./together.js";
import { watchedController, watchTimers } from "./watch.js";

// An abort ends a call within this many milliseconds, and a stall after its timeout and twice that.
const LIMIT = 50;

export function attempts({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("attempts");
  const waitingTest = together(QUnit);

  const ANSWER = { success: true, result: RESULT };
  const GOOD = { body: ANSWER };
  const failing = (headers = AT_ONCE) => ({ status: 503, headers, body: { errors: [] } });
  const asleep = failing({ "retry-after-ms": "30000" });
  const stalled = { fault: "stall-body", body: ANSWER };

  const get = (options, requestOptions) =>
    clientOf({ maxRetries: 2, ...options }).stream.downloads.get(
      VIDEOS.bothReady,
      undefined,
      requestOptions,
    );
  const CALLS = {
    get: (client, options) => client.stream.downloads.get(VIDEOS.bothReady, undefined, options),
    create: (client, options) =>
      client.stream.downloads.create(VIDEOS.bothReady, undefined, options),
    delete: (client, options) =>
      client.stream.downloads.audio.delete({ identifier: VIDEOS.bothReady }, options),
    verb: (client, options) => client.post("/zones", { ...options, body: {} }),
  };

  // The answers up to the one that is waited for, and the number of requests until then.
  const WAITS = {
    "the headers": [[{ fault: "stall" }], 1],
    "the body": [[stalled], 1],
    "a retry": [[asleep], 1],
    "a retry by our own delay": [[failing(), failing(), failing(), failing(), failing({})], 5],
    "the headers of a retry": [[failing(), { fault: "stall" }], 2],
    "the body of a retry": [[failing(), stalled], 2],
    "the body of the last error": [[failing(), { status: 404, ...stalled }], 2],
  };
  waitingTest.each(
    "an abort ends the wait for it within 50 ms",
    WAITS,
    async (assert, [answers, count]) => {
      const took = await quickest(LIMIT, async () => {
        const { baseURL, requests } = await scenario(...answers);
        const controller = new AbortController();
        const reason = new Error("mine");
        const call = failure(() => get({ baseURL, maxRetries: 10 }, { signal: controller.signal }));
        await until(async () => (await requests()).length === count);
        // So that the answer has come, where there is one.
        await sleep(150);
        const aborted = performance.now();
        controller.abort(reason);
        const error = await call;
        const milliseconds = performance.now() - aborted;
        assert.strictEqual(
          Object.getPrototypeOf(error),
          exports.APIUserAbortError.prototype,
          `${error}`,
        );
        assert.strictEqual(error.cause, reason);
        assert.strictEqual((await requests()).length, count);
        return milliseconds;
      });
      assert.true(took <= LIMIT, `${took} ms`);
    },
  );

  waitingTest.each("an abort ends every kind of call", CALLS, async (assert, call) => {
    for (const answer of [{ fault: "stall" }, stalled, asleep]) {
      const { baseURL, requests } = await scenario(answer);
      const controller = new AbortController();
      const ended = failure(() =>
        call(clientOf({ baseURL, maxRetries: 2 }), { signal: controller.signal }),
      );
      await until(async () => (await requests()).length === 1);
      await sleep(100);
      controller.abort(0);
      const error = await ended;
      assert.true(error instanceof exports.APIUserAbortError);
      assert.strictEqual(error.cause, 0);
    }
  });

  waitingTest("nothing is asked after an abort", async (assert) => {
    const { baseURL, requests } = await scenario(failing({ "retry-after-ms": "200" }));
    const controller = new AbortController();
    const call = failure(() => get({ baseURL }, { signal: controller.signal }));
    await until(async () => (await requests()).length === 1);
    await sleep(50);
    controller.abort();
    await call;
    await sleep(300);
    assert.strictEqual((await requests()).length, 1);
  });

  waitingTest("a signal that times out ends a wait as well", async (assert) => {
    const { baseURL } = await scenario(asleep);
    const signal = AbortSignal.timeout(200);
    const error = await failure(() => get({ baseURL }, { signal }));
    assert.true(error instanceof exports.APIUserAbortError);
    assert.strictEqual(error.cause, signal.reason);
  });

  waitingTest.each(
    "a stall after the headers ends within the timeout and 100 ms",
    CALLS,
    async (assert, call) => {
      const timeout = 300;
      const { baseURL } = await scenario({
        ...stalled,
        body: { success: true, result: "ok, and more" },
      });
      const took = await quickest(timeout + 2 * LIMIT, async () => {
        const began = performance.now();
        const error = await failure(() => call(clientOf({ baseURL, timeout })));
        assert.strictEqual(
          Object.getPrototypeOf(error),
          exports.APIConnectionTimeoutError.prototype,
          `${error}`,
        );
        return performance.now() - began;
      });
      assert.true(took <= timeout + 2 * LIMIT, `${took} ms`);
    },
  );

  waitingTest(
    "a stall in the body of the last error ends within the timeout and 100 ms",
    async (assert) => {
      const timeout = 300;
      const took = await quickest(timeout + 2 * LIMIT, async () => {
        const { baseURL, requests } = await scenario({ ...stalled, ...failing() });
        const call = failure(() => get({ baseURL, timeout, maxRetries: 2 }));
        await until(async () => (await requests()).length === 3);
        const began = performance.now();
        const error = await call;
        assert.strictEqual(error.name, "APIConnectionTimeoutError");
        return performance.now() - began;
      });
      assert.true(took <= timeout + 2 * LIMIT, `${took} ms`);
    },
  );

  waitingTest("timeouts in a row are as many attempts", async (assert) => {
    const { baseURL, requests } = await scenario({ fault: "stall" });
    const error = await failure(() => get({ baseURL, timeout: 300, maxRetries: 1 }));
    assert.strictEqual(error.name, "APIConnectionTimeoutError");
    assert.true(error.message.includes("300 ms"), error.message);
    assert.strictEqual((await requests()).length, 2);
    const left = await until(async () => (await requests()).every(({ closed }) => closed));
    assert.true(left, "the server sees the client leave");
  });

  const ENDINGS = {
    "a result": [[failing(), failing(), GOOD], 3],
    "an error": [[failing(), { status: 404, body: {} }], 2],
    "no more retries": [[failing()], 3],
    "a long wait that is not slept": [[failing(), failing({ "retry-after": "300" })], 2],
    // Deno and Firefox may ask again by themselves.
    "a broken connection": [[{ fault: "close" }, failing(), GOOD], 2],
    "an answer that cannot be used": [[failing(), { body: "" }], 2],
  };
  QUnit.test.each(
    "no timer and no listener is left after it",
    ENDINGS,
    async (assert, [answers, least]) => {
      const { baseURL } = await scenario(...answers);
      const { signal, listeners } = watchedController();
      const timeout = 54_321;
      const end = () => get({ baseURL, timeout }, { signal }).catch(() => {});
      const { set, left } = await watchTimers(timeout, end);
      assert.true(set >= least, `${set} timers`);
      assert.strictEqual(left, 0);
      assert.strictEqual(listeners.length, 0);
    },
  );

  QUnit.test("no timer and no listener is left after a wait", async (assert) => {
    const short = await scenario(failing({ "retry-after-ms": "300" }), GOOD);
    // Timers of up to 300 ms are few: only the wait has one, where nothing times out.
    const { signal, listeners } = watchedController();
    const slept = await watchTimers(300, () =>
      get({ baseURL: short.baseURL, timeout: Infinity }, { signal }),
    );
    assert.true(slept.set > 0);
    assert.strictEqual(slept.left, 0);
    assert.strictEqual(listeners.length, 0);
  });

  QUnit.test("no timer and no listener is left after an abort", async (assert) => {
    const { baseURL, requests } = await scenario(asleep);
    const { controller, signal, listeners } = watchedController();
    const { set, left } = await watchTimers(30_000, async () => {
      const call = failure(() => get({ baseURL, timeout: Infinity }, { signal }));
      await until(async () => (await requests()).length === 1);
      await sleep(100);
      controller.abort();
      await call;
    });
    assert.strictEqual(set, 1);
    assert.strictEqual(left, 0);
    assert.strictEqual(listeners.length, 0);
  });
}
