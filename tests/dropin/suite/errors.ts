// The errors of answers that are not 2xx, and of no answer.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

import { failure } from "../../conformance/outcome.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import Cloudflare, { exports, packageName } from "./package.js";
import * as classes from "./package.js";

const CLASSES = {
  BadRequestError: 400,
  AuthenticationError: 401,
  PermissionDeniedError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  UnprocessableEntityError: 422,
  RateLimitError: 429,
  InternalServerError: 500,
} as const;
const ENVELOPE = {
  success: false,
  errors: [{ code: 10003, message: "Not Found" }],
  messages: [],
  result: null,
};

export function errors(scenario: Scenario) {
  async function failed(answer: object) {
    const { baseURL } = await scenario(answer);
    return failure(() => clientOf({ baseURL }).stream.downloads.get("a", { account_id }));
  }

  for (const [name, status] of Object.entries(CLASSES)) {
    test(`${status} is a ${name}`, async () => {
      const error = await failed({ status, body: ENVELOPE });
      assert.equal(error.constructor, classes[name as keyof typeof CLASSES]);
      assert.equal(error.constructor.name, name);
      assert.ok(error instanceof Cloudflare[name as keyof typeof CLASSES]);
      assert.equal(error.status, status);
    });
  }

  test("other statuses are of the classes above", async () => {
    assert.equal((await failed({ status: 418, body: "" })).constructor, classes.APIError);
    assert.equal(
      (await failed({ status: 503, body: "" })).constructor,
      classes.InternalServerError,
    );
  });

  test("all classes are exports and statics, and extend each other alike", () => {
    const { CloudflareError, APIError, APIConnectionError } = classes;
    const parents: [object, object][] = [
      [CloudflareError, Error],
      [APIError, CloudflareError],
      [APIConnectionError, APIError],
      [classes.APIConnectionTimeoutError, APIConnectionError],
      [classes.APIUserAbortError, APIError],
      ...Object.keys(CLASSES).map((name): [object, object] => [
        classes[name as keyof typeof CLASSES],
        APIError,
      ]),
    ];
    for (const [Class, parent] of parents) {
      const { name } = Class as { name: keyof typeof CLASSES };
      assert.equal(Object.getPrototypeOf(Class), parent);
      assert.equal(Cloudflare[name], Class);
      assert.equal(Reflect.get(exports, name), Class);
    }
  });

  test("an error has the status, the headers, the body and its errors", async () => {
    const headers = { "cf-ray": "8a1b2c3d4e5f6789-AMS" };
    const error = await failed({ status: 404, headers, body: ENVELOPE });
    assert.ok(error instanceof classes.APIError);
    assert.equal(error.headers?.get("cf-ray"), "8a1b2c3d4e5f6789-AMS");
    assert.deepEqual(error.error, ENVELOPE);
    assert.deepEqual(error.errors, ENVELOPE.errors);
    assert.match(error.message, /^404 .*Not Found/);
  });

  test("the body of an error that is no JSON is not there", async () => {
    const error = await failed({ status: 404, body: "<html><h1>Lost</h1></html>" });
    assert.equal(error.error, undefined);
    assert.deepEqual(error.errors, []);
    assert.match(error.message, /^404 .*Lost/);
  });

  test("asResponse and withResponse reject, too", async () => {
    const { baseURL } = await scenario({ status: 404, body: ENVELOPE });
    const { downloads } = clientOf({ baseURL }).stream;
    const call = () => downloads.get("a", { account_id });
    assert.ok((await failure(() => call().asResponse())) instanceof classes.NotFoundError);
    assert.ok((await failure(() => call().withResponse())) instanceof classes.NotFoundError);
  });

  test("no answer is an APIConnectionError with what fetch threw as its cause", async () => {
    const cause = new TypeError("refused");
    const fetch = () => Promise.reject(cause);
    const error = await failure(() =>
      clientOf({ fetch }).stream.downloads.get("a", { account_id }),
    );
    assert.equal(error.constructor, classes.APIConnectionError);
    assert.equal(error.cause, cause);
    assert.equal(error.status, undefined);
    assert.equal(error.headers, undefined);
    assert.deepEqual(error.errors, []);
    assert.equal((await failed({ fault: "reset" })).constructor, classes.APIConnectionError);
  });

  test("errors can be made with the same arguments", () => {
    const headers = new Headers();
    const error = new classes.NotFoundError(404, ENVELOPE, "message", headers);
    assert.deepEqual([error.status, error.error, error.headers], [404, ENVELOPE, headers]);
    assert.deepEqual(error.errors, ENVELOPE.errors);
    const composed = new classes.NotFoundError(404, ENVELOPE, undefined, headers).message;
    assert.equal(composed, `404 ${JSON.stringify(ENVELOPE)}`);
    const { message } = new classes.NotFoundError(404, { message: "No" }, undefined, headers);
    assert.equal(message, "404 No");
    assert.equal(error.headers.get("cf-ray"), null);
    assert.equal(new classes.APIConnectionError({ message: "lost" }).message, "lost");
    assert.equal(new classes.APIConnectionTimeoutError().message, "Request timed out.");
    assert.equal(new classes.APIUserAbortError().message, "Request was aborted.");
  });

  difference("Fields of errors", async (either) => {
    const headers = { "cf-ray": "8a1b2c3d4e5f6789-AMS", "retry-after": "300" };
    const error = await failed({ status: 429, headers, body: ENVELOPE });
    const { name, code, ray, retryAfter } = error;
    const added = ["RateLimitError", 10003, "8a1b2c3d4e5f6789-AMS", 300_000];
    const none = ["Error", undefined, undefined, undefined];
    assert.deepEqual([name, code, ray, retryAfter], either(none, added));
    assert.equal(Reflect.has(classes.APIError, "generate"), either(true, false));
  });

  difference("Messages", async (either) => {
    const text = (await failed({ status: 404, body: ENVELOPE })).message;
    const json = `404 ${JSON.stringify(ENVELOPE)}`;
    const request = `GET /accounts/${account_id}/stream/a/downloads`;
    assert.equal(text, either(json, `404 Not Found [code 10003] (${request})`));
    const page = await failed({ status: 502, body: `<p>${"long ".repeat(1000)}</p>` });
    assert.equal(page.message.length > 500, either(true, false));
    const made = new classes.NotFoundError(404, ENVELOPE, "message", new Headers());
    assert.equal(made.message, either(json, "message"));
  });

  difference("`cause` that is no error", async (either) => {
    const fetch = () => Promise.reject("text");
    const { cause } = await failure(() =>
      clientOf({ fetch }).stream.downloads.get("a", { account_id }),
    );
    assert.equal(cause instanceof Error, either(true, false));
    assert.equal(String(cause), either("Error: text", "text"));
  });

  difference("A failed call that nobody awaits", async (either) => {
    const script = `
      import Cloudflare from ${JSON.stringify(packageName)};
      const fetch = () => Promise.reject(new TypeError("refused"));
      const client = new Cloudflare({ apiToken: "token", maxRetries: 0, fetch });
      client.stream.downloads.get("a", { account_id: "b" });`;
    const options = ["--input-type=module", "--eval", script];
    // Away from the suite, where a script from --eval has its imports resolved.
    const cwd = new URL("../../../", import.meta.url);
    const { status } = spawnSync(process.execPath, options, { cwd, stdio: "ignore" });
    assert.equal(status, either(1, 0));
  });
}
