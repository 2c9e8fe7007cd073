// Calls that are in the middle of something, while the clock stands still: what ends them there has
// waited for no time.

import { stopTime } from "./hurry.js";
import { until } from "./outcome.js";

/**
 * Gives a function that makes a scenario of `answers` and runs `body` in stopped time. To it goes
 * what `stopTime` and `scenario` give, with the `options` of a client, and
 * `reached(count = answers.length)`. That waits until as many requests have arrived, and the last is
 * in the middle: of its headers or its body where these stall, or else of a sleep after it, which is
 * of at most `sleep` milliseconds. `assertOver(assert, listeners)` asserts that nothing is left of a call
 * that has ended there: nothing that listens, no timer, no request and none that is yet to come.
 */
export const underWay =
  (scenario) =>
  async (answers, body, { sleep = 50_000 } = {}) => {
    const { fetch } = globalThis;
    const { baseURL, requests } = await scenario(...answers);
    let answered = 0;
    const counting = async (...args) => {
      const response = await fetch(...args);
      answered += 1;
      return response;
    };
    return stopTime(({ delays, pass }) => {
      const reached = async (count = answers.length) => {
        await until(async () => (await requests()).length >= count);
        // Where nothing is asked there is none.
        const { fault, delay, bodyDelay } = answers.at(-1) ?? { fault: "stall" };
        // Chromium gives an answer when it has the first of its body.
        if (fault === "stall" || delay || bodyDelay) return;
        await until(() => answered >= count);
        if (fault) return;
        await until(() => delays().some((delay) => delay > 0 && delay <= sleep));
      };
      const assertOver = async (assert, listeners) => {
        assert.strictEqual(listeners.length, 0, "nothing listens");
        assert.deepEqual(delays(), [], "no timer is left");
        await pass(60_000);
        const closed = async () => !answers.at(-1).fault || (await requests()).at(-1).closed;
        assert.true(await until(closed), "the server sees it");
        assert.strictEqual((await requests()).length, answers.length);
      };
      return body({ options: { baseURL, fetch: counting }, requests, reached, assertOver, delays, pass });
    });
  };
