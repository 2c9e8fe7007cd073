// maxRetries: how often a request is asked again.

import { VIDEOS } from "../stand-in/library.js";
import { recording } from "./fetches.js";
import { failure } from "./outcome.js";
import { AT_ONCE } from "./retries.js";

export function maxRetries({ QUnit, scenario, clientOf }) {
  QUnit.module("maxRetries");

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);
  const failing = (status) => ({ status, headers: AT_ONCE, body: { errors: [] } });

  QUnit.test("there are two retries by default", async (assert) => {
    const { baseURL, requests } = await scenario(failing(503));
    assert.strictEqual(clientOf({ maxRetries: undefined }).maxRetries, 2);
    const error = await failure(() => get({ baseURL, maxRetries: undefined }));
    assert.strictEqual(error.status, 503);
    assert.strictEqual((await requests()).length, 3);
  });

  QUnit.test.each(
    "there are as many as the call says, or else the client",
    [
      [0, undefined, 1],
      [1, undefined, 2],
      [4, undefined, 5],
      [1, 3, 4],
      [3, 0, 1],
      [2, null, 3],
    ],
    async (assert, [ofClient, ofCall, expected]) => {
      const { baseURL, requests } = await scenario(failing(500));
      const error = await failure(() =>
        get({ baseURL, maxRetries: ofClient }, { maxRetries: ofCall }),
      );
      assert.strictEqual(error.status, 500);
      assert.strictEqual((await requests()).length, expected);
    },
  );

  QUnit.test("a maxRetries that is no whole number is an error that names it", async (assert) => {
    const { fetch, calls } = recording();
    for (const maxRetries of [
      -1,
      1.5,
      NaN,
      Infinity,
      -Infinity,
      "2",
      true,
      {},
      [],
      1n,
      Symbol("2"),
      () => 2,
    ]) {
      for (const call of [() => get({ fetch, maxRetries }), () => get({ fetch }, { maxRetries })]) {
        const error = await failure(call);
        assert.strictEqual(error.name, "CloudflareError", typeof maxRetries);
        assert.true(error.message.startsWith("maxRetries"), error.message);
      }
    }
    assert.strictEqual(calls.length, 0);
  });
}
