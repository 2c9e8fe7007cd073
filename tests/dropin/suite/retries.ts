// Which requests are repeated, how often and when.

import assert from "node:assert/strict";
import { test } from "node:test";

import { skipTimers, stopTime } from "../../conformance/hurry.js";
import { failure, settled, until } from "../../conformance/outcome.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { APIError, ConflictError, InternalServerError, RateLimitError } from "./package.js";
import type { ClientOptions } from "./package.js";
import type Cloudflare from "./package.js";

const GOOD = { body: { success: true, result: {} } };
const SOON = { "retry-after-ms": "1" };

export function retries(scenario: Scenario) {
  /** How often it is asked, what comes of it, and how long it means to wait before it asks again. */
  async function asked(
    answers: unknown[],
    client: ClientOptions = {},
    options?: Cloudflare.RequestOptions,
  ) {
    const { baseURL, requests } = await scenario(...answers);
    const { downloads } = clientOf({ baseURL, maxRetries: 2, ...client }).stream;
    let outcome: any;
    const delays = await skipTimers(async () => {
      outcome = await downloads.get("a", { account_id }, options).catch((error) => error);
    });
    return { count: (await requests()).length, outcome, delay: delays[0] ?? 0 };
  }

  for (const status of [408, 409, 429, 500, 501, 503]) {
    test(`a ${status} is repeated`, async () => {
      const { count, outcome } = await asked([{ status, headers: SOON }, GOOD]);
      assert.equal(count, 2);
      assert.deepEqual(outcome, {});
    });
  }

  for (const status of [400, 401, 403, 404, 418, 422]) {
    test(`a ${status} is not repeated`, async () => {
      const { count, outcome } = await asked([{ status, headers: SOON }, GOOD]);
      assert.equal(count, 1);
      assert.ok(outcome instanceof APIError);
    });
  }

  test("x-should-retry has the last word", async () => {
    const yes = { ...SOON, "x-should-retry": "true" };
    assert.equal((await asked([{ status: 400, headers: yes }, GOOD])).count, 2);
    const no = { ...SOON, "x-should-retry": "false" };
    const { count, outcome } = await asked([{ status: 500, headers: no }, GOOD]);
    assert.equal(count, 1);
    assert.ok(outcome instanceof InternalServerError);
  });

  test("there are two retries by default, and as many as the client or the call says", async () => {
    const busy = [{ status: 429, headers: SOON }];
    const { count, outcome } = await asked(busy, { maxRetries: undefined });
    assert.equal(count, 3);
    assert.ok(outcome instanceof RateLimitError);
    assert.equal((await asked(busy, { maxRetries: 0 })).count, 1);
    assert.equal((await asked(busy, { maxRetries: 4 })).count, 5);
    assert.equal((await asked(busy, { maxRetries: 4 }, { maxRetries: 1 })).count, 2);
    assert.equal((await asked(busy, { maxRetries: 0 }, { maxRetries: 1 })).count, 2);
  });

  test("it waits as long as retry-after-ms says, else retry-after in seconds", async () => {
    const delay = async (headers: object) => (await asked([{ status: 429, headers }, GOOD])).delay;
    assert.equal(await delay({ "retry-after-ms": "50" }), 50);
    assert.equal(await delay({ "retry-after-ms": "20", "retry-after": "5" }), 20);
    assert.equal(await delay({ "retry-after": "0" }), 0);
    assert.equal(await delay({ "retry-after": "1" }), 1000);
  });

  test("it waits for the date that retry-after says", async () => {
    const began = Date.now();
    const date = new Date(began + 50_000).toUTCString();
    const { delay } = await asked([{ status: 503, headers: { "retry-after": date } }, GOOD]);
    const [least, most] = [Date.parse(date) - Date.now(), Date.parse(date) - began];
    assert.ok(delay >= least && delay <= most, `${delay} ms, not ${least} to ${most}`);
  });

  test("without them it waits half a second less up to a quarter", async () => {
    const { delay } = await asked([{ status: 503 }, GOOD]);
    assert.ok(delay >= 375 && delay <= 500, `${delay} ms`);
  });

  test("a request without an answer is repeated", async () => {
    const { count, outcome } = await asked([{ fault: "reset" }, GOOD]);
    assert.equal(count, 2);
    assert.deepEqual(outcome, {});
  });

  test("a request that took too long is repeated", async () => {
    const { baseURL, requests } = await scenario({ fault: "stall" }, GOOD);
    const { downloads } = clientOf({ baseURL, maxRetries: 1, timeout: 500 }).stream;
    await stopTime(async ({ pass }) => {
      const call = downloads.get("a", { account_id });
      await until(async () => (await requests()).length === 1);
      await pass(500);
      await pass(500);
      assert.deepEqual(await settled(call), {});
    });
    assert.equal((await requests()).length, 2);
  });

  difference("A server that asks for more than a minute", async (either) => {
    const { setTimeout } = globalThis;
    const long: number[] = [];
    const shortened = (body: () => void, delay?: number) => {
      if (!delay || delay <= 60_000) return setTimeout(body, delay);
      long.push(delay);
      return setTimeout(body, 1);
    };
    globalThis.setTimeout = shortened as typeof setTimeout;
    try {
      const headers = { "retry-after": "300" };
      const { count, outcome } = await asked([{ status: 429, headers }, GOOD]);
      assert.deepEqual(long, either([300_000], []));
      assert.equal(count, either(2, 1));
      assert.equal(outcome instanceof RateLimitError, either(false, true));
    } finally {
      globalThis.setTimeout = setTimeout;
    }
  });

  difference("A 409 for `create`", async (either) => {
    const { baseURL, requests } = await scenario({ status: 409, headers: SOON }, GOOD);
    const { downloads } = clientOf({ baseURL, maxRetries: 2 }).stream;
    const error = await downloads.create("a", { account_id }).catch((error) => error);
    assert.equal((await requests()).length, either(2, 1));
    assert.equal(error instanceof ConflictError, either(false, true));
  });

  difference("A `retry-after` that is no delay", async (either) => {
    const past = new Date(Date.now() - 60_000).toUTCString();
    for (const value of ["garbage", "-5", past]) {
      const { delay } = await asked([{ status: 429, headers: { "retry-after": value } }, GOOD]);
      assert.equal(delay > 350, either(false, true), `${value}: ${delay} ms`);
    }
  });

  difference("An error from `fetch` that says it was aborted", async (either) => {
    const abort = Object.assign(new Error("by fetch itself"), { name: "AbortError" });
    const fetch = () => Promise.reject(abort);
    const error = await failure(() =>
      clientOf({ fetch }).stream.downloads.get("a", { account_id }),
    );
    const { name } = error.constructor;
    assert.equal(name, either("APIConnectionTimeoutError", "APIConnectionError"));
    assert.equal(error.cause, either(undefined, abort));
  });
}
