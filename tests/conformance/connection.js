// Connections that fail before or in the middle of an answer.

import { VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";

export function connection({ QUnit, exports, scenario, clientOf, list }) {
  QUnit.module("connection");

  const ANSWER = { success: true, result: { default: { status: "ready" } } };

  QUnit.test.each(
    "no answer is an error with its cause",
    ["reset", "close"],
    async (assert, fault) => {
      const error = await failure(() => list({ fault }));
      assert.strictEqual(Object.getPrototypeOf(error), exports.APIConnectionError.prototype);
      assert.strictEqual(error.name, "APIConnectionError");
      assert.true(error instanceof exports.APIError);
      assert.strictEqual(error.status, undefined);
      assert.true(error.cause instanceof Error);
      assert.true(error.message.startsWith("Connection error"), error.message);
    },
  );

  QUnit.test("a server that is not there is an error with its cause", async (assert) => {
    const { downloads } = clientOf({ baseURL: "http://127.0.0.1:1" }).stream;
    const error = await failure(() => downloads.get(VIDEOS.bothReady));
    assert.strictEqual(Object.getPrototypeOf(error), exports.APIConnectionError.prototype);
    assert.true(error.cause instanceof Error);
  });

  // Some platforms take a body that breaks off for one that ends there. Then it is truncated JSON.
  // And Node 20 loses what a decoder says now and then, so that only the timeout ends the call.
  const BROKEN = { truncate: 60_000, "bad-gzip": 500 };
  for (const [fault, timeout] of Object.entries(BROKEN)) {
    QUnit.test(`a body with the fault ${fault} is an error`, async (assert) => {
      const error = await failure(() => list({ fault, body: ANSWER }, { timeout }));
      const broken = error instanceof exports.APIConnectionError;
      assert.true(broken || error instanceof exports.APIResponseValidationError, `${error}`);
      const late = error instanceof exports.APIConnectionTimeoutError;
      assert.true(!late || fault === "bad-gzip", `${error}`);
      if (broken && !late) assert.true(error.cause instanceof Error);
    });
  }

  QUnit.test("a failing status is not lost with its body", async (assert) => {
    const error = await failure(() => list({ status: 403, fault: "truncate", body: ANSWER }));
    assert.strictEqual(error.name, "PermissionDeniedError");
    assert.strictEqual(error.status, 403);
  });

  QUnit.test("the next call works", async (assert) => {
    for (const fault of ["reset", "close", "truncate", "bad-gzip"]) {
      const { baseURL } = await scenario({ fault, body: ANSWER });
      const client = clientOf({ baseURL, timeout: 500 });
      await failure(() => client.stream.downloads.get(VIDEOS.bothReady));
      client.baseURL = (await scenario({ body: ANSWER })).baseURL;
      client.timeout = 60_000;
      assert.deepEqual(await client.stream.downloads.get(VIDEOS.bothReady), ANSWER.result, fault);
    }
  });
}
