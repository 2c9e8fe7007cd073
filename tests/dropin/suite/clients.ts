// Making a client: exports, fields, defaults, and `withOptions`.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";

import { recording, withGlobalFetch } from "../../conformance/fetches.js";
import { API_EMAIL, API_KEY, API_TOKEN, VIDEOS } from "../../stand-in/library.js";
import { account_id, difference, type Context } from "./context.js";
import Cloudflare, { APIPromise, Cloudflare as Named, exports, packageName } from "./package.js";

export function clients({ folder }: Context) {
  test("the class is the default export, a named one and a static of itself", () => {
    assert.equal(Named, Cloudflare);
    assert.equal(Cloudflare.Cloudflare, Cloudflare);
  });

  test("the fields of a client are those that it was made with", () => {
    const options = {
      apiToken: API_TOKEN,
      apiKey: API_KEY,
      apiEmail: API_EMAIL,
      baseURL: "https://proxy.example/v4",
      timeout: 1234,
      maxRetries: 5,
      fetchOptions: { cache: "no-store" as const },
      logger: { error() {}, warn() {}, info() {}, debug() {} },
      logLevel: "off" as const,
    };
    const client = new Cloudflare(options);
    const { apiToken, apiKey, apiEmail, baseURL, timeout, maxRetries } = client;
    const { fetchOptions, logger, logLevel } = client;
    assert.deepEqual(
      { apiToken, apiKey, apiEmail, baseURL, timeout, maxRetries, fetchOptions, logger, logLevel },
      options,
    );
  });

  test("the defaults are the same", () => {
    for (const client of [new Cloudflare(), new Cloudflare({})]) {
      assert.equal(client.apiToken, null);
      assert.equal(client.apiKey, null);
      assert.equal(client.apiEmail, null);
      assert.equal(client.baseURL, "https://api.cloudflare.com/client/v4");
      assert.equal(client.timeout, 60_000);
      assert.equal(Cloudflare.DEFAULT_TIMEOUT, 60_000);
      assert.equal(client.maxRetries, 2);
      assert.equal(client.logger, console);
      assert.equal(client.logLevel, "warn");
    }
  });

  test("withOptions makes a client of the same class that keeps what was changed since", async () => {
    class Own extends Cloudflare {}
    const { fetch, calls } = recording();
    const { fetch: later, calls: laterCalls } = recording();
    const defaultHeaders = { "x-one": "1" };
    const made = { apiToken: "before", baseURL: "https://before.example", defaultHeaders, fetch };
    const first = new Own(made);
    first.apiToken = "after";
    first.baseURL = "https://after.example";
    first.maxRetries = 7;
    first.timeout = 1234;
    const second = first.withOptions({ maxRetries: 1 });
    assert.ok(second instanceof Own);
    assert.notEqual(second, first);
    assert.equal(first.maxRetries, 7);
    assert.equal(second.maxRetries, 1);
    assert.equal(second.timeout, 1234);
    await second.stream.downloads.get("a", { account_id: "b" });
    assert.equal(calls[0][0], "https://after.example/accounts/b/stream/a/downloads");
    assert.equal(calls[0][1].headers.get("authorization"), "Bearer after");
    assert.equal(calls[0][1].headers.get("x-one"), "1");
    await second.withOptions({ fetch: later }).stream.downloads.get("a", { account_id: "b" });
    assert.equal(calls.length, 1);
    assert.equal(laterCalls.length, 1);
  });

  test("a change to a field is for the next call", async () => {
    const { fetch, calls } = recording();
    const client = new Cloudflare({ apiToken: "before", fetch });
    client.apiToken = "after";
    client.baseURL = "https://after.example";
    await client.stream.downloads.get("a", { account_id: "b" });
    assert.equal(calls[0][0], "https://after.example/accounts/b/stream/a/downloads");
    assert.equal(calls[0][1].headers.get("authorization"), "Bearer after");
  });

  difference("The rest of the API", (either) => {
    const client = new Cloudflare({ apiToken: API_TOKEN });
    const has = [
      "zones",
      "userServiceKey",
      "apiVersion",
      "buildURL",
      "buildRequest",
      "prepareRequest",
      "getAPIList",
    ];
    for (const name of has) assert.equal(Reflect.has(client, name), either(true, false), name);
    for (const name of ["toFile", "PagePromise", "BaseCloudflare"]) {
      assert.equal(Reflect.has(exports, name), either(true, false), name);
    }
    assert.equal(Reflect.has(APIPromise.prototype, "_thenUnwrap"), either(true, false));
  });

  difference("Imports of a part", async (either) => {
    for (const part of ["error", "resources/stream/downloads", "tree-shakable"]) {
      const outcome = await import(`${packageName}/${part}`).then(
        () => "good",
        (error) => error.code,
      );
      assert.equal(outcome, either("good", "ERR_PACKAGE_PATH_NOT_EXPORTED"), part);
    }
  });

  difference("CommonJS", async (either) => {
    const required = createRequire(join(folder, "any.cjs"))(packageName);
    assert.ok(new required({ apiToken: API_TOKEN }).stream.downloads);
    // The same classes as those of an import, or `instanceof` breaks in a mixed program.
    assert.equal(required === Cloudflare, either(false, true));
    assert.equal(required.default === Cloudflare, either(false, true));
  });

  difference("`account_id`", async (either) => {
    const { fetch, calls } = recording();
    const options = { apiToken: API_TOKEN, accountId: account_id, fetch };
    const { downloads } = new Cloudflare(options).stream;
    const get = downloads.get.bind(downloads) as Function;
    const outcome = await (async () => get(VIDEOS.bothReady))().catch((error) => error.constructor);
    assert.equal(outcome === TypeError, either(true, false));
    assert.equal(calls.length, either(0, 1));
  });

  difference("A `fetch` that is replaced later", async (either) => {
    const { fetch, calls } = recording();
    const client = new Cloudflare({
      apiToken: API_TOKEN,
      baseURL: "http://127.0.0.1:1",
      maxRetries: 0,
    });
    await withGlobalFetch(fetch, async () => {
      await client.stream.downloads.get("a", { account_id }).catch(() => {});
    });
    assert.equal(calls.length, either(0, 1));
  });

  difference("A printed client", (either) => {
    const client = new Cloudflare({ apiToken: API_TOKEN, apiKey: API_KEY });
    assert.equal(inspect(client).includes(API_TOKEN), either(true, false));
    assert.equal(Object.keys(client).includes("apiToken"), either(true, false));
  });
}
