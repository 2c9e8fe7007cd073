// How long the wait before a retry is: as long as the server says, or else one that grows.

import { VIDEOS } from "../stand-in/library.js";
import { json, RESULT } from "./fetches.js";
import { skipTimers, stopTime } from "./hurry.js";
import { failure, settled } from "./outcome.js";

export function retryDelays({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("retry delays");

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);
  const GOOD = { body: { success: true, result: RESULT } };
  const failing = (headers, status = 503) => ({ status, headers, body: { errors: [] } });

  /** The milliseconds that a call sleeps before its retries. */
  async function delaysOf(...answers) {
    const { baseURL } = await scenario(...answers, GOOD);
    const options = { baseURL, maxRetries: answers.length, timeout: Infinity };
    return skipTimers(() => settled(get(options)));
  }

  /** The same of its only retry. */
  async function delayOf(answer) {
    const [delay = 0, ...others] = await delaysOf(answer);
    if (others.length > 0) throw new Error(`It slept again, for ${others} ms.`);
    return delay;
  }

  const between = (assert, delay, least, most) =>
    assert.true(delay >= least && delay <= most, `${delay} ms, not ${least} to ${most}`);

  const ASKED = {
    milliseconds: [{ "retry-after-ms": "300" }, 300],
    "a fraction of a millisecond": [{ "retry-after-ms": "250.5" }, 250.5],
    seconds: [{ "retry-after": "1" }, 1000],
    "a fraction of a second": [{ "retry-after": "0.2" }, 200],
    "no time at all": [{ "retry-after": "0" }, 0],
    "milliseconds over seconds": [{ "retry-after-ms": "100", "retry-after": "30" }, 100],
    "no milliseconds over seconds": [{ "retry-after-ms": "0", "retry-after": "30" }, 0],
    "seconds beside milliseconds that are none": [
      { "retry-after-ms": "soon", "retry-after": "1" },
      1000,
    ],
    "seconds beside milliseconds below 0": [{ "retry-after-ms": "-5", "retry-after": "1" }, 1000],
  };
  QUnit.test.each("the server is obeyed", ASKED, async (assert, [headers, delay]) => {
    assert.strictEqual(await delayOf(failing(headers, 429)), delay);
  });

  /** Sees that a sleep ends at `date`, whenever between `began` and now it began. */
  const endsAt = (assert, delay, date, began) =>
    between(assert, delay, Date.parse(date) - Date.now(), Date.parse(date) - began);

  QUnit.test("a date is obeyed", async (assert) => {
    const began = Date.now();
    const date = new Date(began + 50_000).toUTCString();
    endsAt(assert, await delayOf(failing({ "retry-after": date })), date, began);
  });

  const IGNORED = [
    "garbage",
    "-5",
    "-0.5",
    "",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e-2",
    "0x0",
    "0,1",
    "1s",
    "null",
    ".",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "2000-01-01T00:00:00Z",
  ];
  QUnit.test.each(
    "what is no time to come backs off as if absent",
    ["retry-after", "retry-after-ms"],
    async (assert, name) => {
      for (const value of IGNORED) {
        between(assert, await delayOf(failing({ [name]: value })), 375, 500);
      }
    },
  );

  QUnit.test("a date that has just passed backs off as if absent", async (assert) => {
    const date = new Date(Date.now() - 2000).toUTCString();
    between(assert, await delayOf(failing({ "retry-after": date })), 375, 500);
  });

  QUnit.test("without a word from the server the waits double", async (assert) => {
    const stalled = { fault: "stall-body", ...failing({}, 429) };
    const [first, second] = await delaysOf(failing({}), stalled);
    between(assert, first, 375, 500);
    between(assert, second, 750, 1000);
  });

  QUnit.test("they grow up to 8 s, and lose up to a quarter by chance", async (assert) => {
    const fetch = async () => new Response("", { status: 503 });
    const rounds = [];
    // Without a timeout the waits are the only timers.
    const options = { fetch, maxRetries: 8, timeout: Infinity };
    for (let round = 0; round < 20; round += 1) {
      rounds.push(await skipTimers(() => failure(() => get(options))));
    }
    for (const [retry, most] of [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000].entries()) {
      const delays = rounds.map((round) => round[retry]);
      for (const delay of delays) assert.true(delay <= most && delay >= most * 0.75, `${delay}`);
      assert.true(new Set(delays).size > 10, "chance");
      assert.true(Math.max(...delays) - Math.min(...delays) > most * 0.08, `${delays}`);
    }
  });

  QUnit.test("a connection that fails waits as long", async (assert) => {
    const fetch = () => Promise.reject(new TypeError("no"));
    const options = { fetch, maxRetries: 2, timeout: Infinity };
    const [first, second] = await skipTimers(() => failure(() => get(options)));
    assert.true(first <= 500 && first >= 375, `${first}`);
    assert.true(second <= 1000 && second >= 750, `${second}`);
  });

  QUnit.test("up to a minute is slept through", async (assert) => {
    const began = Date.now();
    const date = new Date(began + 59_000).toUTCString();
    for (const [headers, expected] of [
      [{ "retry-after": "59.5" }, 59_500],
      [{ "retry-after-ms": "59999" }, 59_999],
      [{ "retry-after": date }],
    ]) {
      const answers = [new Response("", { status: 429, headers }), json(GOOD.body)];
      let result;
      const options = { fetch: async () => answers.shift(), maxRetries: 1, timeout: Infinity };
      const [delay] = await skipTimers(async () => (result = await get(options)));
      assert.deepEqual(result, RESULT);
      if (expected) assert.strictEqual(delay, expected);
      else endsAt(assert, delay, date, began);
    }
  });

  const LONG = {
    "5 minutes": [{ "retry-after": "300" }, 300_000],
    "a little over a minute": [{ "retry-after": "60.5" }, 60_500],
    milliseconds: [{ "retry-after-ms": "60001" }, 60_001],
    "milliseconds over seconds": [{ "retry-after-ms": "61000", "retry-after": "0" }, 61_000],
  };
  // However many milliseconds these are, they are ages.
  const AGES = {
    "more than any clock": [{ "retry-after": "9".repeat(30) }, 1e15, Infinity],
    "more than any number": [{ "retry-after": "9".repeat(400) }, 1e15, Infinity],
  };
  QUnit.test.each(
    "more than a minute is not: the error says it",
    { ...LONG, ...AGES },
    async (assert, [headers, least, most = least]) => {
      for (const status of [429, 503]) {
        const { baseURL, requests } = await scenario(failing(headers, status), GOOD);
        const error = await stopTime(() => failure(() => get({ baseURL, maxRetries: 2 })));
        const Class = status === 429 ? exports.RateLimitError : exports.InternalServerError;
        assert.true(error instanceof Class);
        const { retryAfter } = error;
        const close = retryAfter >= least * (1 - 1e-9) && retryAfter <= most * (1 + 1e-9);
        assert.true(typeof retryAfter === "number" && close, `${retryAfter}`);
        assert.strictEqual((await requests()).length, 1);
      }
    },
  );

  QUnit.test("a date in an hour is not slept through", async (assert) => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    for (const more of [{}, { "x-should-retry": "true" }]) {
      const { baseURL, requests } = await scenario(
        failing({ "retry-after": date, ...more }, 429),
        GOOD,
      );
      const { retryAfter } = await failure(() => get({ baseURL, maxRetries: 2 }));
      assert.true(retryAfter > 3_500_000 && retryAfter <= 3_600_000, `${retryAfter}`);
      assert.strictEqual((await requests()).length, 1);
    }
  });

  QUnit.test("a rate limit that is left says when to come back", async (assert) => {
    const { baseURL } = await scenario(
      failing({ "retry-after-ms": "10" }, 429),
      failing({ "retry-after-ms": "20" }, 429),
    );
    assert.strictEqual((await failure(() => get({ baseURL, maxRetries: 1 }))).retryAfter, 20);
    for (const value of ["garbage", "-5", "Sun, 06 Nov 1994 08:49:37 GMT"]) {
      const { baseURL } = await scenario(failing({ "retry-after": value }, 429));
      assert.strictEqual((await failure(() => get({ baseURL }))).retryAfter, undefined, value);
    }
  });
}
