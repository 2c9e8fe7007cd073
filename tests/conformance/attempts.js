// What ends a call in the middle of its attempts, the waits between them included, and that nothing
// is left behind: no request, no timer, no listener.

import { VIDEOS } from "../stand-in/library.js";
import { RESULT } from "./fetches.js";
import { failure, until } from "./outcome.js";
import { AT_ONCE } from "./retries.js";
import { underWay } from "./under-way.js";
import { watchedController, watchTimers } from "./watch.js";

export function attempts({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("attempts");
  const callUnderWay = underWay(scenario);

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

  // The answers up to the one that is waited for.
  const WAITS = {
    "the headers": [[{ fault: "stall" }]],
    "the body": [[stalled]],
    "a retry": [[asleep]],
    "a retry by our own delay": [[failing(), failing(), failing(), failing(), failing({})]],
    "the headers of a retry": [[failing(), { fault: "stall" }]],
    "the body of a retry": [[failing(), stalled]],
    "the body of the last error": [[failing(), { status: 404, ...stalled }]],
  };
  QUnit.test.each("an abort ends the wait for it at once", WAITS, (assert, [answers]) =>
    callUnderWay(answers, async ({ options, requests, reached }) => {
      const controller = new AbortController();
      const reason = new Error("mine");
      const call = failure(() =>
        get({ ...options, maxRetries: 10 }, { signal: controller.signal }),
      );
      await reached();
      controller.abort(reason);
      const error = await call;
      assert.strictEqual(
        Object.getPrototypeOf(error),
        exports.APIUserAbortError.prototype,
        `${error}`,
      );
      assert.strictEqual(error.cause, reason);
      assert.strictEqual((await requests()).length, answers.length);
    }),
  );

  QUnit.test.each("an abort ends every kind of call", CALLS, async (assert, call) => {
    for (const answer of [{ fault: "stall" }, stalled, asleep]) {
      await callUnderWay([answer], async ({ options, reached }) => {
        const controller = new AbortController();
        const ended = failure(() =>
          call(clientOf({ ...options, maxRetries: 2 }), { signal: controller.signal }),
        );
        await reached();
        controller.abort(0);
        const error = await ended;
        assert.true(error instanceof exports.APIUserAbortError);
        assert.strictEqual(error.cause, 0);
      });
    }
  });

  QUnit.test("nothing is asked after an abort", (assert) =>
    callUnderWay([asleep], async ({ options, requests, reached, pass }) => {
      const controller = new AbortController();
      const call = failure(() => get(options, { signal: controller.signal }));
      await reached();
      controller.abort();
      await call;
      await pass(50_000);
      assert.strictEqual((await requests()).length, 1);
    }),
  );

  QUnit.test("a signal that times out ends a wait as well", async (assert) => {
    const { baseURL } = await scenario(asleep);
    const signal = AbortSignal.timeout(200);
    const error = await failure(() => get({ baseURL }, { signal }));
    assert.true(error instanceof exports.APIUserAbortError);
    assert.strictEqual(error.cause, signal.reason);
  });

  QUnit.test.each("a stall after the headers ends with the timeout", CALLS, (assert, call) =>
    callUnderWay(
      [{ ...stalled, body: { success: true, result: "ok, and more" } }],
      async ({ options, reached, delays, pass }) => {
        const error = failure(() => call(clientOf({ ...options, timeout: 300 })));
        await reached();
        await pass(299);
        assert.deepEqual(delays(), [1], "it is waited for until then");
        await pass(1);
        const { prototype } = exports.APIConnectionTimeoutError;
        assert.strictEqual(Object.getPrototypeOf(await error), prototype, `${await error}`);
      },
    ),
  );

  QUnit.test("a stall in the body of the last error ends with the timeout", (assert) => {
    const last = { ...stalled, ...failing() };
    return callUnderWay([last, last, last], async ({ options, reached, delays, pass }) => {
      const error = failure(() => get({ ...options, timeout: 300, maxRetries: 2 }));
      await reached();
      assert.deepEqual(delays(), [300]);
      await pass(300);
      assert.strictEqual((await error).name, "APIConnectionTimeoutError");
    });
  });

  QUnit.test("timeouts in a row are as many attempts", (assert) =>
    callUnderWay([{ fault: "stall" }], async ({ options, requests, reached, pass }) => {
      const call = failure(() => get({ ...options, timeout: 300, maxRetries: 1 }));
      await reached(1);
      await pass(300);
      // The longest that the first retry is after.
      await pass(500);
      await reached(2);
      await pass(300);
      const error = await call;
      assert.strictEqual(error.name, "APIConnectionTimeoutError");
      assert.true(error.message.includes("300 ms"), error.message);
      assert.strictEqual((await requests()).length, 2);
      const left = await until(async () => (await requests()).every(({ closed }) => closed));
      assert.true(left, "the server sees the client leave");
    }),
  );

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

  QUnit.test("no timer and no listener is left after an abort", (assert) =>
    callUnderWay([asleep], async ({ options, reached, delays }) => {
      const { controller, signal, listeners } = watchedController();
      const call = failure(() => get({ ...options, timeout: Infinity }, { signal }));
      await reached();
      assert.deepEqual(delays(), [30_000]);
      controller.abort();
      await call;
      assert.deepEqual(delays(), []);
      assert.strictEqual(listeners.length, 0);
    }),
  );
}
