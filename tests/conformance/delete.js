// What deleting a download resolves to: a text, whether the API says anything or not.

import { VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";
import { DELETES } from "./operations.js";

export function deletion({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("delete");

  /** Deletes a download of `video` where the API gives `answer`. */
  const deleting = async ({ of }, answer, video = VIDEOS.bothReady) => {
    const { baseURL } = await scenario(answer);
    return of(clientOf({ baseURL }).stream.downloads).delete(video);
  };

  QUnit.test.each(
    "a deleted download is gone, and the other is not",
    DELETES,
    async (assert, { of, type }) => {
      const { baseURL } = await scenario();
      const { downloads } = clientOf({ baseURL }).stream;
      assert.strictEqual(await of(downloads).delete(VIDEOS.bothReady), "ok");
      const left = type === "audio" ? "default" : "audio";
      assert.deepEqual(Object.keys(await downloads.get(VIDEOS.bothReady)), [left]);
    },
  );

  const NOTHING = {
    "an empty body": { form: "empty" },
    204: { form: "no-content" },
    "white space": { body: " \r\n" },
    "a null result": { body: { success: true, errors: [], result: null } },
    "a null result alone": { body: { result: null } },
    "success alone": { body: { success: true } },
    "an empty text": { body: { success: true, result: "" } },
    // What is left, or any other news, is no text.
    "an object": { body: { success: true, result: {} } },
    "what is left": { body: { success: true, result: { audio: { status: "ready" } } } },
    "a number": { body: { success: true, result: 1 } },
    "a boolean": { body: { success: true, result: true } },
    false: { body: { result: false } },
    "a list": { body: { result: [] } },
    "neither success nor result": { body: {} },
    "success of another type": { body: { success: "no", result: 0 } },
    "a text alone": { body: '"ok"' },
    "a list alone": { body: ["ok"] },
    null: { body: "null" },
    "another 2xx": { status: 202, body: { result: {} } },
  };
  QUnit.test.each(
    "where no text is said, it is the empty text",
    NOTHING,
    async (assert, answer) => {
      for (const operation of Object.values(DELETES)) {
        assert.strictEqual(await deleting(operation, answer), "");
      }
    },
  );

  QUnit.test.each("the text is the API's own", DELETES, async (assert, operation) => {
    for (const result of ["ok", "Deleted  it.\n", "é😀", "x".repeat(100_000)]) {
      assert.strictEqual(await deleting(operation, { body: { result } }), result);
      assert.strictEqual(
        await deleting(operation, { status: 202, body: { success: true, result } }),
        result,
      );
    }
  });

  const UNUSABLE = {
    "success: false": [
      { body: { success: false, errors: [{ code: 10003, message: "Gone" }], result: "ok" } },
      "success: false, Gone [code 10003]",
    ],
    "success: false alone": [{ body: { success: false } }, "success: false"],
    "a page": [{ body: "<p>Deleted", headers: { "content-type": "text/html" } }, "text/html"],
    "truncated JSON": [
      { body: '{"success":true,', headers: { "content-type": "application/json" } },
      "malformed JSON",
    ],
  };
  QUnit.test.each(
    "a 2xx that says failure, or is no JSON, is an error",
    UNUSABLE,
    async (assert, [answer, message]) => {
      for (const operation of Object.values(DELETES)) {
        const error = await failure(() => deleting(operation, answer));
        assert.strictEqual(
          Object.getPrototypeOf(error),
          exports.APIResponseValidationError.prototype,
        );
        assert.true(error.message.includes(message), error.message);
      }
    },
  );

  QUnit.test.each("what is not there is not found", DELETES, async (assert, operation) => {
    const error = await failure(() => deleting(operation, null, VIDEOS.nothing));
    assert.true(error instanceof exports.NotFoundError);
    assert.strictEqual(error.code, 10003);
    assert.true(
      error.message.startsWith("404 Not Found [code 10003] (DELETE /accounts/"),
      error.message,
    );
  });

  QUnit.test("an empty body is no success under another status", async (assert) => {
    for (const operation of Object.values(DELETES)) {
      const error = await failure(() => deleting(operation, { status: 404, body: "" }));
      assert.strictEqual(error.name, "NotFoundError");
      assert.true(error.message.startsWith("404 with an empty body"), error.message);
    }
  });
}
