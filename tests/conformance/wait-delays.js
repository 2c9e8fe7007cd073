// How long a wait pauses between its looks: as the progress suggests, or as the caller says. What the
// API's limit adds is in wait-limit.js.

import { progress, READY, waits } from "./looks.js";

// What the clock's fractions may add.
const EXACT = 1;

export const between = (assert, gap, least, most) =>
  assert.true(gap >= least - EXACT && gap <= most + EXACT, `${gap} ms, not ${least} to ${most}`);

export function waitDelays({ QUnit, clientOf }) {
  QUnit.module("wait delays");

  const wait = waits(clientOf);
  const types = ["audio", "default"];

  /** Answers of an encoding of as many milliseconds for each type, by the clock. */
  function encodingOf(durations) {
    let start;
    return () => {
      start ??= performance.now();
      const downloads = Object.entries(durations).map(([type, duration]) => {
        const percent = Math.min(100, (100 * (performance.now() - start)) / duration);
        return [type, percent === 100 ? READY : progress(percent)];
      });
      return Object.fromEntries(downloads);
    };
  }

  QUnit.test("the first look is at once, and the next one after 1 s", async (assert) => {
    const seconds = [];
    for (let round = 0; round < 15; round += 1) {
      const { requests, gaps, took } = await wait([{ default: progress(0) }, { default: READY }]);
      between(assert, gaps[0], 900, 1100);
      assert.strictEqual(requests[0].at + gaps[0], requests[1].at);
      assert.strictEqual(took, gaps[0]);
      seconds.push(gaps[0]);
    }
    assert.true(new Set(seconds).size > 10, "chance");
    assert.true(Math.max(...seconds) - Math.min(...seconds) > 80, `${seconds}`);
  });

  QUnit.test.each(
    "then it is half of the time that the progress still needs",
    [5, 20, 60, 240, 900],
    async (assert, seconds) => {
      const duration = seconds * 1000;
      const { gaps } = await wait([encodingOf({ default: duration })], undefined, {
        maxWait: Infinity,
      });
      let elapsed = gaps[0];
      for (const gap of gaps.slice(1)) {
        const half = Math.min(15_000, Math.max(1000, (duration - elapsed) / 2));
        between(assert, gap, half * 0.9, half * 1.1);
        elapsed += gap;
      }
    },
  );

  QUnit.test("of the type that is furthest behind", async (assert) => {
    const durations = { audio: 10_000, default: 20_000 };
    for (const [asked, duration] of [
      [types, 20_000],
      [["default"], 20_000],
      [["audio"], 10_000],
    ]) {
      const { gaps } = await wait([encodingOf(durations)], { types: asked });
      const half = (duration - gaps[0]) / 2;
      between(assert, gaps[1], half * 0.9, half * 1.1);
    }
  });

  const STILL = {
    "that stands still": progress(40),
    "that nobody tells": { status: "inprogress" },
    "that is complete, but not ready": progress(100),
  };
  QUnit.test.each(
    "without progress it is half of the time so far",
    STILL,
    async (assert, state) => {
      const looks = Array.from({ length: 20 }, () => ({ default: state }));
      const { gaps } = await wait([...looks, { default: READY }]);
      let elapsed = gaps[0];
      for (const gap of gaps.slice(1)) {
        const half = Math.min(15_000, Math.max(1000, elapsed / 2));
        between(assert, gap, half * 0.9, half * 1.1);
        elapsed += gap;
      }
      between(assert, gaps.at(-1), 13_500, 16_500);
    },
  );

  QUnit.test("few looks see soon that an encoding is over", async (assert) => {
    for (let round = 0; round < 3; round += 1) {
      for (const [seconds, most] of [
        [5, 7],
        [20, 10],
        [60, 13],
      ]) {
        const { asked, took } = await wait([encodingOf({ default: seconds * 1000 })]);
        assert.true(asked.length <= most, `${asked.length} looks for ${seconds} s`);
        assert.true(took - seconds * 1000 <= 1500, `${took} ms for ${seconds} s`);
      }
    }
  });

  QUnit.test("progress that makes no sense makes no pause of its own", async (assert) => {
    for (const percents of [
      [-5, -4, -3],
      [0, 1e308, 1e308],
      [0, 150, 250],
      [-1e308, 1e308, 0],
      [50, 1, 0],
    ]) {
      const looks = percents.map((percent) => ({ default: progress(percent) }));
      const { gaps } = await wait([...looks, { default: READY }]);
      for (const gap of gaps) between(assert, gap, 900, 16_500);
    }
  });

  const answers = [10, 20, 30, 40].map((percent) => ({ default: progress(percent) }));

  QUnit.test.each("a number is the pause", [0, 0.5, 250, 40_000], async (assert, interval) => {
    const { gaps } = await wait([...answers, { default: READY }], undefined, { interval });
    assert.strictEqual(gaps.length, 4);
    for (const gap of gaps) between(assert, gap, interval, interval);
  });

  QUnit.test("a function is asked for each pause", async (assert) => {
    const given = [];
    const interval = (...args) => {
      given.push(args);
      return args[1] * 100;
    };
    const { gaps } = await wait([...answers, { default: READY }], undefined, { interval });
    assert.deepEqual(
      given,
      answers.map((downloads, index) => [downloads, index + 1]),
    );
    for (const [index, gap] of gaps.entries())
      between(assert, gap, (index + 1) * 100, (index + 1) * 100);
  });

  QUnit.test("a function that says nothing leaves it to the package", async (assert) => {
    const duration = 40_000;
    for (const nothing of [undefined, null]) {
      const interval = (_, attempt) => (attempt === 2 ? 5000 : nothing);
      const { gaps } = await wait([encodingOf({ default: duration })], undefined, { interval });
      between(assert, gaps[0], 900, 1100);
      between(assert, gaps[1], 5000, 5000);
      between(assert, gaps[2], 13_500, 16_500);
    }
  });

  const NONE = {
    NaN: NaN,
    "less than nothing": -1,
    Infinity,
    text: "1000",
    "a bigint": 1000n,
    "a symbol": Symbol("1000"),
    "an object": {},
    "a boolean": true,
    "a promise": Promise.resolve(1000),
  };
  QUnit.test.each("a pause that is none is an error", NONE, async (assert, pause) => {
    const { error, asked } = await wait(answers, undefined, { interval: () => pause });
    assert.strictEqual(error.name, "CloudflareError", `${error}`);
    assert.true(error.message.startsWith("interval"), error.message);
    assert.deepEqual(asked, ["GET"]);
  });

  QUnit.test("nobody is asked how long to wait after the end", async (assert) => {
    const interval = () => assert.true(false, "asked");
    assert.deepEqual((await wait([{ default: READY }], undefined, { interval })).gaps, []);
  });
}
