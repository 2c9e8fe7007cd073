// The caller's signal: when it ends a call, and with which error.

import { VIDEOS } from "../stand-in/library.js";
import { json, never, recording, RESULT } from "./fetches.js";
import { failure, until } from "./outcome.js";
import { underWay } from "./under-way.js";

export function abort({ QUnit, exports, scenario, clientOf, list }) {
  QUnit.module("abort");
  const callUnderWay = underWay(scenario);

  const ANSWER = { success: true, result: RESULT };
  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  const isAbort = (error) =>
    Object.getPrototypeOf(error) === exports.APIUserAbortError.prototype &&
    error.name === "APIUserAbortError" &&
    error instanceof exports.APIError;

  QUnit.test("an aborted signal is an error before any request", async (assert) => {
    const { fetch, calls } = recording();
    const error = await failure(() => get({ fetch }, { signal: AbortSignal.abort() }));
    assert.true(isAbort(error), `${error}`);
    assert.strictEqual(error.cause.name, "AbortError");
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("the cause is the reason of the signal, whatever it is", async (assert) => {
    for (const reason of [new Error("mine"), "why", 0, null, false, {}, Symbol("why")]) {
      const signal = AbortSignal.abort(reason);
      const aborted = await failure(() => get({}, { signal }));
      assert.true(isAbort(aborted));
      // Not all platforms take a null for a reason.
      assert.true(
        Object.hasOwn(aborted, "cause") && aborted.cause === signal.reason,
        typeof reason,
      );

      const controller = new AbortController();
      const call = get({ fetch: never }, controller);
      controller.abort(reason);
      const later = await failure(() => call);
      assert.true(isAbort(later));
      const { cause } = later;
      assert.true(
        Object.hasOwn(later, "cause") && cause === controller.signal.reason,
        typeof reason,
      );
    }
  });

  QUnit.test("a signal that times out is its caller's abort", async (assert) => {
    const signal = AbortSignal.timeout(50);
    const error = await failure(() => list({ fault: "stall" }, {}, { signal }));
    assert.true(isAbort(error), `${error}`);
    assert.strictEqual(error.cause, signal.reason);
  });

  const WAITS = {
    "the headers": { fault: "stall" },
    "the body": { fault: "stall-body", body: ANSWER },
    "the body of an error": { status: 500, fault: "stall-body", body: ANSWER },
  };
  QUnit.test.each("an abort ends the wait for it at once", WAITS, (assert, answer) =>
    callUnderWay([answer], async ({ options, requests, reached }) => {
      const controller = new AbortController();
      const reason = new Error("mine");
      const call = failure(() => get(options, { signal: controller.signal }));
      await reached();
      controller.abort(reason);
      const error = await call;
      assert.true(isAbort(error), `${error}`);
      assert.strictEqual(error.cause, reason);
      assert.true(await until(async () => (await requests())[0].closed), "the server sees it");
    }),
  );

  QUnit.test("an abort while the caller has the answer ends the body", async (assert) => {
    const controller = new AbortController();
    const { baseURL } = await scenario({ fault: "stall-body", body: ANSWER });
    const call = get({ baseURL }, { signal: controller.signal });
    const response = await call.asResponse();
    const read = failure(() => response.text());
    controller.abort();
    assert.true((await read) instanceof Error);
  });

  QUnit.test("an abort between the answer and the result is an abort", async (assert) => {
    const controller = new AbortController();
    const call = get({ fetch: async () => json(ANSWER) }, { signal: controller.signal });
    await call.asResponse();
    controller.abort("why");
    const error = await failure(() => call);
    assert.true(isAbort(error), `${error}`);
    assert.strictEqual(error.cause, "why");
  });

  QUnit.test("an abort after the result changes nothing", async (assert) => {
    const controller = new AbortController();
    const call = get({}, { signal: controller.signal });
    const downloads = await call;
    controller.abort();
    assert.strictEqual(await call, downloads);
  });

  QUnit.test("a fetch that ignores its signal is not waited for", async (assert) => {
    const controller = new AbortController();
    let given;
    const fetch = (_, { signal }) => {
      given = signal;
      return never();
    };
    const call = failure(() => get({ fetch }, { signal: controller.signal }));
    await until(() => given);
    assert.false(given.aborted);
    controller.abort();
    assert.true(isAbort(await call));
    assert.true(given.aborted);
  });

  QUnit.test("a fetch that aborts the call itself is an abort", async (assert) => {
    for (const answer of [never, () => Promise.reject(new Error("refused"))]) {
      const controller = new AbortController();
      const fetch = () => {
        controller.abort("why");
        return answer();
      };
      const error = await failure(() => get({ fetch }, { signal: controller.signal }));
      assert.true(isAbort(error), `${error}`);
      assert.strictEqual(error.cause, "why");
    }
  });

  QUnit.test("one signal ends many calls, and they alone", async (assert) => {
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 20 }, () =>
      failure(() => get({ fetch: never }, { signal })),
    );
    let answer;
    const other = get({ fetch: () => new Promise((resolve) => (answer = resolve)) });
    await until(() => answer);
    controller.abort();
    assert.true((await Promise.all(calls)).every(isAbort));
    answer(json(ANSWER));
    assert.deepEqual(await other, RESULT);
  });

  QUnit.test(
    "a signal that is none is an error that names it, before any request",
    async (assert) => {
      const { fetch, calls } = recording();
      for (const signal of [
        42,
        "signal",
        true,
        {},
        [],
        () => {},
        Symbol("s"),
        new AbortController(),
        new EventTarget(),
      ]) {
        const error = await failure(() => get({ fetch }, { signal }));
        assert.strictEqual(error.name, "CloudflareError", typeof signal);
        assert.true(error.message.startsWith("signal"), error.message);
      }
      assert.strictEqual(calls.length, 0);
      assert.deepEqual(await get({ fetch }, { signal: undefined }), RESULT);
    },
  );
}
