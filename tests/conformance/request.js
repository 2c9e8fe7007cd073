// The request: how fetch is called, and what of it arrives.

import { ACCOUNT_ID, API_EMAIL, API_KEY, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { good, recording, withGlobalFetch } from "./fetches.js";

export function request({ QUnit, inBrowser, scenario, clientOf }) {
  QUnit.module("request");

  const path = `/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`;
  const userAgent = inBrowser ? [] : ["user-agent"];

  QUnit.test(
    "fetch is called without a `this`, with a URL and its options alone",
    async (assert) => {
      let that = "not called";
      const { fetch, calls } = recording();
      function noting(...args) {
        that = this;
        return fetch(...args);
      }
      const client = clientOf({ fetch: noting, baseURL: "https://proxy.example" });
      await client.stream.downloads.get(VIDEOS.bothReady);
      // Printing a global object would take for ever.
      assert.true(that === undefined);
      assert.strictEqual(calls.length, 1);
      const [url, init, ...others] = calls[0];
      assert.deepEqual(others, []);
      assert.strictEqual(url, `https://proxy.example${path}`);
      assert.deepEqual(Object.keys(init).sort(), ["headers", "method", "redirect", "signal"]);
      assert.strictEqual(init.method, "GET");
      assert.strictEqual(init.redirect, "manual");
      assert.true(init.headers instanceof Headers);
      assert.true(init.signal instanceof AbortSignal);
      assert.false(init.signal.aborted);
    },
  );

  QUnit.test("the global fetch is called without a `this`", async (assert) => {
    const seen = [];
    const fake = function (...args) {
      seen.push([this, ...args]);
      return Promise.resolve(good());
    };
    await withGlobalFetch(fake, () => clientOf().stream.downloads.get(VIDEOS.bothReady));
    assert.strictEqual(seen.length, 1);
    assert.true(seen[0][0] === undefined);
    assert.strictEqual(typeof seen[0][1], "string");
  });

  QUnit.test(
    "the headers are accept, the credential and, outside browsers, user-agent",
    async (assert) => {
      const keyed = { apiToken: null, apiKey: API_KEY, apiEmail: API_EMAIL };
      const cases = [
        [{ apiToken: API_TOKEN }, ["authorization"]],
        [keyed, ["x-auth-email", "x-auth-key"]],
        [{ apiToken: null }, []],
      ];
      for (const [credential, names] of cases) {
        const { fetch, calls } = recording();
        const options = { apiKey: null, apiEmail: null, ...credential, fetch };
        await clientOf(options).stream.downloads.get(VIDEOS.bothReady);
        const { headers } = calls[0][1];
        const expected = ["accept", ...names, ...userAgent].sort();
        assert.deepEqual([...headers.keys()].sort(), expected);
        assert.strictEqual(headers.get("accept"), "application/json");
        if (!inBrowser) assert.true(headers.get("user-agent").startsWith("cf-stream-downloads"));
      }
    },
  );

  QUnit.test(
    "on the wire they differ from those of a bare fetch in nothing else",
    async (assert) => {
      const { baseURL, requests } = await scenario({ body: { success: true, result: {} } });
      await (await fetch(baseURL + path)).text();
      await clientOf({ baseURL }).stream.downloads.get(VIDEOS.bothReady);
      const [bare, ours] = await requests();
      assert.strictEqual(ours.method, "GET");
      assert.strictEqual(ours.url, `/client/v4${path}`);
      assert.strictEqual(ours.body, "");
      assert.strictEqual(ours.headers.accept, "application/json");
      assert.strictEqual(ours.headers.authorization, `Bearer ${API_TOKEN}`);

      const names = new Set([...Object.keys(bare.headers), ...Object.keys(ours.headers)]);
      const different = [...names].filter((name) => bare.headers[name] !== ours.headers[name]);
      const allowed = ["accept", "authorization", ...userAgent];
      // Platforms tell the server here what kind of request it is, which a credential may change.
      const others = different.filter((name) => !allowed.includes(name) && !/^sec-/.test(name));
      assert.deepEqual(others, []);
      if (!inBrowser) {
        assert.true(ours.headers["user-agent"].startsWith("cf-stream-downloads"));
      }
    },
  );

  QUnit.test("one call is one request", async (assert) => {
    const { baseURL, requests } = await scenario();
    const call = clientOf({ baseURL }).stream.downloads.get(VIDEOS.bothReady);
    await call;
    await call.withResponse();
    await call.asResponse();
    assert.strictEqual((await requests()).length, 1);
  });
}
