// The method, path and query of a request to any endpoint, and which of them are refused.

import { recording } from "./fetches.js";
import { failure } from "./outcome.js";
import { VERBS } from "./verbs.js";

export function anyEndpoint({ QUnit, scenario, clientOf }) {
  QUnit.module("any endpoint");

  const ENVELOPE = { success: true, errors: [], messages: [], result: null };

  QUnit.test("a query is appended, without what is null or undefined", async (assert) => {
    const { baseURL, requests } = await scenario({ body: ENVELOPE });
    const client = clientOf({ baseURL });
    const query = {
      text: "a b&c=ü/?",
      number: 1.5,
      yes: true,
      no: false,
      big: 2n,
      empty: "",
      none: null,
      nothing: undefined,
    };
    await client.get("/zones", { query });
    await client.get("/zones?a=1", { query: { b: 2 } });
    await client.request({ method: "GET", path: "/zones", query: { c: 3 } });
    await client.get("/zones", { query: {} });
    await client.get("/zones", { query: null });
    const [first, ...others] = (await requests()).map(({ url }) => url);
    const { pathname, searchParams } = new URL(first, "https://x.example");
    assert.strictEqual(pathname, "/client/v4/zones");
    assert.deepEqual(
      [...searchParams],
      [
        ["text", "a b&c=ü/?"],
        ["number", "1.5"],
        ["yes", "true"],
        ["no", "false"],
        ["big", "2"],
        ["empty", ""],
      ],
    );
    const paths = ["/zones?a=1&b=2", "/zones?c=3", "/zones", "/zones"];
    assert.deepEqual(
      others,
      paths.map((path) => `/client/v4${path}`),
    );
  });

  QUnit.test("a query that no URL can say is an error before any request", async (assert) => {
    const { fetch, calls } = recording();
    for (const query of [
      42,
      "a=1",
      true,
      { a: {} },
      { a: [1] },
      { a: () => 1 },
      { a: Symbol("a") },
    ]) {
      const error = await failure(() => clientOf({ fetch }).get("/zones", { query }));
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(error.message.startsWith("query"), error.message);
    }
    assert.strictEqual(calls.length, 0);
  });

  const PATHS = [
    "",
    "zones",
    "https://evil.example/",
    "@evil.example",
    ":1/",
    "?a",
    "/a b",
    "/a\nb",
    "/a#b",
    "/a\\b",
    "/ä",
    "/\ud800",
    "/a\0",
    "/".repeat(10_000),
    42,
    undefined,
    null,
    {},
    [],
    Symbol("/"),
  ];
  QUnit.test("a bad path is an error that names it, before any request", async (assert) => {
    const { fetch, calls } = recording();
    for (const path of PATHS) {
      for (const [, call] of Object.values(VERBS)) {
        const error = await failure(() => call(clientOf({ fetch }), path));
        assert.strictEqual(error.name, "CloudflareError", String(path));
        assert.true(error.message.startsWith("path"), error.message);
        assert.true(error.message.length <= 500);
      }
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("a path never leads to another server", async (assert) => {
    for (const path of ["//evil.example/a", "/@evil.example", "/..//evil.example", "/:80"]) {
      for (const baseURL of ["https://proxy.example", "https://proxy.example/v4/"]) {
        const { fetch, calls } = recording();
        await clientOf({ fetch, baseURL })
          .get(path)
          .catch(() => {});
        for (const [url] of calls)
          assert.strictEqual(new URL(url).origin, "https://proxy.example", url);
        assert.true(calls.length <= 1);
      }
    }
  });

  QUnit.test("a bad method is an error that names it, before any request", async (assert) => {
    const { fetch, calls } = recording();
    for (const method of [
      "",
      "G T",
      "GET\r\nx: 1",
      "GÉT",
      "a".repeat(10_000),
      42,
      undefined,
      null,
      {},
      Symbol("GET"),
    ]) {
      const error = await failure(() => clientOf({ fetch }).request({ method, path: "/zones" }));
      assert.strictEqual(error.name, "CloudflareError", String(method));
      assert.true(error.message.startsWith("method"), error.message);
    }
    for (const options of [undefined, null, 42]) {
      assert.strictEqual(
        (await failure(() => clientOf({ fetch }).request(options))).name,
        "CloudflareError",
      );
    }
    assert.strictEqual(calls.length, 0);
  });
}
