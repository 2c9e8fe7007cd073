// fetchOptions: what fetch is told besides, and what they may not say.

import { API_EMAIL, API_KEY, VIDEOS } from "../stand-in/library.js";
import { good, recording } from "./fetches.js";
import { failure, sleep } from "./outcome.js";
import { AT_ONCE } from "./retries.js";
import { together } from "./together.js";

export function fetchOptions({ QUnit, exports, inBrowser, scenario, clientOf }) {
  QUnit.module("fetchOptions");
  const waitingTest = together(QUnit);

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  async function told(options, requestOptions) {
    const { fetch, calls } = recording();
    await get({ fetch, ...options }, requestOptions);
    const { method, headers, signal, ...rest } = calls[0][1];
    return rest;
  }

  QUnit.test("fetch is told them, those of the call over the client's", async (assert) => {
    const cf = { cacheTtl: 5 };
    const fetchOptions = { cache: "no-store", keepalive: true, cf };
    assert.deepEqual(await told({ fetchOptions }), { ...fetchOptions, redirect: "manual" });
    assert.deepEqual(await told({}, { fetchOptions }), { ...fetchOptions, redirect: "manual" });
    const both = await told(
      { fetchOptions },
      { fetchOptions: { keepalive: false, priority: "low" } },
    );
    assert.deepEqual(both, {
      cache: "no-store",
      keepalive: false,
      cf,
      priority: "low",
      redirect: "manual",
    });
    for (const none of [undefined, null, {}]) {
      assert.deepEqual(await told({ fetchOptions: none }, { fetchOptions: none }), {
        redirect: "manual",
      });
    }
  });

  QUnit.test("every call and every attempt is told them", async (assert) => {
    const answers = [new Response("", { status: 503, headers: AT_ONCE })];
    const { fetch, calls } = recording(() => answers.shift() ?? good());
    const client = clientOf({ fetch, maxRetries: 1, fetchOptions: { mark: 1 } });
    await client.stream.downloads.create(VIDEOS.bothReady);
    await client.post("/zones", { body: {} });
    client.fetchOptions = { mark: 2 };
    await client.get("/zones");
    assert.deepEqual(
      calls.map(([, { mark }]) => mark),
      [1, 1, 1, 2],
    );
    assert.deepEqual(
      calls.map(([, { method }]) => method),
      ["POST", "POST", "POST", "GET"],
    );
  });

  const TAKEN = {
    method: ["GET", "PUT", null, 42],
    headers: [{}, new Headers({ a: "1" }), null],
    signal: [AbortSignal.abort(), new AbortController().signal, null],
    body: ["", "a=1", {}, null],
    redirect: ["follow", "elsewhere", ""],
  };
  QUnit.test.each(
    "what the package says itself is refused by name",
    Object.keys(TAKEN),
    async (assert, name) => {
      const { fetch, calls } = recording();
      for (const value of TAKEN[name]) {
        const fetchOptions = { [name]: value };
        for (const call of [
          () => get({ fetch, fetchOptions }),
          () => get({ fetch }, { fetchOptions }),
          () => clientOf({ fetch, fetchOptions }).post("/zones", { body: {} }),
          () =>
            clientOf({ fetch }).stream.downloads.delete(VIDEOS.bothReady, undefined, {
              fetchOptions,
            }),
        ]) {
          const error = await failure(call);
          assert.strictEqual(error.name, "CloudflareError");
          assert.true(error.message.startsWith(`fetchOptions.${name}`), error.message);
        }
      }
      assert.strictEqual(calls.length, 0);
    },
  );

  QUnit.test("redirects are never followed, whatever stands for the word", async (assert) => {
    const { fetch, calls } = recording();
    let asked = 0;
    const changing = {
      get redirect() {
        return (asked += 1) === 1 ? "manual" : "follow";
      },
    };
    for (const redirect of [
      undefined,
      null,
      "manual",
      "error",
      ["follow"],
      { toString: () => "follow" },
      new String("follow"),
    ]) {
      await get({ fetch }, { fetchOptions: { redirect } }).catch(() => {});
    }
    await get({ fetch }, { fetchOptions: changing }).catch(() => {});
    assert.true(calls.length >= 4);
    for (const [, { redirect }] of calls)
      assert.true(["manual", "error"].includes(redirect), `${redirect}`);
  });

  QUnit.test("what is undefined is not there", async (assert) => {
    const fetchOptions = {
      method: undefined,
      headers: undefined,
      signal: undefined,
      body: undefined,
      redirect: undefined,
    };
    const { fetch, calls } = recording();
    await get({ fetch }, { fetchOptions: Object.freeze(fetchOptions) });
    const [, init] = calls[0];
    assert.strictEqual(init.method, "GET");
    assert.strictEqual(init.redirect, "manual");
    assert.true(init.headers instanceof Headers);
    assert.true(init.signal instanceof AbortSignal);
  });

  QUnit.test("what is no object, or cannot be read, is an error that names it", async (assert) => {
    const { fetch, calls } = recording();
    const throwing = {
      get cache() {
        throw new Error("no");
      },
    };
    for (const fetchOptions of [42, "no-store", true, Symbol("a"), throwing]) {
      for (const call of [
        () => get({ fetch, fetchOptions }),
        () => get({ fetch }, { fetchOptions }),
      ]) {
        const error = await failure(call);
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.startsWith("fetchOptions"), error.message);
      }
    }
    assert.strictEqual(calls.length, 0);
  });

  const KEYED = { apiToken: null, apiKey: API_KEY, apiEmail: API_EMAIL };
  const CALLS = {
    get: (client, options) => client.stream.downloads.get(VIDEOS.bothReady, undefined, options),
    create: (client, options) =>
      client.stream.downloads.default.create(VIDEOS.bothReady, undefined, options),
    delete: (client, options) =>
      client.stream.downloads.delete(VIDEOS.bothReady, undefined, options),
    verb: (client, options) => client.put("/zones", { ...options, body: {} }),
  };
  waitingTest.each(
    "a key is not sent on to the target of a redirect",
    CALLS,
    async (assert, call) => {
      const own = { "x-auth-key": API_KEY, "x-auth-email": API_EMAIL };
      for (const [status, options, requestOptions] of [
        [301, KEYED],
        [302, KEYED, { fetchOptions: { redirect: "manual" } }],
        [303, KEYED, { fetchOptions: { redirect: "error" } }],
        [307, KEYED, { maxRetries: 2 }],
        [308, {}, { headers: own }],
      ]) {
        const target = await scenario();
        // Asked to try again, it is the same server that is asked.
        const headers = { location: target.baseURL, ...AT_ONCE, "x-should-retry": "true" };
        const { baseURL, requests } = await scenario({ status, headers });
        const error = await failure(() => call(clientOf({ baseURL, ...options }), requestOptions));
        assert.true(error instanceof exports.APIError, `${error}`);
        const refusing = requestOptions?.fetchOptions?.redirect === "error";
        if (!inBrowser && !refusing) assert.strictEqual(error.status, status);
        assert.false(error.message.includes(API_KEY));
        if (!refusing) {
          assert.strictEqual((await requests())[0].headers["x-auth-key"], API_KEY);
        }
        await sleep(50);
        assert.deepEqual(await target.requests(), []);
      }
    },
  );
}
