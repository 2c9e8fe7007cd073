// How long the wait before a retry is: as long as the server says, or else one that grows.

import { VIDEOS } from "../stand-in/library.js";
import { json, RESULT } from "./fetches.js";
import { failure } from "./outcome.js";
import { together } from "./together.js";

// What a busy machine may add to a wait. Timers may be a little early, too.
const SLACK = 500;
const EARLY = 10;

/**
 * Runs `body` while timers of less than a minute fire at once, and gives the delays that were asked
 * for. Longer ones are none of ours: a driver of browsers has such, to see that a page answers.
 */
async function skipTimers(body) {
  const { setTimeout } = globalThis;
  const delays = [];
  globalThis.setTimeout = (handler, delay, ...args) => {
    if (!(delay < 60_000)) return setTimeout(handler, delay, ...args);
    delays.push(delay);
    return setTimeout(handler, 0, ...args);
  };
  try {
    await body();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return delays;
}

export function retryDelays({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("retry delays");
  const waitingTest = together(QUnit, 8);

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);
  const GOOD = { body: { success: true, result: RESULT } };
  const failing = (headers, status = 503) => ({ status, headers, body: { errors: [] } });

  /** The milliseconds between the requests of a call, as the server sees them. */
  async function gaps(...answers) {
    const { baseURL, requests } = await scenario(...answers, GOOD);
    await get({ baseURL, maxRetries: answers.length });
    const times = (await requests()).map(({ at }) => at);
    return times.slice(1).map((at, index) => at - times[index]);
  }

  const between = (assert, gap, least, most) =>
    assert.true(gap >= least - EARLY && gap <= most + SLACK, `${gap} ms, not ${least} to ${most}`);

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
  waitingTest.each("the server is obeyed", ASKED, async (assert, [headers, delay]) => {
    for (const gap of await gaps(failing(headers, 429))) between(assert, gap, delay, delay);
  });

  waitingTest("a date is obeyed", async (assert) => {
    // Dates have whole seconds, so that this one is 1 to 2 s away.
    const date = new Date(Date.now() + 2000).toUTCString();
    const [gap] = await gaps(failing({ "retry-after": date }));
    between(assert, gap, 950, 2000);
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
  waitingTest.each(
    "what is no time to come backs off as if absent",
    ["retry-after", "retry-after-ms"],
    async (assert, name) => {
      await Promise.all(
        IGNORED.map(async (value) => {
          const [gap] = await gaps(failing({ [name]: value }));
          assert.true(gap >= 375 - EARLY && gap <= 500 + SLACK, `${value}: ${gap} ms`);
        }),
      );
    },
  );

  waitingTest("a date that has just passed backs off as if absent", async (assert) => {
    const date = new Date(Date.now() - 2000).toUTCString();
    const [gap] = await gaps(failing({ "retry-after": date }));
    between(assert, gap, 375, 500);
  });

  waitingTest("without a word from the server the waits double", async (assert) => {
    const [first, second] = await gaps(failing({}), { fault: "stall-body", ...failing({}, 429) });
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
    const date = () => new Date(Date.now() + 59_000).toUTCString();
    for (const [headers, least, most] of [
      [() => ({ "retry-after": "59.5" }), 59_500, 59_500],
      [() => ({ "retry-after-ms": "59999" }), 59_999, 59_999],
      [() => ({ "retry-after": date() }), 57_000, 59_000],
    ]) {
      const answers = [new Response("", { status: 429, headers: headers() }), json(GOOD.body)];
      let result;
      const options = { fetch: async () => answers.shift(), maxRetries: 1, timeout: Infinity };
      const [delay] = await skipTimers(async () => (result = await get(options)));
      assert.deepEqual(result, RESULT);
      assert.true(delay >= least && delay <= most, `${delay}`);
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
        const began = performance.now();
        const error = await failure(() => get({ baseURL, maxRetries: 2 }));
        assert.true(performance.now() - began < 2000);
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
