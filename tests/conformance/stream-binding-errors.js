// What a Stream binding throws, or gives that is no result.

import { VIDEOS } from "../stand-in/library.js";
import { bindingOf, thrown } from "./bindings.js";
import { failure, settled } from "./outcome.js";

const VIDEO = VIDEOS.bothReady;
const LABEL = `(GET /stream/${VIDEO}/downloads)`;

export function streamBindingErrors({ QUnit, Cloudflare }) {
  QUnit.module("stream binding: errors");

  const get = (stream, options) =>
    new Cloudflare({ stream, maxRetries: 0, ...options }).stream.downloads.get(VIDEO);
  const failing = (error, options) => failure(() => get(bindingOf(() => Promise.reject(error)).binding, options));

  const ERRORS = [
    [thrown("Not here", { name: "NotFoundError", statusCode: 404, code: 10003 }), "NotFoundError", 404, 10003],
    [thrown("Odd", { name: "NewError", statusCode: 422, code: 7 }), "UnprocessableEntityError", 422, 7],
    [thrown("NotFoundError: Video not found"), "NotFoundError", 404],
    [thrown("BadRequestError"), "BadRequestError", 400],
    [thrown("Too long", { name: "StreamError" }), "BadRequestError", 400],
    [thrown("No", { name: "ForbiddenError" }), "PermissionDeniedError", 403],
    [thrown("RateLimitedError: slow down"), "RateLimitError", 429],
    [thrown("InternalError: odd"), "InternalServerError", 500],
    [thrown("InternalError: odd", { statusCode: 999, code: 10001 }), "InternalServerError", 500, 10001],
  ];
  QUnit.test("an error of Stream's is one of ours, as an answer of the API would be", async (assert) => {
    for (const [error, name, status, code] of ERRORS) {
      const failed = await failing(error);
      assert.true(failed instanceof Cloudflare[name], error.message);
      assert.strictEqual(failed.status, status);
      assert.strictEqual(failed.code, code);
      assert.strictEqual(failed.errors[0].message, error.message);
      const told = code ? ` [code ${code}]` : "";
      assert.strictEqual(failed.message, `${status} ${error.message}${told} ${LABEL}`);
    }
  });

  QUnit.test("it does not matter whether a method throws or rejects", async (assert) => {
    const { binding } = bindingOf(() => {
      throw thrown("NotFoundError: Video not found");
    });
    assert.strictEqual((await failure(() => get(binding))).name, "NotFoundError");
  });

  QUnit.test("what may pass is asked for again", async (assert) => {
    for (const message of ["RateLimitedError: slow", "InternalError: odd", "Network connection lost."]) {
      let isFirst = true;
      const { binding, calls } = bindingOf(async () => {
        if (!isFirst) return {};
        isFirst = false;
        throw new Error(message);
      });
      assert.deepEqual(await settled(get(binding, { maxRetries: 1 })), {});
      assert.strictEqual(calls.length, 2, message);
    }
    const { binding, calls } = bindingOf(() => Promise.reject(thrown("NotFoundError")));
    await failure(() => get(binding, { maxRetries: 2 }));
    assert.strictEqual(calls.length, 1);
  });

  QUnit.test("anything else is a failure of the connection, with its cause", async (assert) => {
    const fail = () => {
      throw new Error("hostile");
    };
    const hostile = {
      get message() { return fail(); },
      get name() { return fail(); },
      get statusCode() { return fail(); },
    };
    for (const value of [new TypeError("no such method"), 7, null, "text", hostile, new Proxy({}, { get: fail })]) {
      const error = await failing(value);
      assert.strictEqual(error.name, "APIConnectionError");
      assert.strictEqual(error.cause, value);
      assert.true(error.message.endsWith(LABEL), error.message);
    }
    assert.strictEqual((await failing(undefined)).name, "APIConnectionError");
  });

  QUnit.test("a part of the binding that is not there, or throws, is a failure of the connection", async (assert) => {
    const fail = () => {
      throw new Error("hostile");
    };
    for (const binding of [
      { video: () => undefined },
      { video: () => ({}) },
      { video: () => ({ downloads: {} }) },
      { video: () => ({ get downloads() { return fail(); } }) },
      { video: fail },
    ]) {
      assert.strictEqual((await failure(() => get(binding))).name, "APIConnectionError");
    }
  });

  QUnit.test("a result that is no JSON is a failure, and one that is odd is told by its path", async (assert) => {
    const cycle = {};
    cycle.default = cycle;
    const results = [10n, cycle, { get default() { throw new Error("hostile"); } }, { toJSON() { throw 1; } }];
    for (const result of results) {
      const error = await failure(() => get(bindingOf(() => result).binding));
      assert.strictEqual(error.name, "APIConnectionError");
    }
    for (const [result, fault] of [
      [7, "result: expected an object, got a number"],
      [{ default: { percentComplete: {} } }, "result.default.percentComplete: expected a number, got an object"],
    ]) {
      const error = await failure(() => get(bindingOf(() => result).binding));
      assert.strictEqual(error.name, "APIResponseValidationError");
      assert.strictEqual(error.message, `200 ${fault} ${LABEL}`);
    }
    for (const result of [undefined, null, {}, []]) {
      assert.deepEqual(await get(bindingOf(() => result).binding), {});
    }
  });

  QUnit.test("a result may be any thenable, and is disposed of", async (assert) => {
    const disposed = [];
    const resultOf = (dispose) => ({ [Symbol.dispose]: dispose });
    const good = resultOf(function () {
      disposed.push(this);
    });
    const bad = resultOf(() => {
      throw new Error("hostile");
    });
    for (const result of [good, bad]) {
      const thenable = { then: (resolve) => resolve(result) };
      assert.deepEqual(await get(bindingOf(() => thenable).binding), {});
    }
    assert.deepEqual(disposed, Symbol.dispose ? [good] : []);
    const throwing = { then() { throw new Error("hostile"); } };
    assert.strictEqual((await failure(() => get(bindingOf(() => throwing).binding))).name, "APIConnectionError");
  });
}
