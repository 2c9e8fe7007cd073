// A call of several attempts: what they share, what each has of its own, and what becomes of the
// answers that are not given.

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { json, RESULT } from "./fetches.js";
import { stopTime } from "./hurry.js";
import { failure, settled, sleep, until } from "./outcome.js";
import { AT_ONCE, failing, GOOD } from "./retries.js";
import { together } from "./together.js";

export function retriedCalls({ QUnit, scenario, clientOf }) {
  QUnit.module("retried calls");
  const waitingTest = together(QUnit);

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  QUnit.test("the error is that of the last attempt", async (assert) => {
    const saying = (status, message) => ({
      ...failing(status),
      body: { errors: [{ code: status, message }] },
    });
    const { baseURL } = await scenario(
      saying(503, "First"),
      saying(429, "Second"),
      saying(400, "Third"),
    );
    const error = await failure(() => get({ baseURL, maxRetries: 5 }));
    assert.strictEqual(error.name, "BadRequestError");
    assert.true(error.message.includes("Third"), error.message);
    const { baseURL: limited } = await scenario(saying(503, "First"), saying(429, "Second"));
    assert.strictEqual((await failure(() => get({ baseURL: limited, maxRetries: 1 }))).code, 429);
  });

  QUnit.test("different failures in a row are one call", async (assert) => {
    const { baseURL } = await scenario(
      failing(429),
      { fault: "stall-body", ...failing(500) },
      failing(408),
      failing(409),
      GOOD,
    );
    assert.deepEqual(await get({ baseURL, maxRetries: 4 }), RESULT);
  });

  QUnit.test("every attempt is the same request", async (assert) => {
    const path = `/accounts/${ACCOUNT_ID}/stream/copy`;
    const body = { url: "https://x.example", name: "é" };
    const calls = {
      POST: (client) => client.post(path, { body }),
      PATCH: (client) => client.patch(path, { body }),
      DELETE: (client) => client.stream.downloads.audio.delete(VIDEOS.bothReady),
    };
    for (const [method, call] of Object.entries(calls)) {
      const { baseURL, requests } = await scenario(failing(503), failing(503), {
        body: { result: "ok" },
      });
      const defaultHeaders = { "content-language": "en" };
      await call(clientOf({ baseURL, maxRetries: 2, defaultHeaders }));
      const [first, ...others] = (await requests()).map(({ at, closed, ...request }) => request);
      assert.strictEqual(first.method, method);
      assert.strictEqual(first.body, method === "DELETE" ? "" : JSON.stringify(body));
      assert.strictEqual(first.headers["content-language"], "en");
      assert.deepEqual(others, [first, first]);
    }
  });

  waitingTest("a field that changes between attempts is for the next call", async (assert) => {
    const { baseURL, requests } = await scenario(
      { ...failing(503), headers: { "retry-after-ms": "300" } },
      GOOD,
    );
    const client = clientOf({ baseURL, maxRetries: 1 });
    const call = client.stream.downloads.get(VIDEOS.bothReady);
    await until(async () => (await requests()).length === 1);
    Object.assign(client, {
      baseURL: "https://x.example",
      apiToken: "another",
      maxRetries: 0,
      timeout: 1,
      fetch: () => {},
    });
    assert.deepEqual(await call, RESULT);
    const [first, second] = await requests();
    assert.strictEqual(second.headers.authorization, first.headers.authorization);
  });

  QUnit.test("every attempt has the whole timeout, and a wait is not part of it", (assert) =>
    stopTime(async ({ delays, pass }) => {
      const waiting = [];
      const fetch = () => new Promise((resolve) => waiting.push(resolve));
      const call = get({ fetch, timeout: 500, maxRetries: 1 });
      await until(() => waiting.length === 1);
      await pass(400);
      assert.deepEqual(delays(), [100]);
      waiting[0](new Response("", { status: 503, headers: { "retry-after-ms": "600" } }));
      await pass(400);
      assert.deepEqual(delays(), [200]);
      await pass(200);
      assert.deepEqual([waiting.length, delays()], [2, [500]]);
      await pass(400);
      waiting[1](json(GOOD.body));
      assert.deepEqual(await settled(call), RESULT);
    }),
  );

  QUnit.test("the response is that of the last attempt", async (assert) => {
    const { baseURL, requests } = await scenario(failing(503), { ...GOOD, status: 201 });
    const call = get({ baseURL, maxRetries: 1 });
    const response = await call.asResponse();
    assert.strictEqual(response.status, 201);
    assert.false(response.bodyUsed);
    const { data } = await call.withResponse();
    assert.strictEqual(await call, data);
    assert.strictEqual((await requests()).length, 2);
  });

  waitingTest("nothing that nobody awaits is an unhandled rejection", async (assert) => {
    const { baseURL, requests } = await scenario(failing(503));
    get({ baseURL, maxRetries: 2 });
    await until(async () => (await requests()).length === 3);
    await sleep(100);
    assert.strictEqual((await requests()).length, 3);
  });

  QUnit.test("the body of an answer that is retried is cancelled", async (assert) => {
    const stalled = { ...failing(503), fault: "stall-body" };
    const { baseURL, requests } = await scenario(stalled, stalled, GOOD);
    assert.deepEqual(await get({ baseURL, maxRetries: 2 }), RESULT);
    const left = await until(async () =>
      (await requests()).slice(0, 2).every(({ closed }) => closed),
    );
    assert.true(left, "the server sees the client leave");

    const cancelled = [];
    const answers = [1, 2].map((name) => {
      const body = new ReadableStream({ cancel: () => void cancelled.push(name) });
      return new Response(body, { status: 503, headers: AT_ONCE });
    });
    assert.deepEqual(
      await get({ fetch: async () => answers.shift() ?? json(GOOD.body), maxRetries: 2 }),
      RESULT,
    );
    assert.deepEqual(cancelled, [1, 2]);
  });

  QUnit.test("a body that cannot be cancelled is nobody's business", async (assert) => {
    const response = (body) => ({
      status: 503,
      headers: new Headers(AT_ONCE),
      text: async () => "",
      ...body,
    });
    const answers = [
      response(),
      response({ body: null }),
      response({ body: 42 }),
      response({ body: { cancel: () => Promise.reject(new Error("no")) } }),
      response({
        body: {
          cancel() {
            throw new Error("no");
          },
        },
      }),
      Object.defineProperty(response(), "body", {
        get() {
          throw new Error("no");
        },
      }),
      Object.assign(new Response("a", { status: 503, headers: AT_ONCE })),
    ];
    // Somebody reads it already.
    answers.at(-1).body.getReader();
    const maxRetries = answers.length;
    assert.deepEqual(
      await get({ fetch: async () => answers.shift() ?? json(GOOD.body), maxRetries }),
      RESULT,
    );
    await sleep(20);
  });
}
