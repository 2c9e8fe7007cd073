// What creating a download resolves to, in all the forms in which the API may answer.

import { VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";
import { CREATES } from "./operations.js";

export function create({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("create");

  /** Creates a download of `video` where the API gives `answer`. */
  const creating = async ({ of }, answer, video = VIDEOS.nothing) => {
    const { baseURL } = await scenario(answer);
    return of(clientOf({ baseURL }).stream.downloads).create(video);
  };

  QUnit.test.each("a created download is listed", CREATES, async (assert, { of, type }) => {
    const { baseURL } = await scenario();
    const { downloads } = clientOf({ baseURL }).stream;
    const created = await of(downloads).create(VIDEOS.nothing);
    assert.deepEqual(Object.keys(created), [type]);
    assert.strictEqual(created[type].status, "inprogress");
    assert.deepEqual(Object.keys(await downloads.get(VIDEOS.nothing)), [type]);
  });

  QUnit.test.each("what exists is given as it is", CREATES, async (assert, operation) => {
    const created = await creating(operation, null, VIDEOS.bothReady);
    assert.deepEqual(Object.keys(created).sort(), ["audio", "default"]);
    assert.strictEqual(created[operation.type].status, "ready");
  });

  QUnit.test.each("a flat result is keyed by its type", CREATES, async (assert, operation) => {
    const created = await creating(operation, { form: "flat" });
    assert.deepEqual(Object.keys(created), [operation.type]);
    assert.deepEqual(Object.keys(created[operation.type]).sort(), [
      "percentComplete",
      "status",
      "url",
    ]);
  });

  QUnit.test.each("a flat result is kept as it came", CREATES, async (assert, operation) => {
    for (const result of [
      {
        url: "https://x.example",
        status: "queued",
        size: 12,
        percentComplete: 0.5,
        more: { a: [1] },
      },
      { status: "inprogress" },
      { percentComplete: 0 },
      { percentComplete: "0.000000" },
      { url: "" },
      { percentComplete: null, status: null, url: null },
    ]) {
      const created = await creating(operation, { body: { success: true, result } });
      assert.strictEqual(JSON.stringify(created), JSON.stringify({ [operation.type]: result }));
      assert.strictEqual(Object.getPrototypeOf(created), Object.prototype);
    }
  });

  QUnit.test.each("a keyed result is kept as it came", CREATES, async (assert, operation) => {
    for (const result of [
      { hls: { status: "inprogress" }, audio: { extra: 1, status: "new" }, default: {} },
      { default: { percentComplete: 12.5 } },
      { default: { percentComplete: "12.5", url: null }, audio: null },
      { audio: { url: "https://x.example" } },
      { captions: { percentComplete: "all" } },
      // A type that is called like a field is still beside one that is known.
      { status: { status: "ready" }, default: { status: "ready" } },
    ]) {
      const created = await creating(operation, { body: { result } });
      assert.strictEqual(JSON.stringify(created), JSON.stringify(result));
    }
  });

  const WRONG = {
    "a flat status": [{ status: 3 }, "result.status: expected a string, got a number"],
    "a flat percentage": [
      { percentComplete: [0] },
      "result.percentComplete: expected a number, got an array",
    ],
    "a flat url": [{ url: false }, "result.url: expected a string, got a boolean"],
    "a keyed status": [
      { audio: { status: [] } },
      "result.audio.status: expected a string, got an array",
    ],
    "a keyed percentage": [
      { default: { percentComplete: true } },
      "result.default.percentComplete: expected a number, got a boolean",
    ],
    "a type": [{ audio: "done" }, "result.audio: expected an object, got a string"],
    "a text": ["ok", "result: expected an object, got a string"],
    "a list": [[], "result: expected an object, got an array"],
    nothing: [null, "result: expected an object, got null"],
  };
  QUnit.test.each(
    "a wrong type is an error that names its path",
    WRONG,
    async (assert, [result, message]) => {
      for (const operation of Object.values(CREATES)) {
        const error = await failure(() => creating(operation, { body: { success: true, result } }));
        assert.strictEqual(
          Object.getPrototypeOf(error),
          exports.APIResponseValidationError.prototype,
        );
        assert.true(error.message.includes(message), error.message);
        assert.deepEqual(error.error, { success: true, result });
      }
    },
  );

  const UNUSABLE = {
    "success alone": { body: { success: true } },
    "neither success nor result": { body: {} },
    "success: false": {
      body: { success: false, errors: [{ code: 10005, message: "No" }], result: {} },
    },
    "an empty body": { body: "" },
    204: { status: 204 },
    "a page": { body: "<!doctype html>", headers: { "content-type": "text/html" } },
    "truncated JSON": { body: '{"success":true,"result":{' },
  };
  QUnit.test.each("a 2xx without a download is an error", UNUSABLE, async (assert, answer) => {
    for (const operation of Object.values(CREATES)) {
      const error = await failure(() => creating(operation, answer));
      assert.strictEqual(error.name, "APIResponseValidationError");
      assert.strictEqual(error.status, answer.status ?? 200);
    }
  });

  QUnit.test.each(
    "a video that is not ready is a bad request",
    CREATES,
    async (assert, operation) => {
      const error = await failure(() => creating(operation, null, VIDEOS.notReadyToStream));
      assert.true(error instanceof exports.BadRequestError);
      assert.strictEqual(error.code, 10005);
      assert.true(
        error.message.startsWith("400 Bad Request: the video is not ready"),
        error.message,
      );
    },
  );
}
