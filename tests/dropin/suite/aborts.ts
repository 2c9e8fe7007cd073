// The caller's signal.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { recording } from "../../conformance/fetches.js";
import { failure, sleep, until } from "../../conformance/outcome.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { APIUserAbortError } from "./package.js";

const BODY_STALLS = { fault: "stall-body", body: { success: true, result: {} } };

export function aborts(scenario: Scenario) {
  /** The error of a call that is aborted some time after it was answered, and when it came. */
  async function aborted(answer: object, after: number) {
    const { baseURL, requests } = await scenario(answer);
    const controller = new AbortController();
    const { signal } = controller;
    const { downloads } = clientOf({ baseURL, maxRetries: 1 }).stream;
    const call = failure(() => downloads.get("a", { account_id }, { signal }));
    await until(async () => (await requests()).length > 0);
    await sleep(after);
    const start = performance.now();
    controller.abort(new Error("enough"));
    const error = await call;
    return { error, took: performance.now() - start };
  }

  test("a signal that is aborted already is an APIUserAbortError and no request", async () => {
    const { fetch, calls } = recording();
    const signal = AbortSignal.abort();
    const { downloads } = clientOf({ fetch }).stream;
    const error = await failure(() => downloads.get("a", { account_id }, { signal }));
    assert.ok(error instanceof APIUserAbortError);
    assert.equal(calls.length, 0);
  });

  test("an abort before the headers ends the request, without a retry", async () => {
    const { error, took } = await aborted({ fault: "stall" }, 50);
    assert.ok(error instanceof APIUserAbortError);
    assert.ok(took < 2000, `${took} ms`);
  });

  test("an abort after the end changes nothing", async () => {
    const { fetch } = recording();
    const controller = new AbortController();
    const { signal } = controller;
    const call = clientOf({ fetch }).stream.downloads.get("a", { account_id }, { signal });
    const result = await call;
    controller.abort();
    assert.equal(await call, result);
  });

  test("null and undefined are no signal", async () => {
    const { fetch } = recording();
    const { downloads } = clientOf({ fetch }).stream;
    for (const signal of [null, undefined]) {
      assert.ok(await downloads.get("a", { account_id }, { signal }));
    }
  });

  test("an abort ends a body that the caller reads", async () => {
    const { baseURL } = await scenario(BODY_STALLS);
    const controller = new AbortController();
    const { downloads } = clientOf({ baseURL }).stream;
    const call = downloads.get("a", { account_id }, { signal: controller.signal });
    const text = (await call.asResponse()).text();
    controller.abort();
    assert.equal((await failure(() => text)).name, "AbortError");
  });

  difference("An abort while the body is read", async (either) => {
    const { error } = await aborted(BODY_STALLS, 100);
    assert.equal(error.constructor.name, either("DOMException", "APIUserAbortError"));
  });

  difference("An abort while it waits for the next attempt", async (either) => {
    const { error, took } = await aborted({ status: 503, headers: { "retry-after": "1" } }, 100);
    assert.ok(error instanceof APIUserAbortError);
    assert.equal(took > 500, either(true, false), `${took} ms`);
  });

  difference("The reason of an abort", async (either) => {
    const { error } = await aborted({ fault: "stall" }, 50);
    assert.equal(error.cause?.message, either(undefined, "enough"));
  });

  difference("Listeners on a signal", async (either) => {
    const { fetch } = recording();
    const { signal } = new AbortController();
    const { downloads } = clientOf({ fetch }).stream;
    for (let call = 0; call < 3; call += 1) await downloads.get("a", { account_id }, { signal });
    assert.equal(getEventListeners(signal, "abort").length, either(3, 0));
  });
}
