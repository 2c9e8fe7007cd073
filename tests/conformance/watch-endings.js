// How watches end before their time: with an error, or because nobody goes on watching.

import { VIDEOS } from "../stand-in/library.js";
import { pause, skipTime } from "./hurry.js";
import { FAILED, refusal } from "./looks.js";
import { failure, settled } from "./outcome.js";
import { underWay } from "./under-way.js";
import { collect, DONE, LOOKS, OVER, watches } from "./watch-downloads.js";
import { watchedController, watchTimers } from "./watch.js";

export function watchEndings({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("watch endings");

  const watching = watches(clientOf);
  const video = VIDEOS.nothing;

  QUnit.test("an error is that of next(), and is the end", async (assert) => {
    for (const [answers, name, count] of [
      [[LOOKS[0], { default: FAILED }], "DownloadFailedError", 1],
      [[LOOKS[0], refusal(401)], "AuthenticationError", 1],
      [[{}], "CloudflareError", 0],
      [[refusal(404)], "NotFoundError", 0],
    ]) {
      const { iterator, asked, listeners } = watching(answers);
      const seen = [];
      const error = await skipTime(() =>
        failure(async () => {
          for await (const downloads of iterator) seen.push(downloads);
        }),
      );
      assert.strictEqual(error.name, name, `${error}`);
      assert.deepEqual(seen, answers.slice(0, count));
      const { length } = asked;
      assert.deepEqual(await iterator.next(), OVER);
      assert.deepEqual([asked.length, listeners.length], [length, 0]);
    }
  });

  QUnit.test("what onProgress throws is an error too", async (assert) => {
    const mine = new Error("mine");
    const { iterator } = watching([DONE], undefined, { onProgress: () => Promise.reject(mine) });
    assert.strictEqual(await failure(() => iterator.next()), mine);
    assert.deepEqual(await iterator.next(), OVER);
  });

  QUnit.test("a loop that is left leaves nothing behind", async (assert) => {
    for (const leave of ["break", "throw"]) {
      const { iterator, asked, listeners } = watching(LOOKS, undefined, { maxWait: 54_321 });
      const { set, left } = await watchTimers(54_321, async () => {
        try {
          for await (const _ of iterator) {
            if (leave === "break") break;
            throw new Error("mine");
          }
        } catch (error) {
          assert.strictEqual(error.message, "mine");
        }
      });
      assert.true(set > 0);
      assert.deepEqual([left, listeners.length, asked.length], [0, 0, 1], leave);
      assert.deepEqual(await iterator.next(), OVER);
      assert.strictEqual(asked.length, 1);
    }
  });

  const begun = { body: { success: true, result: LOOKS[0] } };
  const CREATING = { body: { result: {} } };
  const PENDING = {
    "the first look": [[{ fault: "stall" }]],
    "the body of a look": [[{ ...begun, fault: "stall-body" }]],
    "a pause": [[begun], 50_000],
    "a later look": [[begun, { fault: "stall" }], 0],
    "a creation": [[CREATING, { fault: "stall" }], 0],
  };
  QUnit.test.each("return() ends a pending next() at once, in", PENDING, (assert, [answers, interval]) =>
    underWay(scenario)(answers, async ({ options, reached, assertOver }) => {
      const { signal, listeners } = watchedController();
      const { downloads } = clientOf(options).stream;
      const create = answers[0] === CREATING;
      const given = { signal, interval, timeout: 52_000, maxWait: 54_321 };
      const iterator = downloads.watch(video, { create }, given);
      let pending = iterator.next();
      if (answers[0] === begun) {
        assert.deepEqual((await pending).value, LOOKS[0]);
        pending = iterator.next();
      }
      await reached();
      const returned = iterator.return("mine");
      assert.deepEqual(await settled(pending), OVER);
      assert.deepEqual(await settled(returned), { done: true, value: "mine" });
      assert.deepEqual(await iterator.next(), OVER);
      await assertOver(assert, listeners);
    }),
  );

  QUnit.test("return() and throw() before the start are the end", async (assert) => {
    const { iterator, asked } = watching([DONE]);
    assert.deepEqual(await iterator.return(), OVER);
    assert.deepEqual(await iterator.next(), OVER);
    const other = watching([DONE]);
    const mine = new Error("mine");
    assert.strictEqual(await failure(() => other.iterator.throw(mine)), mine);
    assert.deepEqual(await other.iterator.next(), OVER);
    assert.deepEqual([asked.length, other.asked.length], [0, 0]);
  });

  QUnit.test("throw() between two changes is the end", async (assert) => {
    const { iterator, asked, listeners } = watching(LOOKS);
    await iterator.next();
    const mine = new Error("mine");
    assert.strictEqual(await failure(() => iterator.throw(mine)), mine);
    assert.deepEqual(await iterator.next(), OVER);
    assert.deepEqual([asked.length, listeners.length], [1, 0]);
  });

  QUnit.test("throw() ends a pending next() at once", async (assert) => {
    const { iterator, asked, listeners } = watching(LOOKS, undefined, { interval: 50_000 });
    await iterator.next();
    const pending = iterator.next();
    const mine = new Error("mine");
    assert.strictEqual(await failure(() => iterator.throw(mine)), mine);
    assert.deepEqual(await settled(pending), OVER);
    assert.deepEqual([asked.length, listeners.length], [1, 0]);
  });

  QUnit.test("return() ends several next() as well", async (assert) => {
    const { iterator, asked } = watching(LOOKS, undefined, { interval: 50_000 });
    const [first, ...others] = Array.from({ length: 3 }, () => iterator.next());
    assert.deepEqual((await first).value, LOOKS[0]);
    await Promise.all([iterator.return(), iterator.return()].map((end) => settled(end)));
    for (const other of others) assert.deepEqual(await settled(other), OVER);
    assert.strictEqual(asked.length, 1);
  });

  QUnit.test("maxWait goes on while the consumer works", async (assert) => {
    for (const [work, count] of [
      [9000, 2],
      [20_000, 1],
    ]) {
      const { iterator, asked } = watching(LOOKS, undefined, { interval: 1000, maxWait: 10_500 });
      const seen = [];
      const error = await skipTime(() =>
        failure(async () => {
          for await (const downloads of iterator) {
            seen.push(downloads);
            await pause(work);
          }
        }),
      );
      assert.strictEqual(error.name, "DownloadTimeoutError", `${error}`);
      assert.deepEqual(error.downloads, LOOKS[count - 1]);
      assert.deepEqual([seen.length, asked.length], [count, count]);
    }
  });

  QUnit.test("an abort while the consumer works is that of the next next()", async (assert) => {
    const { iterator, asked, controller } = watching(LOOKS);
    await iterator.next();
    controller.abort("why");
    const error = await failure(() => iterator.next());
    assert.true(error instanceof exports.APIUserAbortError, `${error}`);
    assert.strictEqual(error.cause, "why");
    assert.strictEqual(asked.length, 1);
    assert.deepEqual(await iterator.next(), OVER);
  });

  QUnit.test("so is one before the start, and none after the end", async (assert) => {
    const early = watching([DONE]);
    early.controller.abort();
    assert.strictEqual((await failure(() => early.iterator.next())).name, "APIUserAbortError");
    assert.strictEqual(early.asked.length, 0);
    const late = watching([DONE]);
    await collect(late.iterator);
    late.controller.abort();
    assert.deepEqual(await late.iterator.next(), OVER);
  });
}
