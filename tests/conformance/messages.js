// What errors say: one readable line.

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";

const REQUEST = `GET /accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`;
const PAGE = `<!doctype html>
<html>
  <head><title>502 Bad gateway</title></head>
  <body><h1>The origin is away</h1>${"<p>Much more to read.</p>\n".repeat(500)}<p>the end</p></body>
</html>`;

const chain = (...links) => {
  const [first, ...rest] = links;
  return rest.length > 0 ? { ...first, error_chain: [chain(...rest)] } : first;
};

export function messages({ QUnit, list, clientOf, scenario }) {
  QUnit.module("messages");

  async function said(answer) {
    const { message } = await failure(() => list(answer));
    return message;
  }

  const NOT_FOUND = { code: 10003, message: "Not Found" };
  const failed = (...errors) => ({ success: false, errors, messages: [], result: null });

  QUnit.test(
    "a message has status, Cloudflare's words and code, method and path",
    async (assert) => {
      const message = await said({ status: 404, body: failed(NOT_FOUND) });
      assert.true(message.startsWith("404 "), message);
      assert.true(message.includes("Not Found [code 10003]"), message);
      assert.true(message.includes(REQUEST), message);
      assert.false(message.includes("127.0.0.1"), message);
    },
  );

  QUnit.test("a message has the whole chain, outermost first", async (assert) => {
    const link = (code, message) => ({ code, message });
    const inner = chain(
      link(6003, "Invalid headers"),
      link(6111, "Bad format"),
      link(6112, "Too short"),
    );
    const message = await said({ status: 400, body: failed(inner) });
    const words =
      /Invalid headers \[code 6003\].*Bad format \[code 6111\].*Too short \[code 6112\]/;
    assert.true(words.test(message), message);

    // This is how the API itself answers a token that is none.
    const { baseURL } = await scenario();
    const real = await failure(() =>
      clientOf({ baseURL, apiToken: "short" }).stream.downloads.get(VIDEOS.bothReady),
    );
    assert.true(real.message.startsWith("400 Invalid request headers [code 6003]"), real.message);
    assert.true(real.message.includes("Invalid format for Authorization header [code 6111]"));
  });

  QUnit.test("a message has more than one error", async (assert) => {
    const body = failed(
      { code: 7003, message: "Could not route" },
      { code: 7000, message: "No route" },
    );
    const message = await said({ status: 404, body });
    assert.true(/Could not route \[code 7003\].*No route \[code 7000\]/.test(message), message);
  });

  QUnit.test("a 2xx that says failure tells the API's words too", async (assert) => {
    const message = await said({ body: failed(NOT_FOUND) });
    assert.true(message.startsWith("200 "), message);
    assert.true(message.includes("Not Found [code 10003]"), message);
    assert.true(message.includes(REQUEST), message);
  });

  const LONG = "A long story. ".repeat(100);
  const DEEP = chain(
    ...Array.from({ length: 200 }, (_, code) => ({ code: 1000 + code, message: LONG })),
  );
  QUnit.test.each(
    "a message is one readable line of at most 500 characters",
    {
      "line breaks": {
        status: 400,
        body: failed({ code: 1000, message: "a\r\n\tb\u2028c\u2029d\0e\x1b[31m" }),
      },
      "a long message": { status: 400, body: failed({ code: 1000, message: LONG }) },
      "a long word": { status: 400, body: failed({ code: 1000, message: "a".repeat(10_000) }) },
      "characters outside the basic plane": {
        status: 400,
        body: failed({ code: 1000, message: `a${"😀".repeat(1000)}` }),
      },
      "many errors": {
        status: 400,
        body: failed(...Array(1000).fill({ code: 1000, message: LONG })),
      },
      "a deep chain": { status: 400, body: failed(DEEP) },
      "many deep chains": { status: 400, body: failed(DEEP, DEEP, DEEP) },
      "errors of odd kinds": {
        status: 400,
        body: failed(
          null,
          1,
          "two",
          [],
          {},
          { code: "x", message: 1 },
          { error_chain: "y" },
          { message: "Read" },
        ),
      },
      "a page": { status: 502, body: PAGE, headers: { "content-type": "text/html" } },
      "a page as a success": { body: PAGE, headers: { "content-type": "text/html" } },
      "a page without a type": { status: 502, body: PAGE },
      "a long type": {
        status: 502,
        body: "x",
        headers: { "content-type": `a/${"b".repeat(5000)}` },
      },
      "one long line": { status: 500, body: "0123456789".repeat(10_000) },
      "truncated JSON": { body: '{"success":true,"result":{"default":{"st\n\n' },
      "an empty body": { status: 503, body: "" },
      "a wrong type": { body: { success: true, result: { default: 1 } } },
    },
    async (assert, answer) => {
      const message = await said(answer);
      assert.true(message.length <= 500, `${message.length} characters`);
      assert.false(/[\p{Cc}\u2028\u2029]/u.test(message), JSON.stringify(message));
      // Cut within a pair, half a character would be left.
      assert.false(/\p{Cs}/u.test(message), JSON.stringify(message));
      assert.true(message.startsWith(`${answer.status ?? 200} `), message);
      assert.true(message.includes(REQUEST), message);
    },
  );

  QUnit.test("a long message still has its code and its request", async (assert) => {
    const message = await said({ status: 400, body: failed({ code: 1234, message: LONG }) });
    assert.true(message.includes("[code 1234]"), message);
    assert.true(message.includes("A long story."), message);
  });

  QUnit.test("a deep chain keeps its first and its last link", async (assert) => {
    const links = Array.from({ length: 5 }, (_, code) => ({ code: 1000 + code, message: LONG }));
    const message = await said({ status: 400, body: failed(chain(...links)) });
    assert.true(message.includes("[code 1000]") && message.includes("[code 1004]"), message);
  });

  QUnit.test("the middle of a long chain gives way, and the fourth error", async (assert) => {
    const links = ["a", "b", "c", "d", "e"].map((message, code) => ({ code, message }));
    const body = failed(chain(...links), { message: "f" }, {}, { message: "g" });
    const message = await said({ status: 400, body });
    assert.true(message.startsWith("400 a [code 0]: d [code 3]: e [code 4]; f (GET "), message);
  });

  QUnit.test("a code that is no whole number is left out", async (assert) => {
    const TEXTS = ["", "x", "-1", "1.5", "1e3", "0x7", "4294967296", "9".repeat(400)];
    for (const code of [1.5, -1, 2 ** 32, 1e300, ...TEXTS, null, true, [7], {}]) {
      const message = await said({ status: 400, body: failed({ code, message: "No" }) });
      assert.true(message.startsWith("400 No (GET "), message);
    }
    const message = await said({ status: 400, body: failed({ code: 0 }, { code: 2 ** 32 - 1 }) });
    assert.true(message.startsWith("400 [code 0]; [code 4294967295] (GET "), message);
  });

  QUnit.test("a code may be a text of digits", async (assert) => {
    for (const code of ["7", "0", "10003", "4294967295"]) {
      const message = await said({ status: 400, body: failed({ code, message: "No" }) });
      assert.true(message.startsWith(`400 No [code ${code}] (GET `), message);
    }
  });

  QUnit.test.each(
    "a page is told by its type and a short excerpt",
    [200, 403, 502],
    async (assert, status) => {
      const headers = { "content-type": "text/html; charset=UTF-8" };
      const message = await said({ status, headers, body: PAGE });
      assert.true(message.includes("text/html"), message);
      assert.true(message.includes("Bad gateway"), message);
      assert.false(/<\w|<!|doctype/.test(message), message);
      assert.false(message.includes("the end"), message);
      assert.true(message.length < 300, message);
    },
  );

  QUnit.test("a text is told by its type and a short excerpt", async (assert) => {
    const headers = { "content-type": "text/plain" };
    const message = await said({ status: 403, headers, body: "error code: 1010" });
    assert.true(message.includes("text/plain"), message);
    assert.true(message.includes("error code: 1010"), message);
  });

  QUnit.test("malformed JSON and an empty body are called what they are", async (assert) => {
    const headers = { "content-type": "application/json" };
    const malformed = await said({ headers, body: '{"success":tru' });
    assert.true(/json/i.test(malformed), malformed);
    const empty = await said({ status: 500, headers, body: "" });
    assert.true(/empty/i.test(empty), empty);
  });

  QUnit.test("timeouts, aborts and broken connections name the request too", async (assert) => {
    const timeout = await failure(() => list({ fault: "stall" }, { timeout: 100 }));
    const aborted = await failure(() => list({}, {}, { signal: AbortSignal.abort() }));
    const broken = await failure(() => list({ fault: "close" }));
    for (const { message } of [timeout, aborted, broken]) {
      assert.true(message.includes(REQUEST), message);
      assert.true(message.length <= 500 && !/[\r\n]/.test(message), message);
    }
    assert.true(timeout.message.includes("100 ms"), timeout.message);
  });
}
