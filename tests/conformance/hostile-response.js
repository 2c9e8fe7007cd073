// Answers that only claim to be some, and bodies of any kind.

import { VIDEOS } from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure, settled } from "./outcome.js";
import { raise, revoked } from "./strange.js";

const TEXT = JSON.stringify({ success: true, result: RESULT });

/** Something with the parts of a Response that are needed, of which `parts` are replaced. */
const like = (parts) => {
  const response = { status: 200, headers: new Headers(), text: async () => TEXT };
  return Object.defineProperties(response, Object.getOwnPropertyDescriptors(parts));
};

const headers = (get) => ({ headers: { get } });

const NO_ANSWER = {
  "no status": { status: undefined },
  "a status that throws": {
    get status() {
      return raise();
    },
  },
  "a status that is a string": { status: "200" },
  "a status that is NaN": { status: NaN },
  "a status below all": { status: -200 },
  "a status above all": { status: 1e9 },
  "half a status": { status: 200.5 },
  "a status that is a symbol": { status: Symbol("200") },
  "no headers": { headers: undefined },
  "headers that are null": { headers: null },
  "headers that throw": {
    get headers() {
      return raise();
    },
  },
  "headers of another kind": { headers: { "content-type": "application/json" } },
  "no text": { text: undefined },
  "text that is no function": { text: TEXT },
  "text that cannot be read": {
    get text() {
      return raise();
    },
  },
};

const NO_TEXT = {
  nothing: () => undefined,
  null: () => null,
  "a number": () => 42,
  "a symbol": () => Symbol("text"),
  "a bigint": () => 42n,
  "an object": () => ({ success: true, result: RESULT }),
  "a string object": () => new String(TEXT),
  "a function": () => () => TEXT,
  "a throw": raise,
  "a rejection of nothing": () => Promise.reject(undefined),
  "a rejection of a symbol": () => Promise.reject(Symbol("text")),
  "a rejection of a revoked proxy": () => Promise.reject(revoked({})),
  "a revoked proxy": () => revoked({}),
  "a thenable that throws": () => ({ then: raise }),
  "a promise whose then throws": () => Object.assign(Promise.resolve(TEXT), { then: raise }),
};

const TEXTS = {
  "10 MB of nothing": " ".repeat(10_000_000),
  "10 MB of text": "a".repeat(10_000_000),
  "10 MB of JSON": `{"success":false,"errors":[${Array(200_000).fill('{"code":1000,"message":"no"}').join()}]}`,
  "a message of 10 MB": `{"success":false,"errors":[{"code":1000,"message":"${"漢".repeat(5_000_000)}"}]}`,
  "brackets that never close": "[".repeat(1_000_000),
  "objects in objects": `${'{"errors":'.repeat(20_000)}1${"}".repeat(20_000)}`,
  "a chain in a chain": `{"success":false,"errors":${'[{"error_chain":'.repeat(5000)}1${"}]".repeat(5000)}}`,
  "lone surrogates": '{"success":false,"errors":[{"code":1000,"message":"\\ud800 \\udc00"}]}',
  "bare lone surrogates": "\ud800\udc00\udc00\ud800",
  "NUL characters": "\0\0\0",
  "numbers out of range": '{"success":false,"errors":[{"code":1e999,"message":-1e999}]}',
  "errors that are an object with a length": '{"success":false,"errors":{"length":4294967295}}',
};

export function hostileResponse({ QUnit, Cloudflare, exports, clientOf }) {
  QUnit.module("hostile response");

  const get = (response, options) =>
    clientOf({ fetch: () => response, timeout: 60_000, ...options }).stream.downloads.get(
      VIDEOS.bothReady,
    );

  async function goodCallWorks(assert) {
    const { downloads } = clientOf(recording()).stream;
    assert.deepEqual(await settled(downloads.get(VIDEOS.bothReady)), RESULT, "the next call works");
  }

  const isLine = ({ message }) => message.length <= 500 && !/[\p{Cc}\u2028\u2029]/u.test(message);

  QUnit.test("what has the parts of an answer will do", async (assert) => {
    assert.deepEqual(await get(like({})), RESULT);
    const proxy = new Proxy(like({}), {});
    assert.deepEqual(await get(proxy), RESULT);
  });

  QUnit.test.each(
    "an answer without a part of it is an error",
    NO_ANSWER,
    async (assert, parts) => {
      const error = await failure(() => get(like(parts)));
      assert.true(error instanceof exports.APIConnectionError, `${error}`);
      assert.true(isLine(error), error.message);
      await goodCallWorks(assert);
    },
  );

  QUnit.test.each(
    "a header that cannot be read does no harm",
    {
      "that throws": headers(raise),
      "that is a symbol": headers(() => Symbol("header")),
      "that is a number": headers(() => 42),
      "that is long": headers(() => "a".repeat(1_000_000)),
      "that has line breaks": headers(() => "a\r\nb"),
    },
    async (assert, parts) => {
      assert.deepEqual(await get(like(parts)), RESULT);
      for (const status of [200, 302, 404, 429, 500]) {
        const error = await failure(() => get(like({ ...parts, status, text: async () => "x" })));
        assert.strictEqual(error.status, status);
        assert.true(isLine(error), error.message);
      }
      await goodCallWorks(assert);
    },
  );

  QUnit.test.each("a text that is none is an error", NO_TEXT, async (assert, text) => {
    for (const status of [200, 404]) {
      const call = get(like({ status, text }));
      const error = await failure(() => call);
      assert.true(error instanceof exports.APIError, `${error}`);
      assert.true(isLine(error), error.message);
      if (status === 404) assert.strictEqual(error.name, "NotFoundError");
      await goodCallWorks(assert);
    }
  });

  QUnit.test.each("a text of any kind is an error in one line", TEXTS, async (assert, text) => {
    for (const status of [200, 500]) {
      const error = await failure(() => get(like({ status, text: async () => text })));
      const name = status === 200 ? "APIResponseValidationError" : "InternalServerError";
      assert.strictEqual(error.name, name);
      assert.true(isLine(error), error.message);
      await goodCallWorks(assert);
    }
  });

  QUnit.test("what every object inherits is not of a body", async (assert) => {
    const inherited = { value: "all", configurable: true };
    Object.defineProperty(Object.prototype, "percentComplete", inherited);
    try {
      const text = async () => '{"result":{"audio":{}}}';
      assert.deepEqual(await get(like({ text })), { audio: {} });
    } finally {
      delete Object.prototype.percentComplete;
    }
  });

  QUnit.test("a body that never ends, ends with the timeout", async (assert) => {
    for (const status of [200, 500]) {
      const response = like({ status, text: () => new Promise(() => {}) });
      const error = await failure(() => get(response, { timeout: 50 }));
      assert.true(error instanceof exports.APIConnectionTimeoutError, `${error}`);
      await goodCallWorks(assert);
    }
  });

  QUnit.test("the platform's own error response is an error", async (assert) => {
    const error = await failure(() => get(Response.error()));
    assert.true(error instanceof exports.APIError, `${error}`);
    await goodCallWorks(assert);
  });

  QUnit.test("a part that changes between two looks does no harm", async (assert) => {
    let looks = 0;
    const parts = {
      get status() {
        looks += 1;
        return looks === 1 ? 200 : Symbol("status");
      },
    };
    const error = await settled(get(like(parts))).catch((e) => e);
    assert.true(!(error instanceof Error) || error instanceof Cloudflare.CloudflareError);
    await goodCallWorks(assert);
  });
}
