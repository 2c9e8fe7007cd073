// How many videos at once end before their time: by an error, by the caller's signal, or because
// nobody wants the rest. Nothing is left behind then.

import { UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { never } from "./fetches.js";
import { refusal } from "./looks.js";
import { countedInput, gather, holding, names, serving } from "./many.js";
import { failure, quickest, settled, sleep, until } from "./outcome.js";
import { raise } from "./strange.js";
import { watchedController, watchTimers } from "./watch.js";

const SLACK = 100;

export function getManyEndings({ QUnit, exports, scenario, clientOf, runtime }) {
  QUnit.module("the end of many");

  const many = (options, ...args) => clientOf(options).stream.downloads.getMany(...args);
  const isAbort = (error) =>
    Object.getPrototypeOf(error) === exports.APIUserAbortError.prototype;
  const DONE = { done: true, value: undefined };
  const four = Array(4).fill(VIDEOS.bothReady);
  const STALLING = [null, { fault: "stall" }];

  /** Whether the server sees the client leave all requests but so many. */
  const closedBut = (requests, count) =>
    until(async () => (await requests()).filter(({ closed }) => !closed).length === count);

  const REFUSALS = { AuthenticationError: 401, PermissionDeniedError: 403 };
  QUnit.test.each("a refused credential ends it", Object.keys(REFUSALS), async (assert, name) => {
    const server = holding();
    const input = countedInput(names(9));
    const results = many(server, input, undefined, { concurrency: 3 });
    const first = failure(() => results.next());
    await until(() => server.asked.length === 3);
    server.give("video1", refusal(REFUSALS[name]));
    const error = await first;
    assert.true(error instanceof exports[name], `${error}`);
    assert.strictEqual(error.status, REFUSALS[name]);
    assert.deepEqual(await settled(results.next()), DONE);
    await sleep(20);
    assert.deepEqual([server.asked.length, input.read, input.returned], [3, 3, 1]);
    const others = server.asked.filter(({ video }) => video !== "video1");
    assert.true(others.every(({ signal }) => signal.aborted), "the others are not waited for");
  });

  const rejecting = () => Promise.reject(new Error("raised"));
  const BROKEN = {
    "that throws": () => countedInput(names(2), { sync: true, atEnd: raise }),
    "that rejects": () => countedInput(names(2), { atEnd: rejecting }),
    "that throws where it should reject": () => countedInput(names(2), { atEnd: raise }),
    "that throws at once": () => ({ [Symbol.iterator]: raise }),
    "that is a generator": function* () {
      yield "video0";
      raise();
    },
    "that is an async generator": async function* () {
      yield "video0";
      raise();
    },
  };
  QUnit.test.each("an input ends it with its own error", BROKEN, async (assert, broken) => {
    const server = serving(never);
    const input = broken();
    const results = many(server, input);
    const error = await failure(() => results.next());
    assert.strictEqual(error.message, "raised");
    assert.deepEqual(await settled(results.next()), DONE);
    assert.true(server.asked.every(({ signal }) => signal.aborted));
    assert.strictEqual(input.returned ?? 0, 0, "it has ended by itself");
  });

  QUnit.test("whatever an input throws is what it ends with", async (assert) => {
    for (const thrown of [undefined, null, 0, "why", Symbol("why"), new Error("mine")]) {
      const input = countedInput([], { atEnd: () => Promise.reject(thrown) });
      assert.strictEqual(await failure(() => many(serving(), input).next()), thrown);
    }
  });

  QUnit.test("an aborted signal is an error before anything else", async (assert) => {
    const server = serving();
    const input = countedInput(names(3));
    const signal = AbortSignal.abort("why");
    const error = await failure(() => many(server, input, undefined, { signal }).next());
    assert.true(isAbort(error), `${error}`);
    assert.strictEqual(error.cause, "why");
    assert.deepEqual([server.asked.length, input.read], [0, 0]);
  });

  const PHASES = {
    "the headers": { answers: [{ fault: "stall" }] },
    "a body": { answers: [{ fault: "stall-body" }] },
    "the input": { count: 0, input: () => countedInput([], { atEnd: never }) },
    "both": {
      answers: [{ fault: "stall" }],
      count: 1,
      input: () => countedInput(["video0"], { atEnd: never }),
    },
    "a retry": {
      answers: [{ status: 503, headers: { "retry-after": "30" }, body: {} }],
      answered: 2,
    },
    "a pause": {
      answers: [{ status: 429, headers: { "retry-after": "35" }, body: {} }],
      maxRetries: 0,
      answered: 2,
    },
  };
  QUnit.test.each("an abort ends the wait for it at once", PHASES, async (assert, phase) => {
    const { answers = [], input = () => four, count = 2, answered = 0, maxRetries = 2 } = phase;
    const took = await quickest(SLACK, async () => {
      const { baseURL, requests } = await scenario(...answers);
      const { controller, signal, listeners } = watchedController();
      const options = { signal, maxRetries, concurrency: 2 };
      const results = many({ baseURL }, input(), undefined, options);
      const next = failure(() => results.next());
      await until(async () => (await requests()).length >= count);
      await sleep(100);
      const began = performance.now();
      controller.abort("why");
      const error = await next;
      const milliseconds = performance.now() - began;
      assert.true(isAbort(error), `${error}`);
      assert.strictEqual(error.cause, "why");
      assert.deepEqual(await settled(results.next()), DONE);
      assert.strictEqual(listeners.length, 0, "no listener is left");
      assert.true(await closedBut(requests, answered), "the server sees it");
      assert.strictEqual((await requests()).length, count, "nothing else was asked");
      return milliseconds;
    });
    assert.true(took <= SLACK, `${took} ms`);
  });

  QUnit.test("an abort between two results ends it with the next", async (assert) => {
    const { baseURL, requests } = await scenario(...STALLING);
    const controller = new AbortController();
    const options = { signal: controller.signal, concurrency: 3 };
    const results = many({ baseURL }, four, undefined, options);
    assert.true("downloads" in (await settled(results.next())).value);
    await until(async () => (await requests()).length >= 3);
    controller.abort();
    assert.true(isAbort(await failure(() => results.next())));
    assert.true(await closedBut(requests, 1));
    assert.deepEqual(await settled(results.next()), DONE);
  });

  QUnit.test("an abort after the last result changes nothing", async (assert) => {
    const { controller, signal, listeners } = watchedController();
    const results = many(serving(), names(3), undefined, { signal });
    assert.strictEqual((await settled(gather(results))).length, 3);
    assert.strictEqual(listeners.length, 0);
    controller.abort();
    assert.deepEqual(await settled(results.next()), DONE);
  });

  QUnit.test("leaving the loop ends the requests and the input", async (assert) => {
    const { baseURL, requests } = await scenario(...STALLING);
    const { signal, listeners } = watchedController();
    const input = countedInput(Array(20).fill(VIDEOS.bothReady));
    const options = { concurrency: 3, signal };
    const left = (async () => {
      for await (const { downloads } of many({ baseURL }, input, undefined, options)) {
        await until(async () => (await requests()).length >= 3);
        return downloads;
      }
    })();
    assert.strictEqual((await settled(left)).default.status, "ready");
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
  QUnit.test.each("an input that is stuck holds nobody up", Object.keys(STUCK), async (assert, name) => {
    const results = many(serving(never), STUCK[name]());
    const next = results.next();
    await sleep(10);
    const began = performance.now();
    await settled(results.return().catch(() => {}), 2000);
    assert.deepEqual(await settled(next, 2000), DONE);
    assert.true(performance.now() - began < 1000);

    const controller = new AbortController();
    const aborted = many(serving(never), STUCK[name](), undefined, controller);
    const error = failure(() => aborted.next());
    await sleep(10);
    controller.abort();
    assert.true(isAbort(await error));
  });

  const timeout = 54_321;
  const ENDINGS = {
    "the last result": (client, options) => gather(many(client, four, undefined, options)),
    "a refused credential": (client, options) =>
      failure(() => gather(many({ ...client, apiToken: UNKNOWN_TOKEN }, four, undefined, options))),
    "leaving it": async (client, options) => {
      for await (const one of many(client, four, undefined, options)) if (one) break;
    },
    "a broken input": (client, options) =>
      failure(() => gather(many(client, BROKEN["that rejects"](), undefined, options))),
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
