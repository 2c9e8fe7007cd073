// Retries: what is asked again and what is not. How often is in max-retries.js, after how long in
// retry-delays.js, what such a call is as a whole in retried-calls.js, and what ends it in
// attempts.js.

import { VIDEOS } from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure, settled, until } from "./outcome.js";
import { together } from "./together.js";
import { underWay } from "./under-way.js";

/** Asks to come back at once, so that a test need not wait. */
export const AT_ONCE = { "retry-after-ms": "0" };

export const GOOD = { body: { success: true, result: RESULT } };

export const failing = (status, headers) => ({
  status,
  headers: { ...AT_ONCE, ...headers },
  body: { errors: [] },
});

export function retries({ QUnit, exports, inBrowser, scenario, clientOf }) {
  QUnit.module("retries");
  const waitingTest = together(QUnit);

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  /** Lists downloads with one retry, and gives how it ended and how many requests there were. */
  async function once(...answers) {
    const { baseURL, requests } = await scenario(...answers);
    const ended = await get({ baseURL, maxRetries: 1 }).catch((error) => error);
    return { ended, count: (await requests()).length };
  }

  const RETRIED = [408, 409, 429, 500, 501, 502, 503, 504, 520, 529, 599];
  QUnit.test.each("it is retried", RETRIED, async (assert, status) => {
    const { ended, count } = await once(failing(status), GOOD);
    assert.deepEqual(ended, RESULT);
    assert.strictEqual(count, 2);
  });

  QUnit.test("a creation that meets 409 is not, because there is one already", async (assert) => {
    for (const of of ["default", "audio"]) {
      const { baseURL, requests } = await scenario(failing(409), GOOD);
      const { downloads } = clientOf({ baseURL, maxRetries: 1 }).stream;
      const error = await failure(() => downloads[of].create(VIDEOS.bothReady));
      assert.strictEqual(error.name, "ConflictError");
      assert.strictEqual((await requests()).length, 1);
    }
    // Of a deletion it says nothing like that.
    const { baseURL, requests } = await scenario(failing(409), GOOD);
    await clientOf({ baseURL, maxRetries: 1 }).stream.downloads.delete(VIDEOS.bothReady);
    assert.strictEqual((await requests()).length, 2);
    const told = await scenario(failing(409, { "x-should-retry": "true" }), GOOD);
    await clientOf({ baseURL: told.baseURL, maxRetries: 1 }).stream.downloads.create(VIDEOS.nothing);
    assert.strictEqual((await told.requests()).length, 2);
  });

  const FINAL = [300, 302, 304, 400, 401, 402, 403, 404, 405, 410, 422, 425, 451, 499];
  QUnit.test.each("it is not retried", FINAL, async (assert, status) => {
    const { ended, count } = await once(failing(status, { location: "/elsewhere" }), GOOD);
    assert.true(ended instanceof exports.APIError);
    // Browsers hide a redirect that they do not follow.
    if (!inBrowser || ended.status !== undefined) assert.strictEqual(ended.status, status);
    assert.strictEqual(count, 1);
  });

  QUnit.test("a fetch that throws at once is not retried", async (assert) => {
    const thrown = new TypeError("Illegal invocation");
    let count = 0;
    const fetch = () => {
      count += 1;
      throw thrown;
    };
    const error = await failure(() => get({ fetch, maxRetries: 2 }));
    assert.strictEqual(error.name, "APIConnectionError");
    assert.true(error.message.includes("Illegal invocation"), error.message);
    assert.strictEqual(error.cause, thrown);
    assert.strictEqual(count, 1);
  });

  QUnit.test("x-should-retry wins, either way", async (assert) => {
    for (const status of [400, 404, 422]) {
      const { ended, count } = await once(failing(status, { "x-should-retry": "true" }), GOOD);
      assert.deepEqual(ended, RESULT);
      assert.strictEqual(count, 2);
    }
    for (const status of [408, 409, 429, 500, 503]) {
      const { ended, count } = await once(failing(status, { "x-should-retry": "false" }), GOOD);
      assert.strictEqual(ended.status, status);
      assert.strictEqual(count, 1);
    }
  });

  QUnit.test("an x-should-retry that says neither is ignored", async (assert) => {
    for (const word of ["perhaps", "", "1", "0"]) {
      assert.strictEqual(
        (await once(failing(503, { "x-should-retry": word }), GOOD)).count,
        2,
        word,
      );
      assert.strictEqual(
        (await once(failing(404, { "x-should-retry": word }), GOOD)).count,
        1,
        word,
      );
    }
  });

  QUnit.test("a success is not retried, whatever its headers and body say", async (assert) => {
    const headers = { ...AT_ONCE, "x-should-retry": "true" };
    assert.strictEqual((await once({ ...GOOD, headers })).count, 1);
    for (const body of ["", "<p>", { success: false, errors: [] }, { success: true, result: 1 }]) {
      const { ended, count } = await once({ headers, body }, GOOD);
      assert.strictEqual(ended.name, "APIResponseValidationError");
      assert.strictEqual(count, 1);
    }
  });

  waitingTest.each(
    "a connection without an answer is retried",
    ["reset", "close"],
    async (assert, fault) => {
      const { baseURL } = await scenario({ fault });
      // Some platforms ask again by themselves, so that the attempts are counted here.
      let attempts = 0;
      const counting = (...args) => {
        attempts += 1;
        return fetch(...args);
      };
      const failed = await failure(() => get({ baseURL, fetch: counting, maxRetries: 1 }));
      assert.true(failed instanceof exports.APIConnectionError, `${failed}`);
      assert.strictEqual(attempts, 2);
      const { baseURL: better } = await scenario({ fault }, GOOD);
      assert.deepEqual(await get({ baseURL: better, maxRetries: 2 }), RESULT);
    },
  );

  waitingTest("a server that is not there is asked again", async (assert) => {
    const { baseURL } = await scenario(GOOD);
    const urls = ["http://127.0.0.1:1"];
    let attempts = 0;
    const flaky = (url, init) => {
      attempts += 1;
      return fetch(urls.pop() ?? url, init);
    };
    assert.deepEqual(await get({ baseURL, fetch: flaky, maxRetries: 1 }), RESULT);
    assert.strictEqual(attempts, 2);
  });

  QUnit.test("a timeout is retried", (assert) => {
    const answers = [{ fault: "stall" }, GOOD];
    return underWay(scenario)(answers, async ({ options, requests, delays, pass }) => {
      const call = get({ ...options, maxRetries: 1, timeout: 400 });
      await until(async () => (await requests()).length === 1);
      await pass(400);
      const [delay] = delays();
      assert.true(delay >= 375 && delay <= 500, `${delay} ms`);
      assert.strictEqual((await requests()).length, 1);
      await pass(delay);
      assert.deepEqual(await settled(call), RESULT);
      assert.strictEqual((await requests()).length, 2);
    });
  });

  QUnit.test(
    "an answer that is none, an abort and a bad option are not retried",
    async (assert) => {
      const controller = new AbortController();
      const abort = () => {
        controller.abort();
        throw new Error("gone");
      };
      for (const [answer, options, expected] of [
        [() => 42, {}, 1],
        [abort, { signal: controller.signal }, 1],
        [() => 42, { timeout: 0 }, 0],
      ]) {
        const { fetch, calls } = recording(answer);
        const error = await failure(() => get({ fetch, maxRetries: 2 }, options));
        assert.true(error instanceof exports.CloudflareError);
        assert.strictEqual(calls.length, expected);
      }
    },
  );
}
