// What fetch is called with: its arguments, options and headers.

import assert from "node:assert/strict";
import { test } from "node:test";

import { good, recording } from "../../conformance/fetches.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { CloudflareError, type ClientOptions } from "./package.js";
import type Cloudflare from "./package.js";

export function requests(scenario: Scenario) {
  /** The arguments of fetch in one call. */
  async function sent(client: ClientOptions, options?: Cloudflare.RequestOptions) {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ ...client, fetch }).stream;
    await downloads.get("a", { account_id: "b" }, options);
    const [url, init, ...more] = calls[0];
    assert.equal(more.length, 0);
    return { url, init, headers: init.headers as Headers };
  }

  test("fetch is called without a `this`, with a text and options of the standard's kinds", async () => {
    let context: unknown = "not called";
    async function fetch(this: unknown) {
      context = this;
      return good();
    }
    await clientOf({ fetch }).stream.downloads.get("a", { account_id });
    assert.equal(context, undefined);

    const { url, init } = await sent({});
    assert.equal(url, "https://api.cloudflare.com/client/v4/accounts/b/stream/a/downloads");
    assert.equal(init.method, "GET");
    assert.equal(init.body, undefined);
    assert.ok(init.headers instanceof Headers);
    assert.ok(init.signal instanceof AbortSignal);
  });

  test("create and delete have no body", async () => {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ fetch }).stream;
    await downloads.create("a", { account_id });
    await downloads.delete("a", { account_id }).catch(() => {});
    for (const [index, method] of ["POST", "DELETE"].entries()) {
      const [, init] = calls[index];
      assert.equal(init.method, method);
      assert.equal(init.body, undefined);
      assert.equal(init.headers.get("content-type"), null);
    }
  });

  test("fetchOptions reach fetch, those of the call over those of the client", async () => {
    const client = { fetchOptions: { cache: "no-store", keepalive: true } as const };
    const { init } = await sent(client, { fetchOptions: { cache: "reload" } });
    assert.equal(init.cache, "reload");
    assert.equal(init.keepalive, true);
  });

  test("the headers of a call are over the defaults, whatever the case of their names", async () => {
    const client = { defaultHeaders: { "X-One": "default", "x-two": "default" } };
    const { headers } = await sent(client, { headers: { "x-one": "call" } });
    assert.equal(headers.get("x-one"), "call");
    assert.equal(headers.get("x-two"), "default");
    assert.equal(headers.get("accept"), "application/json");
  });

  test("null removes a header and undefined leaves it alone", async () => {
    const defaultHeaders = { "x-one": "default", "x-two": undefined, "user-agent": null };
    const { headers } = await sent({ defaultHeaders }, { headers: { "x-one": undefined } });
    assert.equal(headers.get("x-one"), "default");
    assert.equal(headers.has("x-two"), false);
    assert.equal(headers.has("user-agent"), false);
    const removed = await sent({ defaultHeaders }, { headers: { "x-one": null, accept: null } });
    assert.equal(removed.headers.has("x-one"), false);
    assert.equal(removed.headers.has("accept"), false);
    const restored = await sent({ defaultHeaders }, { headers: { "user-agent": "own" } });
    assert.equal(restored.headers.get("user-agent"), "own");
  });

  test("headers may be a Headers, pairs or lists", async () => {
    const pairs: [string, string | null][] = [
      ["x-one", "1"],
      ["x-two", null],
    ];
    const defaultHeaders = new Headers({ "x-two": "2", "x-three": "3" });
    const { headers } = await sent({ defaultHeaders }, { headers: pairs });
    const values = ["x-one", "x-two", "x-three"].map((name) => headers.get(name));
    assert.deepEqual(values, ["1", null, "3"]);
    const list = await sent({}, { headers: { "x-one": ["1", "2"] } });
    assert.equal(list.headers.get("x-one"), "1, 2");
    const twice: [string, string][] = [
      ["x-one", "1"],
      ["X-One", "2"],
    ];
    const both = await sent({ defaultHeaders: { "x-one": "0" } }, { headers: twice });
    assert.equal(both.headers.get("x-one"), "1, 2");
  });

  test("of two spellings of a header in one object the last wins", async () => {
    const { headers } = await sent({}, { headers: { "X-Foo": "baz", "x-foo": "bar" } });
    assert.equal(headers.get("x-foo"), "bar");
    const twice = { Authorization: "Bearer first", authorization: "Bearer second" };
    const second = await sent({}, { headers: twice });
    assert.equal(second.headers.get("authorization"), "Bearer second");
  });

  difference("Headers that are sent", async (either) => {
    const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
    await clientOf({ baseURL }).stream.downloads.get("a", { account_id });
    const { headers } = await request();
    const own = (name: string) => /^(x-stainless-|api-version$)/.test(name);
    assert.equal(Object.keys(headers).some(own), either(true, false));
    assert.match(headers["user-agent"], either(/^Cloudflare\/JS/, /^cf-stream-downloads\/\d/));
  });

  difference("`fetchOptions` that replace the request", async (either) => {
    const replacements = { method: "PUT", headers: { "x-own": "1" }, redirect: "follow" };
    for (const [name, value] of Object.entries(replacements)) {
      const options = { fetchOptions: { [name]: value } } as Cloudflare.RequestOptions;
      const outcome = await sent({}, options).then(
        ({ init }) => init[name],
        (error) => error.constructor,
      );
      assert.deepEqual(outcome, either(value, CloudflareError), name);
    }
  });

  difference("`query` and `body` of a call on downloads", async (either) => {
    const options = { query: { page: 1 }, body: { a: 1 } } as Cloudflare.RequestOptions;
    const { url, init } = await sent({}, options);
    assert.equal(new URL(url).search, either("?page=1", ""));
    assert.equal(init.body, either('{"a":1}', undefined));
  });

  difference("Other options of a client", async (either) => {
    const { url, headers } = await sent({
      defaultQuery: { page: "1" },
      userServiceKey: "service-key",
      apiVersion: "2025-01-01",
    } as ClientOptions);
    assert.equal(new URL(url).search, either("?page=1", ""));
    assert.equal(headers.get("x-auth-user-service-key"), either("service-key", null));
    assert.equal(headers.get("api-version"), either("2025-01-01", null));
  });

  difference("Options that cannot be used", async (either) => {
    const outcomes = [
      sent({}, { maxRetries: 0.5 }),
      sent({ maxRetries: "2" as unknown as number }),
      sent({ timeout: "60s" as unknown as number }),
      sent({}, { headers: { "x-one": 5 as unknown as string } }),
      sent({ logLevel: "loud" as unknown as "info" }),
    ].map((call) =>
      call.then(
        () => "ignored",
        (error) => error.constructor,
      ),
    );
    const expected = either("ignored", CloudflareError);
    assert.deepEqual(
      await Promise.all(outcomes),
      outcomes.map(() => expected),
    );
  });
}
