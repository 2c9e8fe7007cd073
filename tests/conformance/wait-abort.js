// The caller's signal ends a wait wherever it is.

import { VIDEOS } from "../stand-in/library.js";
import { answering, progress, READY } from "./looks.js";
import { failure, settled, sleep, until } from "./outcome.js";
import { underWay } from "./under-way.js";
import { watchedController } from "./watch.js";

export function waitAbort({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("wait abort");

  const begun = { default: progress(1) };
  const looking = { body: { success: true, result: begun } };
  const creating = { body: { success: true, result: {} } };
  const stalled = { fault: "stall-body", ...looking };
  const isAbort = (error) =>
    Object.getPrototypeOf(error) === exports.APIUserAbortError.prototype &&
    error.name === "APIUserAbortError";

  QUnit.test("an aborted signal is an error before any look", async (assert) => {
    const { fetch, asked } = answering({ default: READY });
    for (const reason of [new Error("mine"), 0, Symbol("why"), undefined]) {
      const signal = AbortSignal.abort(reason);
      const { downloads } = clientOf({ fetch }).stream;
      const error = await failure(() =>
        downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal }),
      );
      assert.true(isAbort(error), `${error}`);
      assert.strictEqual(error.cause, signal.reason);
    }
    assert.strictEqual(asked.length, 0);
  });

  const soon = (_, attempt) => (attempt > 1 ? 50_000 : 0);
  // The answers up to the one that it is in, and whether it creates.
  const WAITS = {
    "the first look": [[{ fault: "stall" }]],
    "the body of a look": [[stalled]],
    "the first pause": [[looking]],
    "a later look": [[looking, { fault: "stall" }]],
    "a later pause": [[looking, looking]],
    "a creation": [[creating, { fault: "stall" }], true],
    "the second creation": [[creating, looking, { fault: "stall" }], true],
    "the pause after a creation": [[creating, looking, looking], true],
    "a retry": [[{ status: 503, headers: { "retry-after": "45" }, body: {} }]],
    "the limit of the server": [[{ ...looking, headers: { ratelimit: '"default";r=0;t=45' } }]],
  };
  QUnit.test.each("it ends the wait at once, and all of it, in", WAITS, (assert, [answers, create]) =>
    underWay(scenario)(answers, async ({ options, reached, assertOver }) => {
      const { controller, signal, listeners } = watchedController();
      const reason = new Error("mine");
      const { downloads } = clientOf({ ...options, maxRetries: 1 }).stream;
      const interval = answers.length > 1 && !create ? soon : 50_000;
      const given = { signal, interval, timeout: 52_000, maxWait: 54_321 };
      const params = { create, types: create ? ["audio", "default"] : undefined };
      const call = failure(() => downloads.waitUntilReady(VIDEOS.nothing, params, given));
      await reached();
      assert.true(listeners.length > 0, "it listens");
      controller.abort(reason);
      const error = await call;
      assert.true(isAbort(error), `${error}`);
      assert.strictEqual(error.cause, reason);
      await assertOver(assert, listeners);
    }),
  );

  QUnit.test("it ends a wait that is reporting", async (assert) => {
    const never = () => new Promise(() => {});
    const reports = {
      "and goes on": () => {},
      "and is waited for": never,
      "and looks": (downloads) => downloads.get(VIDEOS.nothing),
    };
    for (const [name, report] of Object.entries(reports)) {
      const { fetch, asked } = answering(begun);
      const { controller, signal, listeners } = watchedController();
      const { downloads } = clientOf({ fetch }).stream;
      const onProgress = () => {
        controller.abort(name);
        return report(downloads);
      };
      const error = await failure(() =>
        downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal, onProgress }),
      );
      assert.true(isAbort(error), `${name}: ${error}`);
      assert.strictEqual(error.cause, name);
      assert.strictEqual(listeners.length, 0, name);
      assert.true(asked.length <= 2, name);
    }
  });

  QUnit.test("also while a report is waited for", async (assert) => {
    const { fetch, asked } = answering(begun);
    const { controller, signal, listeners } = watchedController();
    let reporting = false;
    const onProgress = () => {
      reporting = true;
      return new Promise(() => {});
    };
    const { downloads } = clientOf({ fetch }).stream;
    const call = failure(() =>
      downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal, onProgress }),
    );
    await until(() => reporting);
    controller.abort();
    assert.true(isAbort(await call));
    assert.strictEqual(listeners.length, 0);
    assert.strictEqual(asked.length, 1);
  });

  QUnit.test("it ends a wait from its interval", async (assert) => {
    const { fetch, asked } = answering(begun);
    const { controller, signal, listeners } = watchedController();
    const interval = () => {
      controller.abort();
      return 0;
    };
    const { downloads } = clientOf({ fetch }).stream;
    const error = await failure(() =>
      downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal, interval }),
    );
    assert.true(isAbort(error), `${error}`);
    assert.deepEqual([listeners.length, asked.length], [0, 1]);
  });

  QUnit.test("a signal that times out is its caller's abort", async (assert) => {
    const { fetch } = answering(begun);
    const signal = AbortSignal.timeout(50);
    const { downloads } = clientOf({ fetch }).stream;
    const error = await failure(() =>
      downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal }),
    );
    assert.true(isAbort(error), `${error}`);
    assert.strictEqual(error.cause, signal.reason);
  });

  QUnit.test("one signal ends many waits, and they alone", async (assert) => {
    const answers = [begun];
    const { fetch } = answering(() => answers[0]);
    const { controller, signal, listeners } = watchedController();
    const { downloads } = clientOf({ fetch }).stream;
    const interval = 100;
    const waits = Array.from({ length: 10 }, () =>
      failure(() => downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal, interval })),
    );
    const other = downloads.waitUntilReady(VIDEOS.nothing, undefined, { interval });
    await sleep(150);
    controller.abort();
    assert.true((await Promise.all(waits)).every(isAbort));
    assert.strictEqual(listeners.length, 0);
    answers[0] = { default: READY };
    assert.deepEqual(await settled(other), { default: READY });
  });

  QUnit.test("an abort after the end changes nothing", async (assert) => {
    const { fetch, asked } = answering({ default: READY });
    const { controller, signal, listeners } = watchedController();
    const { downloads } = clientOf({ fetch }).stream;
    const call = downloads.waitUntilReady(VIDEOS.nothing, undefined, { signal });
    const result = await call;
    assert.strictEqual(listeners.length, 0);
    controller.abort();
    assert.strictEqual(await call, result);
    assert.strictEqual(asked.length, 1);
  });
}
