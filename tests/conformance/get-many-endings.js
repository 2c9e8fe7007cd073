// How many videos at once end before their time: by an error, or by the caller's signal. How they
// end because nobody wants the rest is in get-many-leaving.js.

import { VIDEOS } from "../stand-in/library.js";
import { never } from "./fetches.js";
import { refusal } from "./looks.js";
import { closedBut, countedInput, gather, holding, names, serving } from "./many.js";
import { failure, settled, sleep, until } from "./outcome.js";
import { raise } from "./strange.js";
import { underWay } from "./under-way.js";
import { watchedController } from "./watch.js";

export function getManyEndings({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("the end of many");

  const many = (options, ...args) => clientOf(options).stream.downloads.getMany(...args);
  const isAbort = (error) => Object.getPrototypeOf(error) === exports.APIUserAbortError.prototype;
  const DONE = { done: true, value: undefined };
  // Not the same four times: a browser may send one request when it has the answer of the other.
  const four = Object.values(VIDEOS).slice(0, 4);
  const STALLING = [{ body: { success: true, result: {} } }, { fault: "stall" }];

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
    assert.true(
      others.every(({ signal }) => signal.aborted),
      "the others are not waited for",
    );
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
    both: {
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
  QUnit.test.each("an abort ends the wait for it at once", PHASES, (assert, phase) => {
    const { answers = [], input = () => four, count = 2, answered = 0, maxRetries = 2 } = phase;
    return underWay(scenario)(answers, async ({ options, requests, reached, delays }) => {
      const { controller, signal, listeners } = watchedController();
      const given = { signal, maxRetries, concurrency: 2 };
      const results = many(options, input(), undefined, given);
      const next = failure(() => results.next());
      await reached(count);
      controller.abort("why");
      const error = await next;
      assert.true(isAbort(error), `${error}`);
      assert.strictEqual(error.cause, "why");
      // It is about none of the videos.
      assert.true(error.message.endsWith("/stream/identifier/downloads)"), error.message);
      assert.deepEqual(await settled(results.next()), DONE);
      assert.strictEqual(listeners.length, 0, "no listener is left");
      assert.deepEqual(delays(), [], "no timer is left");
      assert.true(await closedBut(requests, answered), "the server sees it");
      assert.strictEqual((await requests()).length, count, "nothing else was asked");
    });
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
}
