// The error classes: which one an answer is, and what it holds. What it says is in messages.js.

import { ACCOUNT_ID, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";

const PARENTS = {
  CloudflareError: "Error",
  APIError: "CloudflareError",
  BadRequestError: "APIError",
  AuthenticationError: "APIError",
  PermissionDeniedError: "APIError",
  NotFoundError: "APIError",
  ConflictError: "APIError",
  UnprocessableEntityError: "APIError",
  RateLimitError: "APIError",
  InternalServerError: "APIError",
  APIResponseValidationError: "APIError",
  APIConnectionError: "APIError",
  APIConnectionTimeoutError: "APIConnectionError",
  APIUserAbortError: "APIError",
};

const BY_STATUS = {
  400: "BadRequestError",
  401: "AuthenticationError",
  402: "APIError",
  403: "PermissionDeniedError",
  404: "NotFoundError",
  405: "APIError",
  408: "APIError",
  409: "ConflictError",
  410: "APIError",
  418: "APIError",
  422: "UnprocessableEntityError",
  429: "RateLimitError",
  499: "APIError",
  500: "InternalServerError",
  501: "InternalServerError",
  502: "InternalServerError",
  503: "InternalServerError",
  504: "InternalServerError",
  522: "InternalServerError",
  599: "InternalServerError",
};

export function errors({ QUnit, Cloudflare, exports, clientOf, list }) {
  QUnit.module("errors");

  for (const [name, parent] of Object.entries(PARENTS)) {
    QUnit.test(`${name} is an export, a static, and extends ${parent}`, (assert) => {
      const Class = exports[name];
      assert.strictEqual(typeof Class, "function");
      assert.strictEqual(Cloudflare[name], Class);
      const Parent = parent === "Error" ? Error : exports[parent];
      assert.strictEqual(Object.getPrototypeOf(Class), Parent);
      assert.strictEqual(Object.getPrototypeOf(Class.prototype), Parent.prototype);
      assert.strictEqual(Class.prototype.name, name);
    });
  }

  for (const [status, name] of Object.entries(BY_STATUS)) {
    QUnit.test(`${status} is the ${name}, with all that the answer gave`, async (assert) => {
      const body = { success: false, errors: [{ code: 7001, message: "Said so" }], result: null };
      const headers = { "cf-ray": "8f00d-AMS", "x-more": "1" };
      const error = await failure(() => list({ status: Number(status), body, headers }));
      assert.strictEqual(Object.getPrototypeOf(error), exports[name].prototype);
      for (const Class of [exports.APIError, Cloudflare.APIError, exports.CloudflareError, Error]) {
        assert.true(error instanceof Class);
      }
      assert.strictEqual(error.name, name);
      assert.strictEqual(error.status, Number(status));
      assert.deepEqual(error.error, body);
      assert.deepEqual(error.errors, body.errors);
      assert.strictEqual(error.code, 7001);
      assert.strictEqual(error.ray, "8f00d-AMS");
      assert.strictEqual(error.headers.get("x-more"), "1");
    });
  }

  QUnit.test("the stack names the class and the message", async (assert) => {
    const error = await failure(() => list({ status: 404, body: { errors: [] } }));
    assert.true(`${error}`.startsWith("NotFoundError: 404"));
    // The stacks of JavaScriptCore and SpiderMonkey begin with a call instead.
    if (/^\w*Error: /.test(error.stack))
      assert.true(error.stack.startsWith(`${error}`), error.stack);
  });

  QUnit.test("a 2xx that cannot be used holds what it had", async (assert) => {
    const body = { success: false, errors: [{ code: 1000, message: "No" }] };
    const error = await failure(() => list({ body, headers: { "cf-ray": "8f00d-AMS" } }));
    assert.strictEqual(Object.getPrototypeOf(error), exports.APIResponseValidationError.prototype);
    assert.strictEqual(error.status, 200);
    assert.deepEqual(error.error, body);
    assert.deepEqual(error.errors, body.errors);
    assert.strictEqual(error.code, 1000);
    assert.strictEqual(error.ray, "8f00d-AMS");
  });

  QUnit.test.each(
    "an error without Cloudflare's envelope has no codes",
    {
      "an empty body": "",
      "a page": "<!doctype html><title>Bad gateway</title>",
      "no errors": {},
      "errors of another type": { errors: "none" },
      null: "null",
      "a number": "42",
      "an array": [],
    },
    async (assert, body) => {
      const error = await failure(() => list({ status: 502, body }));
      assert.strictEqual(error.name, "InternalServerError");
      assert.strictEqual(error.status, 502);
      assert.deepEqual(error.errors, []);
      assert.strictEqual(error.code, undefined);
      assert.strictEqual(error.ray, undefined);
    },
  );

  QUnit.test.each(
    "the API's own complaints arrive as they are",
    {
      "an unknown video": [{}, "a".repeat(32), "NotFoundError", [10003]],
      "an unknown token": [
        { apiToken: UNKNOWN_TOKEN },
        VIDEOS.bothReady,
        "AuthenticationError",
        [10000],
      ],
      "another account": [
        { accountId: "b".repeat(32) },
        VIDEOS.bothReady,
        "PermissionDeniedError",
        [10000],
      ],
      "a malformed token": [{ apiToken: "short" }, VIDEOS.bothReady, "BadRequestError", [6003]],
    },
    async (assert, [options, video, name, codes]) => {
      const error = await failure(() => clientOf(options).stream.downloads.get(video));
      assert.strictEqual(error.name, name);
      assert.deepEqual(
        error.errors.map(({ code }) => code),
        codes,
      );
      assert.strictEqual(error.code, codes[0]);
      assert.true(error.ray.endsWith("-AMS"));
    },
  );

  QUnit.test(
    "with nothing created, a 404 is an error and an empty result is none",
    async (assert) => {
      const { downloads } = clientOf().stream;
      assert.deepEqual(await downloads.get(VIDEOS.nothing, { account_id: ACCOUNT_ID }), {});
      const body = {
        errors: [{ code: 10003, message: "Not Found" }],
        success: false,
        result: null,
      };
      assert.strictEqual((await failure(() => list({ status: 404, body }))).code, 10003);
    },
  );

  QUnit.test("JSON of an error has its name, message, status and code", async (assert) => {
    const body = { success: false, errors: [{ code: 10003, message: "Not Found" }], result: null };
    const absent = await failure(() => list({ status: 404, body, headers: { "cf-ray": "1-AMS" } }));
    const { name, message, status, code, ray, headers, stack } = JSON.parse(JSON.stringify(absent));
    assert.deepEqual([name, message], ["NotFoundError", absent.message]);
    assert.deepEqual([status, code, ray], [404, 10003, "1-AMS"]);
    assert.deepEqual([headers, stack], [undefined, undefined]);
    const refused = await failure(() => clientOf().stream.downloads.get(""));
    const told = { name: "CloudflareError", message: refused.message };
    assert.strictEqual(JSON.stringify(refused), JSON.stringify(told));
    const failed = new exports.DownloadFailedError("It failed", { type: "audio", download: {} });
    const expected = '{"name":"DownloadFailedError","message":"It failed","type":"audio","download":{}}';
    assert.strictEqual(JSON.stringify(failed), expected);
  });

  QUnit.test("an error that a user makes has a message as in the cloudflare package", (assert) => {
    const { APIError, NotFoundError } = exports;
    const made = (Class, ...args) => new Class(...args).message;
    const body = { errors: [{ code: 1, message: "No" }] };
    assert.strictEqual(made(NotFoundError, 404, body), `404 ${JSON.stringify(body)}`);
    assert.strictEqual(made(NotFoundError, 404, { message: "No" }), "404 No");
    assert.strictEqual(made(NotFoundError, 404), "404 status code (no body)");
    assert.strictEqual(made(APIError), "(no status code or body)");
    assert.strictEqual(made(APIError, undefined, { message: "No" }), "No");
    assert.strictEqual(made(NotFoundError, 404, body, "Mine"), "Mine");
  });

  QUnit.test("a rate limit says when to come back, in milliseconds", async (assert) => {
    const limited = (headers) =>
      failure(() => list({ status: 429, headers, body: { errors: [] } }));
    assert.strictEqual((await limited({ "retry-after": "30" })).retryAfter, 30_000);
    assert.strictEqual((await limited({ "retry-after-ms": "1500" })).retryAfter, 1500);
    assert.strictEqual((await limited({})).retryAfter, undefined);
  });

  QUnit.test.each(
    "so does any other refusal after which one may come back",
    [[408], [409], [503], [404, "true"]],
    async (assert, [status, retries = "perhaps"]) => {
      const headers = { "retry-after": "120", "x-should-retry": retries };
      const error = await failure(() => list({ status, headers, body: { errors: [] } }));
      assert.deepEqual([error.status, error.retryAfter], [status, 120_000]);
    },
  );
}
