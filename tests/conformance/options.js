// The options of a client that may change while it lives, and clients made from others.

import {
  ACCOUNT_ID,
  API_EMAIL,
  API_KEY,
  API_TOKEN,
  READ_TOKEN,
  VIDEOS,
} from "../stand-in/library.js";
import { good, recording, RESULT } from "./fetches.js";
import { failure } from "./outcome.js";
import { AT_ONCE } from "./retries.js";

export function options({ QUnit, Cloudflare, clientOf }) {
  QUnit.module("options");

  const logger = { error() {}, warn() {}, info() {}, debug() {} };
  const ALL = {
    apiToken: API_TOKEN,
    apiKey: API_KEY,
    apiEmail: API_EMAIL,
    accountId: ACCOUNT_ID,
    baseURL: "https://proxy.example/v4",
    timeout: 1234,
    maxRetries: 5,
    fetch: () => {},
    fetchOptions: { cache: "no-store" },
    defaultHeaders: { a: "1" },
    logger,
    logLevel: "off",
  };
  const fields = (client) =>
    Object.fromEntries(Object.keys(ALL).map((name) => [name, client[name]]));

  /** The requests that a client made by `make` sends for one call. */
  async function sent(make) {
    const { fetch, calls } = recording();
    const client = make(fetch);
    await client.stream.downloads.get(VIDEOS.bothReady);
    const [url, { headers, ...init }] = calls[0];
    const names = ["authorization", "x-auth-key", "x-auth-email"];
    const credential = names.map((name) => headers.get(name)).filter((value) => value !== null);
    return { url, headers, init, credential };
  }

  QUnit.test("the fields of a client are those that it was made with", (assert) => {
    const client = new Cloudflare(ALL);
    for (const [name, value] of Object.entries(ALL)) assert.strictEqual(client[name], value, name);
  });

  QUnit.test("what is left out has a default", (assert) => {
    const client = new Cloudflare({ apiToken: null });
    assert.strictEqual(client.maxRetries, 2);
    assert.strictEqual(client.timeout, 60_000);
    assert.strictEqual(client.logger, console);
    for (const name of ["fetch", "fetchOptions", "defaultHeaders"]) {
      assert.strictEqual(client[name], undefined, name);
    }
  });

  QUnit.test("every field is read when a request is made", async (assert) => {
    const client = clientOf();
    const lines = [];
    const failing = () => new Response("", { status: 503, headers: AT_ONCE });
    const { fetch, calls } = recording(failing);
    const mine = { ...logger, info: (line) => lines.push(line) };
    Object.assign(client, {
      fetch,
      maxRetries: 3,
      fetchOptions: { mark: 1 },
      defaultHeaders: { a: "1" },
      logger: mine,
      logLevel: "info",
    });
    await failure(() => client.stream.downloads.get(VIDEOS.bothReady));
    assert.strictEqual(calls.length, 4);
    assert.strictEqual(lines.length, 4);
    for (const [, { mark, headers }] of calls) {
      assert.strictEqual(mark, 1);
      assert.strictEqual(headers.get("a"), "1");
    }
    client.maxRetries = 0;
    client.logLevel = "off";
    await failure(() => client.stream.downloads.get(VIDEOS.bothReady));
    assert.strictEqual(calls.length, 5);
    assert.strictEqual(lines.length, 4);
  });

  QUnit.test(
    "withOptions makes another client, with the changes that were made since",
    async (assert) => {
      const client = new Cloudflare(ALL);
      const other = client.withOptions({ timeout: 5 });
      assert.notStrictEqual(other, client);
      assert.true(other instanceof Cloudflare);
      assert.deepEqual(fields(other), { ...ALL, timeout: 5 });
      assert.deepEqual(fields(client), ALL);
      const changes = {
        ...ALL,
        apiToken: READ_TOKEN,
        accountId: "a",
        baseURL: "https://other.example",
        timeout: Infinity,
        maxRetries: 0,
        fetchOptions: { cache: "reload" },
        defaultHeaders: { b: "1" },
        logLevel: "debug",
      };
      Object.assign(client, changes);
      assert.deepEqual(fields(client.withOptions({ maxRetries: 1 })), {
        ...changes,
        maxRetries: 1,
      });
      assert.deepEqual(fields(client.withOptions({})), changes);
      assert.deepEqual(fields(client.withOptions()), changes);
      assert.deepEqual(fields(client.withOptions(undefined)), changes);
      assert.deepEqual(fields(other), { ...ALL, timeout: 5 });
    },
  );

  QUnit.test("clients made of one another do not know of each other", async (assert) => {
    const first = await sent((fetch) => {
      const client = clientOf({ fetch });
      const other = client.withOptions({ accountId: "other" });
      assert.notStrictEqual(other.stream, client.stream);
      other.apiToken = READ_TOKEN;
      other.baseURL = "https://other.example";
      return client;
    });
    assert.true(first.url.includes(ACCOUNT_ID), first.url);
    assert.deepEqual(first.credential, [`Bearer ${API_TOKEN}`]);
    const second = await sent((fetch) => clientOf({ fetch }).withOptions({ accountId: "other" }));
    assert.true(second.url.includes("/accounts/other/"), second.url);
    assert.deepEqual(second.credential, [`Bearer ${API_TOKEN}`]);
  });

  QUnit.test("a new credential replaces the old one whole", async (assert) => {
    const token = { apiToken: API_TOKEN };
    const key = { apiKey: API_KEY, apiEmail: API_EMAIL };
    const keyed = { apiToken: null, ...key };
    const replaced = async (before, after) =>
      (await sent((fetch) => clientOf({ fetch, ...before }).withOptions(after))).credential;
    assert.deepEqual(await replaced(token, key), [API_KEY, API_EMAIL]);
    assert.deepEqual(await replaced(keyed, token), [`Bearer ${API_TOKEN}`]);
    assert.deepEqual(await replaced(token, { apiToken: READ_TOKEN }), [`Bearer ${READ_TOKEN}`]);
    assert.deepEqual(await replaced(keyed, { apiKey: "b", apiEmail: "b@x.example" }), [
      "b",
      "b@x.example",
    ]);
    assert.deepEqual(await replaced(keyed, { timeout: 5000 }), [API_KEY, API_EMAIL]);
    assert.deepEqual(await replaced({ ...token, ...key }, { apiToken: null }), [
      API_KEY,
      API_EMAIL,
    ]);
    // Half of a new key does not meet the other half of the old one.
    const half = clientOf(keyed).withOptions({ apiKey: "b" });
    assert.true(
      (await failure(() => half.stream.downloads.get("a"))).message.startsWith("apiEmail"),
    );
  });

  QUnit.test("a subclass stays one", async (assert) => {
    class Mine extends Cloudflare {
      both() {
        return this.stream.downloads.get(VIDEOS.bothReady);
      }
    }
    const { fetch } = recording(good);
    const client = new Mine({ apiToken: API_TOKEN, accountId: ACCOUNT_ID, fetch });
    const other = client.withOptions({ timeout: 5000 });
    assert.true(other instanceof Mine);
    assert.strictEqual(other.timeout, 5000);
    assert.deepEqual(await other.both(), RESULT);
    assert.deepEqual(await other.withOptions({}).both(), RESULT);
  });

  QUnit.test("what is handed to withOptions is not changed", (assert) => {
    const overrides = Object.freeze({ maxRetries: 1, defaultHeaders: Object.freeze({ a: "1" }) });
    assert.strictEqual(clientOf().withOptions(overrides).maxRetries, 1);
  });

  QUnit.test("fetch may be a service binding, which has to be called on itself", async (assert) => {
    class Fetcher {
      #calls = [];
      async fetch(...args) {
        this.#calls.push(args);
        return good();
      }
      get calls() {
        return this.#calls;
      }
    }
    const fetch = new Fetcher();
    const client = clientOf({ fetch });
    assert.strictEqual(client.fetch, fetch);
    assert.deepEqual(await client.stream.downloads.get(VIDEOS.bothReady), RESULT);
    await client.withOptions({ timeout: 5000 }).get("/zones");
    assert.deepEqual(await client.stream.downloads.waitUntilReady(VIDEOS.bothReady), RESULT);
    assert.strictEqual(fetch.calls.length, 3);
    const [url, { method, headers }] = fetch.calls[0];
    assert.strictEqual(typeof url, "string");
    assert.strictEqual(method, "GET");
    assert.strictEqual(headers.get("authorization"), `Bearer ${API_TOKEN}`);
  });

  QUnit.test.each(
    "options that are none are an error that names them",
    {
      null: null,
      "a number": 42,
      "a text": "a",
      "a boolean": true,
      "a symbol": Symbol("a"),
      "a function": () => {},
    },
    async (assert, options) => {
      for (const make of [() => new Cloudflare(options), () => clientOf().withOptions(options)]) {
        const error = await failure(make);
        assert.strictEqual(error.name, "CloudflareError", error.message);
        assert.true(error.message.startsWith("options"), error.message);
      }
    },
  );
}
