// Requests to any endpoint: client.request and the verbs. They give the JSON body, whole.
// What is sent is in any-endpoint.js and json-body.js.

import { ACCOUNT_ID, API_TOKEN, READ_TOKEN } from "../stand-in/library.js";
import { json, recording } from "./fetches.js";
import { failure } from "./outcome.js";

export const VERBS = {
  get: ["GET", (client, path, options) => client.get(path, options)],
  post: ["POST", (client, path, options) => client.post(path, options)],
  put: ["PUT", (client, path, options) => client.put(path, options)],
  patch: ["PATCH", (client, path, options) => client.patch(path, options)],
  delete: ["DELETE", (client, path, options) => client.delete(path, options)],
  request: [
    "POST",
    (client, path, options) => client.request({ ...options, method: "POST", path }),
  ],
  "request in lower case": [
    "PATCH",
    (client, path, options) => client.request({ ...options, method: "patch", path }),
  ],
};

export function verbs({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("verbs");

  const ENVELOPE = {
    success: true,
    errors: [],
    messages: [],
    result: [1],
    result_info: { page: 1 },
  };

  QUnit.test.each(
    "method, path and query arrive, and no body",
    VERBS,
    async (assert, [method, call]) => {
      const { baseURL, request } = await scenario({ body: ENVELOPE });
      const path = `/accounts/${ACCOUNT_ID}/stream?search=a%20b&limit=1`;
      assert.deepEqual(await call(clientOf({ baseURL, accountId: null }), path), ENVELOPE);
      const { url, headers, body, ...rest } = await request();
      assert.strictEqual(rest.method, method);
      assert.strictEqual(url, `/client/v4${path}`);
      assert.strictEqual(body, "");
      assert.strictEqual(headers["content-type"], undefined);
      assert.strictEqual(headers.authorization, `Bearer ${API_TOKEN}`);
      assert.strictEqual(headers.accept, "application/json");
    },
  );

  const DOCUMENTS = [
    { result: null, success: true },
    { a: 1 },
    {},
    [],
    [1],
    null,
    0,
    false,
    "text",
    { success: 1 },
  ];
  QUnit.test("the whole body is given, whatever it holds", async (assert) => {
    for (const document of DOCUMENTS) {
      const { baseURL } = await scenario({ body: JSON.stringify(document) });
      for (const [, call] of Object.values(VERBS)) {
        assert.deepEqual(await call(clientOf({ baseURL }), "/zones"), document);
      }
    }
  });

  QUnit.test("an empty body is null", async (assert) => {
    for (const answer of [
      { body: "" },
      { status: 204 },
      { status: 201, body: "" },
      { body: " \n" },
    ]) {
      const { baseURL } = await scenario(answer);
      for (const [, call] of Object.values(VERBS)) {
        assert.strictEqual(await call(clientOf({ baseURL }), "/zones"), null);
      }
    }
  });

  const UNUSABLE = {
    "success: false": [
      { body: { success: false, errors: [{ code: 1004, message: "No" }] } },
      "No [code 1004]",
    ],
    "a page": [{ body: "<p>Hello", headers: { "content-type": "text/html" } }, "text/html"],
    "truncated JSON": [
      { body: '{"a"', headers: { "content-type": "application/json" } },
      "malformed JSON",
    ],
  };
  QUnit.test.each(
    "a 2xx that cannot be used is an error",
    UNUSABLE,
    async (assert, [answer, message]) => {
      const { baseURL } = await scenario(answer);
      for (const [method, call] of Object.values(VERBS)) {
        const error = await failure(() => call(clientOf({ baseURL }), "/zones"));
        assert.strictEqual(
          Object.getPrototypeOf(error),
          exports.APIResponseValidationError.prototype,
        );
        assert.true(error.message.includes(message), error.message);
        assert.true(error.message.endsWith(`(${method} /zones)`), error.message);
      }
    },
  );

  QUnit.test.each(
    "a refusal is of its class and names the request",
    VERBS,
    async (assert, [method, call]) => {
      const missing = await failure(() => call(clientOf(), "/zones"));
      assert.strictEqual(missing.name, "NotFoundError");
      assert.deepEqual(
        missing.errors.map(({ code }) => code),
        [7003, 7000],
      );
      assert.true(missing.message.endsWith(`(${method} /zones)`), missing.message);
      const path = `/accounts/${"b".repeat(32)}/stream`;
      const error = await failure(() => clientOf({ apiToken: READ_TOKEN }).get(path));
      assert.strictEqual(error.name, "PermissionDeniedError");
    },
  );

  QUnit.test("the request options hold for it as well", async (assert) => {
    const { baseURL } = await scenario({ fault: "stall" });
    const client = clientOf({ baseURL });
    const late = await failure(() => client.post("/zones", { body: {}, timeout: 100 }));
    assert.strictEqual(late.name, "APIConnectionTimeoutError");
    const signal = AbortSignal.abort("why");
    const aborted = await failure(() => client.request({ method: "PUT", path: "/zones", signal }));
    assert.true(aborted instanceof exports.APIUserAbortError);
    assert.strictEqual(aborted.cause, "why");
    const none = clientOf({ apiToken: null, apiKey: null, apiEmail: null, baseURL: null });
    assert.true((await failure(() => none.get("/zones"))).message.includes("apiToken"));
  });

  QUnit.test.each("the promise gives response and data", VERBS, async (assert, [, call]) => {
    const { fetch, calls } = recording(() => json(ENVELOPE));
    const promise = call(clientOf({ fetch }), "/zones");
    assert.true(promise instanceof exports.APIPromise);
    const raw = await promise.asResponse();
    assert.false(raw.bodyUsed);
    const { data, response } = await promise.withResponse();
    assert.strictEqual(response, raw);
    assert.deepEqual(data, ENVELOPE);
    assert.strictEqual(await promise, data);
    assert.strictEqual(calls.length, 1);
  });
}
