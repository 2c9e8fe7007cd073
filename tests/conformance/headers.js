// The caller's own headers: the client's defaults and those of a call. A credential among them is
// in own-credential.js.

import { ACCOUNT_ID, API_TOKEN, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { recording } from "./fetches.js";
import { failure } from "./outcome.js";
import { sentHeaders } from "./sent-headers.js";

export function headers({ QUnit, Cloudflare, inBrowser, scenario, clientOf }) {
  QUnit.module("headers");

  const OURS = {
    accept: "application/json",
    authorization: `Bearer ${API_TOKEN}`,
    ...(!inBrowser && { "user-agent": undefined }),
  };

  const { given, arrived } = sentHeaders({ scenario, clientOf });

  const same = (assert, headers, more) => {
    const expected = { ...OURS, ...more };
    assert.deepEqual(Object.keys(headers).sort(), Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      if (value !== undefined) assert.strictEqual(headers[name], value, name);
    }
  };

  const ownForms = {
    "an object": { "X-One": "1", "x-two": "a, b" },
    "an object without a prototype": Object.assign(Object.create(null), {
      "x-one": "1",
      "X-Two": "a, b",
    }),
    "a Headers": new Headers({ "x-one": "1", "x-two": "a, b" }),
    pairs: [
      ["x-one", "1"],
      ["X-Two", "a, b"],
    ],
    "a Map": new Map([
      ["x-one", "1"],
      ["x-two", "a, b"],
    ]),
    "a list for one": { "x-one": ["1"], "x-two": ["a", "b"] },
    "a list for one among pairs": [
      ["x-one", ["1"]],
      ["x-two", ["a", "b"]],
    ],
  };
  QUnit.test.each("they may come in any form", ownForms, async (assert, own) => {
    const expected = { "x-one": "1", "x-two": "a, b" };
    same(assert, await given({}, { headers: own }), expected);
    same(assert, await given({ defaultHeaders: own }), expected);
  });

  QUnit.test("those of the call go over the client's, and these over ours", async (assert) => {
    const defaultHeaders = { a: "client", b: "client", Accept: "text/a" };
    same(assert, await given({ defaultHeaders }, { headers: { B: "call", c: "call" } }), {
      accept: "text/a",
      a: "client",
      b: "call",
      c: "call",
    });
    same(
      assert,
      await given({ defaultHeaders }, { headers: { accept: "text/b", b: ["x", "y"] } }),
      {
        accept: "text/b",
        a: "client",
        b: "x, y",
      },
    );
  });

  QUnit.test("a null removes one, and undefined stands for nothing", async (assert) => {
    const defaultHeaders = { a: "client", b: "client", c: null, d: undefined };
    same(assert, await given({ defaultHeaders }, { headers: { A: null, b: undefined } }), {
      b: "client",
    });
    const { accept, ...rest } = await given(
      {},
      { headers: { Accept: null, authorization: undefined } },
    );
    assert.strictEqual(accept, undefined);
    assert.strictEqual(rest.authorization, OURS.authorization);
    const back = await given(
      { defaultHeaders: { accept: null } },
      { headers: { accept: "text/c" } },
    );
    assert.strictEqual(back.accept, "text/c");
    for (const none of [null, undefined, {}, [], new Headers()]) {
      same(assert, await given({ defaultHeaders: none }, { headers: none }));
    }
  });

  QUnit.test("of two spellings in one object the last wins, and of pairs all", async (assert) => {
    const object = { "X-Foo": "baz", "x-foo": "bar" };
    same(assert, await given({}, { headers: object }), { "x-foo": "bar" });
    same(assert, await given({ defaultHeaders: object }), { "x-foo": "bar" });
    same(assert, await given({}, { headers: { "X-Foo": "baz", "x-foo": undefined } }), { "x-foo": "baz" });
    same(assert, await given({}, { headers: Object.entries(object) }), { "x-foo": "baz, bar" });
    const twice = { Authorization: "Bearer first", authorization: "Bearer second" };
    const { authorization } = await given({}, { headers: twice });
    assert.strictEqual(authorization, "Bearer second");
  });

  QUnit.test("they arrive, and what is removed does not", async (assert) => {
    const defaultHeaders = { "content-language": "en", "accept-language": "de" };
    const first = await arrived({ defaultHeaders }, { headers: { accept: "text/plain" } });
    assert.strictEqual(first["content-language"], "en");
    assert.strictEqual(first["accept-language"], "de");
    assert.strictEqual(first.accept, "text/plain");
    assert.strictEqual(first.authorization, OURS.authorization);
    const second = await arrived(
      { defaultHeaders },
      { headers: { "Content-Language": null, "accept-language": "fr", accept: null } },
    );
    assert.strictEqual(second["content-language"], undefined);
    assert.strictEqual(second["accept-language"], "fr");
    assert.notStrictEqual(second.accept, "application/json");
  });

  if (!inBrowser) {
    QUnit.test("the user agent may be one's own", async (assert) => {
      const own = await arrived({}, { headers: { "User-Agent": "mine/1", "x-own": "1" } });
      assert.strictEqual(own["user-agent"], "mine/1");
      assert.strictEqual(own["x-own"], "1");
      const none = await arrived({ defaultHeaders: { "user-agent": null } });
      assert.false((none["user-agent"] ?? "").includes("cf-stream-downloads"));
    });
  }

  QUnit.test("a body may have a content type of its own", async (assert) => {
    const { fetch, calls } = recording();
    const headers = { "Content-Type": "application/merge-patch+json" };
    await clientOf({ fetch }).patch("/zones", { body: {}, headers });
    assert.strictEqual(calls[0][1].headers.get("content-type"), headers["Content-Type"]);
  });

  QUnit.test("they are for one call, and of every call of a client", async (assert) => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch, defaultHeaders: { a: "1" } });
    const { downloads } = client.stream;
    await downloads.get(VIDEOS.bothReady, undefined, { headers: { b: "1" } });
    await downloads.get(VIDEOS.bothReady);
    await downloads.audio.create(VIDEOS.bothReady).catch(() => {});
    await client.get("/zones");
    const sent = calls.map(([, { headers }]) => [headers.get("a"), headers.get("b")]);
    assert.deepEqual(sent, [
      ["1", "1"],
      ["1", null],
      ["1", null],
      ["1", null],
    ]);
  });

  QUnit.test("what the caller hands over is not changed", async (assert) => {
    const own = new Headers({ a: "1" });
    await given({ defaultHeaders: Object.freeze({ a: "0", accept: null }) }, { headers: own });
    assert.deepEqual([...own], [["a", "1"]]);
  });

  QUnit.test("a client shows no default header", (assert) => {
    const client = new Cloudflare({
      accountId: ACCOUNT_ID,
      defaultHeaders: { authorization: UNKNOWN_TOKEN },
    });
    const { Deno, Bun, process } = globalThis;
    const inspect =
      Deno?.inspect ?? Bun?.inspect ?? process?.getBuiltinModule?.("node:util")?.inspect;
    const shown = [String(client), JSON.stringify(client), JSON.stringify({ ...client })];
    if (inspect) shown.push(inspect(client, { depth: 10, showHidden: true, getters: true }));
    for (const text of shown) assert.false(text.includes(UNKNOWN_TOKEN), text);
  });

  const BAD = {
    "a name with a space": { "a b": "s3cret" },
    "no name": { "": "s3cret" },
    "a name with a line break": [["a\r\nb", "s3cret"]],
    "a value with a line break": { a: "s3cret\r\nx-evil: 1" },
    "a value with a null": { a: "s3cret\0" },
    "a value outside Latin-1": { a: "s3cret😀" },
    "a credential with a line break": { authorization: "Bearer s3cret\n1" },
    "a number": { a: 42 },
    "a boolean": { a: true },
    "an object": { a: {} },
    "an empty list": { a: [] },
    "a list of numbers": { a: [1] },
    "a symbol": { a: Symbol("s3cret") },
    "a pair without a name": [[undefined, "s3cret"]],
    "pairs that are none": [1, 2],
    "a text": "a: s3cret",
    "a number alone": 42,
    "a getter that throws": {
      get a() {
        throw new Error("s3cret");
      },
    },
    "an iterator that throws": {
      *[Symbol.iterator]() {
        throw new Error("s3cret");
      },
    },
  };
  QUnit.test.each(
    "one that cannot be sent is an error that names the option",
    BAD,
    async (assert, own) => {
      const { fetch, calls } = recording();
      for (const [name, options, requestOptions] of [
        ["defaultHeaders", { defaultHeaders: own }],
        ["headers", {}, { headers: own }],
      ]) {
        const { downloads } = clientOf({ fetch, ...options }).stream;
        const error = await failure(() =>
          downloads.get(VIDEOS.bothReady, undefined, requestOptions),
        );
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.startsWith(name), error.message);
        assert.false(error.message.includes("s3cret"), error.message);
      }
      assert.strictEqual(calls.length, 0);
    },
  );
}
