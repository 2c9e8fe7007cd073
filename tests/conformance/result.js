// Results: what of an answer the caller gets, and which answers are none.

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { failure } from "./outcome.js";

const DOWNLOAD = { percentComplete: 42.5, status: "inprogress", url: "https://x.example/a.mp4" };

export function result({ QUnit, exports, standIn, clientOf, list }) {
  QUnit.module("result");

  // One advances with time, and is looked at on its own below.
  const { inProgress, notReadyToStream, ...still } = VIDEOS;
  QUnit.test.each(
    "what the API lists is what the caller gets, key for key",
    still,
    async (assert, video) => {
      const path = `/accounts/${ACCOUNT_ID}/stream/${video}/downloads`;
      const headers = { authorization: `Bearer ${API_TOKEN}` };
      const wire = await (await fetch(standIn.baseURL + path, { headers })).json();
      const downloads = await clientOf().stream.downloads.get(video);
      assert.strictEqual(JSON.stringify(downloads), JSON.stringify(wire.result));
    },
  );

  QUnit.test("a download in progress says how far it is", async (assert) => {
    const { default: download } = await clientOf().stream.downloads.get(inProgress);
    assert.strictEqual(typeof download.percentComplete, "number");
    assert.true(["inprogress", "ready"].includes(download.status));
  });

  QUnit.test("what the contract does not know is kept as it came, in its order", async (assert) => {
    const text =
      '{"zeta":null,"default":{"url":"https://x.example","status":"paused","percentComplete":42.125,' +
      '"extra":[1,{"a":null}],"":0},"hls":{"percentComplete":"half","status":7},"subtitles":[true],' +
      '"audio":{"percentComplete":-1e-7},"__proto__":{"x":1},"constructor":"y","Default":1}';
    const downloads = await list({ body: `{"success":true,"result":${text},"more":1}` });
    assert.strictEqual(JSON.stringify(downloads), JSON.stringify(JSON.parse(text)));
    assert.strictEqual(Object.getPrototypeOf(downloads), Object.prototype);
    assert.strictEqual(Object.getPrototypeOf(downloads.default), Object.prototype);
  });

  QUnit.test("any 2xx is a success", async (assert) => {
    for (const status of [200, 201, 202, 203, 206, 299]) {
      const downloads = await list({
        status,
        body: { success: true, result: { default: DOWNLOAD } },
      });
      assert.deepEqual(downloads, { default: DOWNLOAD }, `${status}`);
    }
  });

  QUnit.test("the caller may do with a result what it wants", async (assert) => {
    const { downloads } = clientOf().stream;
    const first = await downloads.get(VIDEOS.bothReady);
    first.default.status = "changed";
    delete first.audio;
    assert.strictEqual((await downloads.get(VIDEOS.bothReady)).default.status, "ready");
  });

  const VALUES = {
    "a string": "12",
    "a number": 12,
    "a boolean": true,
    null: null,
    "an array": [],
    "an object": {},
  };
  // What each field may be, besides null. The first is what a message says.
  const FIELDS = {
    percentComplete: ["a number", "a string"],
    status: ["a string"],
    url: ["a string"],
  };
  for (const type of ["default", "audio"]) {
    for (const [field, allowed] of Object.entries(FIELDS)) {
      QUnit.test(
        `a ${field} of the wrong type, of ${type}, is named with its path`,
        async (assert) => {
          for (const [got, value] of Object.entries(VALUES)) {
            if (value === null || allowed.includes(got)) continue;
            const result = { [type]: { ...DOWNLOAD, [field]: value } };
            const error = await failure(() => list({ body: { success: true, result } }));
            assert.true(error instanceof exports.APIResponseValidationError, got);
            const said = `result.${type}.${field}: expected ${allowed[0]}, got ${got}`;
            assert.true(error.message.includes(said), error.message);
            assert.strictEqual(error.status, 200);
          }
        },
      );
    }

    QUnit.test(`a ${type} that is no object is named with its path`, async (assert) => {
      for (const [got, value] of Object.entries(VALUES)) {
        if (value === null || got === "an object") continue;
        const error = await failure(() =>
          list({ body: { success: true, result: { [type]: value } } }),
        );
        assert.true(error instanceof exports.APIResponseValidationError, got);
        const said = `result.${type}: expected an object, got ${got}`;
        assert.true(error.message.includes(said), error.message);
      }
    });
  }

  QUnit.test("a result that is no object is named with its path", async (assert) => {
    const values = { ...VALUES, "an array": [{ default: DOWNLOAD }] };
    for (const [got, result] of Object.entries(values)) {
      if (result === null || got === "an object") continue;
      const error = await failure(() => list({ body: { success: true, result } }));
      assert.true(error instanceof exports.APIResponseValidationError, got);
      const said = `result: expected an object, got ${got}`;
      assert.true(error.message.includes(said), error.message);
    }
  });

  QUnit.test("null is absent, and given as it came", async (assert) => {
    for (const result of [
      { default: null },
      { audio: null, default: DOWNLOAD },
      { default: { percentComplete: null, status: null, url: null }, audio: null },
      { audio: { ...DOWNLOAD, url: null } },
    ]) {
      const downloads = await list({ body: { success: true, result } });
      assert.strictEqual(JSON.stringify(downloads), JSON.stringify(result));
    }
    assert.deepEqual(await list({ body: { success: null, result: {} } }), {});
  });

  QUnit.test("a percentage that is a text is given as it came", async (assert) => {
    for (const percentComplete of ["100.000000", "0", " 42.5 ", "", "half", "-1", "1e2", "NaN"]) {
      const result = {
        default: { ...DOWNLOAD, percentComplete },
        audio: { percentComplete },
      };
      const downloads = await list({ body: { success: true, result } });
      assert.strictEqual(JSON.stringify(downloads), JSON.stringify(result));
    }
  });

  QUnit.test("a known field may be absent", async (assert) => {
    const result = { audio: {}, default: { status: "ready" } };
    assert.deepEqual(await list({ body: { success: true, result } }), result);
  });

  QUnit.test.each(
    "no downloads are an empty object",
    {
      "an empty result": { success: true, result: {} },
      "an empty list": { success: true, result: [] },
      "an empty list and no success": { result: [] },
      "a null result": { success: true, result: null },
      "no result": { success: true, errors: [], messages: [] },
      "a null result and no success": { result: null },
      "an empty result and no success": { result: {} },
    },
    async (assert, body) => {
      const downloads = await list({ body });
      assert.deepEqual(downloads, {});
      assert.strictEqual(Object.getPrototypeOf(downloads), Object.prototype);
    },
  );

  QUnit.test("an absent success is taken from the status", async (assert) => {
    const body = { result: { default: DOWNLOAD } };
    assert.deepEqual(await list({ body }), body.result);
    assert.true(
      (await failure(() => list({ status: 404, body }))) instanceof exports.NotFoundError,
    );
  });

  QUnit.test("a failing status is an error, whatever the body says", async (assert) => {
    const body = { success: true, errors: [], result: { default: DOWNLOAD } };
    assert.true((await failure(() => list({ status: 403, body }))).status === 403);
    assert.true((await failure(() => list({ status: 500, body }))).status === 500);
  });

  QUnit.test.each(
    "a 2xx that cannot be used is an error",
    {
      "neither success nor result": { body: { errors: [], messages: [] } },
      "an empty object": { body: {} },
      "success: false": { body: { success: false, errors: [{ code: 1000, message: "No" }] } },
      "success: false beside a result": { body: { success: false, result: { default: DOWNLOAD } } },
      "success of another type": { body: { success: "true", result: {} } },
      "an array": { body: [] },
      null: { body: "null" },
      "a number": { body: "42" },
      "a string": { body: '"done"' },
      "an empty body": { body: "" },
      "no content": { status: 204 },
      "white space": { body: " \n" },
      "truncated JSON": { body: '{"success":true,"result":{"default":{"sta' },
      "two documents": { body: '{"success":true,"result":{}}{}' },
      HTML: { body: "<!doctype html><p>hello", headers: { "content-type": "text/html" } },
    },
    async (assert, answer) => {
      const error = await failure(() => list(answer));
      assert.true(error instanceof exports.APIResponseValidationError, `${error}`);
      assert.strictEqual(error.name, "APIResponseValidationError");
      assert.strictEqual(error.status, answer.status ?? 200);
    },
  );
}
