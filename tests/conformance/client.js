// The client: its fields, and that it needs nothing but to be made.

import {
  ACCOUNT_ID,
  API_EMAIL,
  API_KEY,
  API_TOKEN,
  READ_TOKEN,
  VIDEOS,
} from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure, until } from "./outcome.js";

export function client({ QUnit, Cloudflare, exports, standIn, scenario, clientOf }) {
  QUnit.module("client");

  QUnit.test("the class is the default export and a named one", (assert) => {
    assert.strictEqual(exports.default, Cloudflare);
    assert.strictEqual(exports.Cloudflare, Cloudflare);
  });

  QUnit.test("importing and making a client is enough to list downloads", async (assert) => {
    const { baseURL } = standIn;
    const client = new Cloudflare({ apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL });
    const downloads = await client.stream.downloads.get(VIDEOS.bothReady);
    assert.deepEqual(Object.keys(downloads).sort(), ["audio", "default"]);
    assert.strictEqual(downloads.default.status, "ready");
    assert.strictEqual(typeof client.free, "undefined");
  });

  QUnit.test("the fields of a client are those that it was made with", (assert) => {
    const fetch = () => {};
    const options = {
      apiToken: API_TOKEN,
      apiKey: API_KEY,
      apiEmail: API_EMAIL,
      accountId: ACCOUNT_ID,
      baseURL: "https://proxy.example/v4",
      timeout: 1234,
      fetch,
    };
    const client = new Cloudflare(options);
    for (const [name, value] of Object.entries(options)) {
      assert.strictEqual(client[name], value, name);
    }
  });

  QUnit.test("a client has Cloudflare's address and a minute of time by default", (assert) => {
    const client = new Cloudflare({ baseURL: null });
    assert.strictEqual(client.baseURL, "https://api.cloudflare.com/client/v4");
    assert.strictEqual(client.timeout, 60_000);
  });

  QUnit.test("the options of a client may be left out", (assert) => {
    assert.true(new Cloudflare() instanceof Cloudflare);
    assert.true(new Cloudflare({}) instanceof Cloudflare);
    assert.true(new Cloudflare(undefined) instanceof Cloudflare);
  });

  QUnit.test("every field is read when a request is made", async (assert) => {
    const first = await scenario();
    const second = await scenario();
    const client = clientOf({ apiToken: null, accountId: "another", baseURL: first.baseURL });
    client.apiToken = READ_TOKEN;
    client.accountId = ACCOUNT_ID;
    client.baseURL = second.baseURL;
    const downloads = await client.stream.downloads.get(VIDEOS.bothReady);
    assert.deepEqual(Object.keys(downloads).sort(), ["audio", "default"]);
    assert.strictEqual((await first.requests()).length, 0);
    assert.strictEqual((await second.request()).headers.authorization, `Bearer ${READ_TOKEN}`);

    client.apiToken = null;
    client.apiKey = API_KEY;
    client.apiEmail = API_EMAIL;
    await client.stream.downloads.get(VIDEOS.bothReady);
    const { headers } = (await second.requests())[1];
    assert.strictEqual(headers["x-auth-key"], API_KEY);
    assert.strictEqual(headers["x-auth-email"], API_EMAIL);

    const { fetch, calls } = recording();
    client.fetch = fetch;
    assert.deepEqual(await client.stream.downloads.get(VIDEOS.bothReady), RESULT);
    assert.strictEqual(calls.length, 1);

    client.fetch = undefined;
    client.baseURL = (await scenario({ fault: "stall" })).baseURL;
    client.timeout = 50;
    const error = await failure(() => client.stream.downloads.get(VIDEOS.bothReady));
    assert.strictEqual(error.name, "APIConnectionTimeoutError");
  });

  QUnit.test("a field that changes during a call is for the next call", async (assert) => {
    const slow = await scenario({ delay: 50, bodyDelay: 50 });
    const client = clientOf({ baseURL: slow.baseURL });
    const call = client.stream.downloads.get(VIDEOS.bothReady);
    client.apiToken = "another";
    client.accountId = "another";
    client.baseURL = "https://another.example";
    client.timeout = 1;
    assert.strictEqual((await call).default.status, "ready");
    const { headers } = await slow.request();
    assert.strictEqual(headers.authorization, `Bearer ${API_TOKEN}`);
  });

  QUnit.test("clients do not know of each other", async (assert) => {
    const [one, two] = [await scenario(), await scenario()];
    const ones = clientOf({ baseURL: one.baseURL });
    const twos = clientOf({ baseURL: two.baseURL, apiToken: READ_TOKEN });
    await Promise.all([
      ones.stream.downloads.get(VIDEOS.bothReady),
      twos.stream.downloads.get(VIDEOS.defaultReady),
    ]);
    const [first, second] = [await one.request(), await two.request()];
    assert.strictEqual(first.headers.authorization, `Bearer ${API_TOKEN}`);
    assert.true(first.url.includes(VIDEOS.bothReady));
    assert.strictEqual(second.headers.authorization, `Bearer ${READ_TOKEN}`);
    assert.true(second.url.includes(VIDEOS.defaultReady));
  });

  QUnit.test("calls at the same time get each their own answer", async (assert) => {
    const waiting = [];
    const fetch = (url) =>
      new Promise((resolve) => {
        const result = { default: { url } };
        waiting.push(() => resolve(Response.json({ success: true, result })));
      });
    const { downloads } = clientOf({ fetch }).stream;
    const names = Array.from({ length: 50 }, (_, index) => `video${index}`);
    const calls = names.map((name) => downloads.get(name));
    await until(() => waiting.length === names.length);
    // The last one asked is answered first.
    for (const answer of waiting.reverse()) answer();
    const results = await Promise.all(calls);
    results.forEach(({ default: { url } }, index) => {
      assert.true(url.endsWith(`/${names[index]}/downloads`), url);
    });
  });
}
