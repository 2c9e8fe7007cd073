// The body of a request to any endpoint: what arrives as JSON, and what JSON would lose.

import { recording } from "./fetches.js";
import { failure } from "./outcome.js";
import { VERBS } from "./verbs.js";

// A GET has none.
const WITH_BODY = Object.fromEntries(Object.entries(VERBS).filter(([name]) => name !== "get"));

export function jsonBody({ QUnit, inBrowser, scenario, clientOf }) {
  QUnit.module("JSON body");

  const ENVELOPE = { success: true, errors: [], messages: [], result: null };

  const BODIES = [
    { a: [1, "é😀", null], b: { c: true } },
    [],
    {},
    "text",
    "",
    42,
    0,
    true,
    false,
    null,
  ];
  QUnit.test.each("a body arrives as JSON", WITH_BODY, async (assert, [method, call]) => {
    await Promise.all(
      BODIES.map(async (body) => {
        const { baseURL, request } = await scenario({ body: ENVELOPE });
        assert.deepEqual(await call(clientOf({ baseURL }), "/zones", { body }), ENVELOPE);
        const sent = await request();
        assert.strictEqual(sent.method, method);
        assert.strictEqual(sent.body, JSON.stringify(body));
        assert.strictEqual(sent.headers["content-type"], "application/json");
      }),
    );
  });

  QUnit.test("a text of which the call says the type is sent as it is", async (assert) => {
    const body = JSON.stringify({ a: 1 });
    for (const type of ["application/json", "application/json; charset=utf-8", "text/csv"]) {
      const { baseURL, request } = await scenario({ body: ENVELOPE });
      await clientOf({ baseURL }).post("/zones", { body, headers: { "content-type": type } });
      const sent = await request();
      assert.strictEqual(sent.body, body, type);
      assert.strictEqual(sent.headers["content-type"], type);
    }
  });

  QUnit.test("content-type is sent with a body alone", async (assert) => {
    const userAgent = inBrowser ? [] : ["user-agent"];
    const names = ["accept", "authorization"];
    for (const [body, more] of [
      [undefined, []],
      [null, ["content-type"]],
    ]) {
      const { fetch, calls } = recording();
      await clientOf({ fetch }).post("/zones", { body });
      assert.deepEqual([...calls[0][1].headers.keys()], [...names, ...more, ...userAgent]);
      assert.strictEqual("body" in calls[0][1], body !== undefined);
    }
  });

  QUnit.test("a body may say how it is written", async (assert) => {
    class Video {
      uid = "a";
    }
    const date = new Date(0);
    for (const [body, text] of [
      [new Video(), '{"uid":"a"}'],
      [date, '"1970-01-01T00:00:00.000Z"'],
      [new URL("https://x.example/"), '"https://x.example/"'],
      [{ toJSON: () => "mine" }, '"mine"'],
      [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    ]) {
      const { fetch, calls } = recording();
      await clientOf({ fetch }).post("/zones", { body });
      assert.strictEqual(calls[0][1].body, text);
    }
  });

  QUnit.test("a body is what it was when the call was made", async (assert) => {
    const { baseURL, request } = await scenario({ body: ENVELOPE });
    const body = { a: 1 };
    const call = clientOf({ baseURL }).put("/zones", { body });
    body.a = 2;
    await call;
    assert.strictEqual((await request()).body, '{"a":1}');
  });

  const circular = {};
  circular.self = circular;
  const LOST = {
    "a form": () => new FormData(),
    "a blob": () => new Blob(["a"]),
    "query parameters": () => new URLSearchParams("a=1"),
    "an array buffer": () => new ArrayBuffer(1),
    bytes: () => new Uint8Array(1),
    "a stream": () => new ReadableStream(),
    "a map": () => new Map([["a", 1]]),
    "a set": () => new Set([1]),
    "an error": () => new Error("a"),
    "a promise": () => Promise.resolve({}),
    "a function": () => () => 1,
    "a symbol": () => Symbol("a"),
    "a bigint": () => 1n,
    "a bigint inside": () => ({ a: 1n }),
    "a circle": () => circular,
    "a toJSON that throws": () => ({
      toJSON() {
        throw new Error("no");
      },
    }),
    "a getter that throws": () => ({
      get a() {
        throw new Error("no");
      },
    }),
  };
  QUnit.test.each(
    "a body that JSON would lose is an error before any request",
    LOST,
    async (assert, make) => {
      const { fetch, calls } = recording();
      for (const [, call] of Object.values(WITH_BODY)) {
        const error = await failure(() => call(clientOf({ fetch }), "/zones", { body: make() }));
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.startsWith("body"), error.message);
      }
      assert.strictEqual(calls.length, 0);
    },
  );
}
