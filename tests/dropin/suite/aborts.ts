// The caller's signal.

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { recording } from "../../conformance/fetches.js";
import { stopTime } from "../../conformance/hurry.js";
import { failure, until } from "../../conformance/outcome.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { APIUserAbortError } from "./package.js";

const BODY_STALLS = { fault: "stall-body", body: { success: true, result: {} } };

export function aborts(scenario: Scenario) {
  /**
   * The error of a call that is aborted once it has been asked, and answered unless `answer` stalls; and
   * whether it came before any time had passed.
   */
  async function aborted(answer: { fault?: string; status?: number; headers?: object }) {
    const { baseURL, requests } = await scenario(answer);
    const controller = new AbortController();
    const { signal } = controller;
    let answered = false;
    const fetch = async (...args: Parameters<typeof globalThis.fetch>) => {
      const response = await globalThis.fetch(...args);
      answered = true;
      return response;
    };
    const { downloads } = clientOf({ baseURL, fetch, maxRetries: 1 }).stream;
    return stopTime(async ({ delays, pass }) => {
      let error: any;
      const call = failure(() => downloads.get("a", { account_id }, { signal }));
      call.then((thrown: unknown) => (error = thrown));
      await until(async () => (await requests()).length > 0);
      if (answer.fault !== "stall") await until(() => answered);
      if (answer.status === 503) await until(() => delays().includes(1000));
      controller.abort(new Error("enough"));
      await pass(0);
      // Node's own fetch tells of an abort a while later.
      await until(() => error || delays().length > 0);
      const isAtOnce = Boolean(error);
      await pass(1000);
      return { error: await call, isAtOnce, count: (await requests()).length };
    });
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
    const { error, isAtOnce, count } = await aborted({ fault: "stall" });
    assert.ok(error instanceof APIUserAbortError);
    assert.ok(isAtOnce);
    assert.equal(count, 1);
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
    const { error } = await aborted(BODY_STALLS);
    assert.equal(error.constructor.name, either("DOMException", "APIUserAbortError"));
  });

  difference("An abort while it waits for the next attempt", async (either) => {
    const { error, isAtOnce } = await aborted({ status: 503, headers: { "retry-after": "1" } });
    assert.ok(error instanceof APIUserAbortError);
    assert.equal(isAtOnce, either(false, true));
  });

  difference("The reason of an abort", async (either) => {
    const { error } = await aborted({ fault: "stall" });
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
