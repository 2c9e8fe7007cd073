// `maxWait`: how long a wait may be, whatever it is in the middle of.

import { VIDEOS } from "../stand-in/library.js";
import { answering, look, progress, READY, refusal, waits } from "./looks.js";
import { failure, sleep, until } from "./outcome.js";
import { underWay } from "./under-way.js";

export function waitTime({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("wait time");

  const wait = waits(clientOf);
  const begun = { default: progress(1) };
  const done = { default: READY };

  const isTimeout = (error) =>
    Object.getPrototypeOf(error) === exports.DownloadTimeoutError.prototype &&
    error.name === "DownloadTimeoutError";

  QUnit.test("after maxWait it ends in a pause, without another look", async (assert) => {
    const looks = [1, 2, 3, 4, 5].map((percent) => ({ default: progress(percent) }));
    for (const [maxWait, count] of [
      [10_000, 4],
      [8999, 3],
      [2500, 1],
    ]) {
      const options = { maxWait, interval: 3000 };
      const { error, asked, took } = await wait(looks, undefined, options);
      assert.true(isTimeout(error), `${error}`);
      assert.deepEqual(error.downloads, looks[count - 1]);
      assert.strictEqual(asked.length, count);
      assert.true(Math.abs(took - maxWait) <= 1, `${took} ms`);
    }
  });

  QUnit.test("maxWait is shorter than any limit of the server", async (assert) => {
    const limited = look(begun, { ratelimit: '"default";r=0;t=50' });
    const busy = refusal(429, { "retry-after": "50" });
    for (const answers of [
      [limited, done],
      [begun, busy, done],
    ]) {
      const options = { maxWait: 5000, interval: 100, maxRetries: 1 };
      const { error, took } = await wait(answers, undefined, options);
      assert.true(isTimeout(error), `${error}`);
      assert.deepEqual(error.downloads, begun);
      assert.true(Math.abs(took - 5000) <= 1, `${took} ms`);
    }
  });

  // The answers, whether it creates, and what was seen last.
  const STALLS = {
    "the first look": [[{ fault: "stall" }], false, undefined],
    "its body": [[{ fault: "stall-body", body: { result: begun } }], false, undefined],
    "a later look": [[{ body: { result: begun } }, { fault: "stall" }], false, begun],
    "a creation": [[{ body: { result: {} } }, { fault: "stall" }], true, {}],
  };
  QUnit.test("after maxWait it ends in the middle of a request", async (assert) => {
    for (const [name, [answers, create, seen]] of Object.entries(STALLS)) {
      await underWay(scenario)(answers, async ({ options, requests, reached, delays, pass }) => {
        const { downloads } = clientOf(options).stream;
        const call = failure(() =>
          downloads.waitUntilReady(VIDEOS.nothing, { create }, { maxWait: 500, interval: 0 }),
        );
        await reached();
        await pass(499);
        assert.deepEqual(delays(), [1], `${name}: not before`);
        await pass(1);
        const error = await call;
        assert.true(isTimeout(error), `${name}: ${error}`);
        assert.true("downloads" in error, name);
        assert.deepEqual(error.downloads, seen, name);
        const closed = await until(async () => (await requests()).at(-1).closed);
        assert.true(closed, `${name}: the server sees it`);
        assert.strictEqual((await requests()).length, answers.length, name);
      });
    }
  });

  QUnit.test("after maxWait it ends in the middle of a report", async (assert) => {
    const options = { maxWait: 5000, onProgress: () => new Promise(() => {}) };
    const { error, took } = await wait([begun], undefined, options);
    assert.true(isTimeout(error), `${error}`);
    assert.deepEqual(error.downloads, begun);
    assert.true(Math.abs(took - 5000) <= 1, `${took} ms`);
  });

  QUnit.test("in time is in time", async (assert) => {
    const slowly = async (downloads) => (await sleep(50), downloads);
    // setTimeout takes what it cannot count for nothing at all.
    const LONG = [2 ** 31 - 1, 2 ** 31 - 0.5, 2 ** 31, 2 ** 32, Number.MAX_VALUE, Infinity];
    await Promise.all(
      LONG.map(async (maxWait) => {
        const { fetch } = answering(
          () => slowly(begun),
          () => slowly(done),
        );
        const { downloads } = clientOf({ fetch }).stream;
        const options = { maxWait, interval: 50 };
        const result = await downloads.waitUntilReady(VIDEOS.nothing, undefined, options);
        assert.deepEqual(result, done, `${maxWait}`);
      }),
    );
    assert.deepEqual((await wait([done], undefined, { maxWait: 1000 })).result, done);
  });

  QUnit.test("where maxWait is Infinity, it never ends by itself", async (assert) => {
    const looks = Array.from({ length: 40 }, (_, count) => ({ default: progress(count) }));
    const options = { maxWait: Infinity, interval: 59_000 };
    const { result, took } = await wait([...looks, done], undefined, options);
    assert.deepEqual(result, done);
    assert.true(took > 2_300_000, `${took} ms`);
  });

  QUnit.test("by default it waits for 15 minutes", async (assert) => {
    // Longer timers do not run in made-up time, so that only the clock can tell.
    const { error, took } = await wait([begun], undefined, { interval: 59_000 });
    assert.true(isTimeout(error), `${error}`);
    assert.true(took >= 880_000 && took <= 960_000, `${took} ms`);
  });
}
