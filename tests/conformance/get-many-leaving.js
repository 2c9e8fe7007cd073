// How many videos at once end because nobody wants the rest, and that nothing is left behind,
// however they end.

import { UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { never } from "./fetches.js";
import { stopTime } from "./hurry.js";
import { refusal } from "./looks.js";
import { closedBut, countedInput, gather, names, serving } from "./many.js";
import { failure, settled, sleep, until } from "./outcome.js";
import { watchedController, watchTimers } from "./watch.js";

export function getManyLeaving({ QUnit, exports, scenario, clientOf, runtime }) {
  QUnit.module("leaving many");

  const many = (options, ...args) => clientOf(options).stream.downloads.getMany(...args);
  const DONE = { done: true, value: undefined };
  // Not the same four times: a browser may send one request when it has the answer of the other.
  const four = Object.values(VIDEOS).slice(0, 4);
  const STALLING = [{ body: { success: true, result: {} } }, { fault: "stall" }];

  QUnit.test("leaving the loop ends the requests and the input", async (assert) => {
    const { baseURL, requests } = await scenario(...STALLING);
    const { signal, listeners } = watchedController();
    const input = countedInput(names(20));
    const options = { concurrency: 3, signal };
    const left = (async () => {
      for await (const { downloads } of many({ baseURL }, input, undefined, options)) {
        await until(async () => (await requests()).length >= 3);
        return downloads;
      }
    })();
    assert.deepEqual(await settled(left), {});
    assert.strictEqual(listeners.length, 0);
    assert.strictEqual(input.returned, 1);
    assert.true(await closedBut(requests, 1));
    assert.true((await requests()).length <= 4, "nothing else was asked");
  });

  QUnit.test("leaving while a result is awaited ends the wait", async (assert) => {
    const { baseURL, requests } = await scenario({ fault: "stall" });
    const results = many({ baseURL }, four, undefined, { concurrency: 2 });
    const pending = [results.next(), results.next()];
    await until(async () => (await requests()).length === 2);
    assert.strictEqual((await settled(results.return())).done, true);
    assert.deepEqual(await settled(Promise.all(pending)), [DONE, DONE]);
    assert.deepEqual(await settled(results.next()), DONE);
    assert.true(await closedBut(requests, 0));
  });

  QUnit.test("leaving before the first touches nothing", async (assert) => {
    const server = serving();
    const input = countedInput(names(3));
    const results = many(server, input);
    assert.strictEqual((await settled(results.return())).done, true);
    assert.deepEqual(await settled(results.next()), DONE);
    assert.deepEqual([server.asked.length, input.read], [0, 0]);
  });

  // A generator that waits for something cannot be told to leave before that has come.
  const STUCK = {
    "an iterator": () => countedInput(["video0"], { atEnd: never }),
    "an async generator": async function* () {
      yield "video0";
      await never();
    },
    "an iterator that does not even return": () => ({
      [Symbol.asyncIterator]: () => ({ next: never, return: never }),
    }),
    "an iterator that cannot return": () => ({
      [Symbol.asyncIterator]: () => ({
        next: never,
        return: () => Promise.reject(new Error("cannot")),
      }),
    }),
  };
  QUnit.test.each(
    "an input that is stuck holds nobody up",
    Object.keys(STUCK),
    async (assert, name) => {
      await stopTime(async () => {
        const results = many(serving(never), STUCK[name]());
        const next = results.next();
        await sleep(10);
        await settled(results.return().catch(() => {}));
        assert.deepEqual(await settled(next), DONE);
      });

      const controller = new AbortController();
      const aborted = many(serving(never), STUCK[name](), undefined, controller);
      const error = failure(() => aborted.next());
      await sleep(10);
      controller.abort();
      assert.true((await error) instanceof exports.APIUserAbortError);
    },
  );

  const timeout = 54_321;
  const broken = () =>
    countedInput([VIDEOS.bothReady], { atEnd: () => Promise.reject(new Error("mine")) });
  const ENDINGS = {
    "the last result": (client, options) => gather(many(client, four, undefined, options)),
    "a refused credential": (client, options) =>
      failure(() => gather(many({ ...client, apiToken: UNKNOWN_TOKEN }, four, undefined, options))),
    "leaving it": async (client, options) => {
      for await (const one of many(client, four, undefined, options)) if (one) break;
    },
    "a broken input": (client, options) =>
      failure(() => gather(many(client, broken(), undefined, options))),
    "a pause that is left": async (client, options) => {
      const fetch = async () => refusal(429, { "retry-after": "50" });
      const results = many({ ...client, fetch }, four, undefined, options);
      const next = results.next();
      await sleep(10);
      await results.return();
      await next;
    },
  };
  QUnit.test.each("no timer and no listener is left after it", ENDINGS, async (assert, end) => {
    const { signal, listeners } = watchedController();
    const client = { timeout, baseURL: (await scenario()).baseURL };
    const { set, left } = await watchTimers(timeout, () => settled(end(client, { signal })));
    assert.true(set > 0, `${set} timers`);
    assert.deepEqual([left, listeners.length], [0, 0]);
  });

  if (runtime === "node") {
    QUnit.test("many requests with one signal are no cause for a warning", async (assert) => {
      const warnings = [];
      const { process } = globalThis;
      const warn = (warning) => warnings.push(`${warning}`);
      process.on("warning", warn);
      const { signal } = new AbortController();
      const { baseURL } = await scenario({ delay: 50 });
      const results = many({ baseURL }, Array(60).fill(VIDEOS.bothReady), undefined, {
        signal,
        concurrency: 50,
      });
      assert.strictEqual((await settled(gather(results))).length, 60);
      await sleep(10);
      process.off("warning", warn);
      assert.deepEqual(warnings, []);
    });
  }
}
