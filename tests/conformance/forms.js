// The two forms in which a method takes its arguments, and where the account comes from.

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure } from "./outcome.js";

export function forms({ QUnit, exports, clientOf }) {
  QUnit.module("forms");

  const identifier = VIDEOS.bothReady;
  const path = (account) => `/accounts/${account}/stream/${identifier}/downloads`;

  QUnit.test.each(
    "the account of the arguments is used, in either form",
    {
      "two arguments": (downloads) => downloads.get(identifier, { account_id: "given" }),
      "one object": (downloads) => downloads.get({ account_id: "given", identifier }),
      "two arguments and options": (downloads) =>
        downloads.get(identifier, { account_id: "given" }, {}),
      "one object and options": (downloads) =>
        downloads.get({ identifier, account_id: "given" }, {}),
    },
    async (assert, get) => {
      for (const accountId of [null, "the client's"]) {
        const { fetch, calls } = recording();
        assert.deepEqual(await get(clientOf({ fetch, accountId }).stream.downloads), RESULT);
        assert.strictEqual(calls.length, 1);
        assert.true(calls[0][0].endsWith(path("given")), calls[0][0]);
      }
    },
  );

  QUnit.test.each(
    "the account of the client is used where the arguments have none",
    {
      "an identifier": (downloads) => downloads.get(identifier),
      "an identifier and nothing": (downloads) => downloads.get(identifier, undefined),
      "an identifier and no account": (downloads) => downloads.get(identifier, {}),
      "an identifier and an undefined account": (downloads) =>
        downloads.get(identifier, { account_id: undefined }),
      "an identifier, nothing and options": (downloads) => downloads.get(identifier, undefined, {}),
      "one object": (downloads) => downloads.get({ identifier }),
      "one object and options": (downloads) => downloads.get({ identifier }, {}),
      "one object with an undefined account": (downloads) =>
        downloads.get({ identifier, account_id: undefined }),
    },
    async (assert, get) => {
      const { fetch, calls } = recording();
      assert.deepEqual(await get(clientOf({ fetch }).stream.downloads), RESULT);
      assert.strictEqual(calls.length, 1);
      assert.true(calls[0][0].endsWith(path(ACCOUNT_ID)), calls[0][0]);
    },
  );

  QUnit.test.each(
    "the options are read in either form",
    {
      "two arguments": (downloads, options) => downloads.get(identifier, undefined, options),
      "one object": (downloads, options) => downloads.get({ identifier }, options),
    },
    async (assert, get) => {
      const { fetch, calls } = recording();
      const { downloads } = clientOf({ fetch }).stream;
      const error = await failure(() => get(downloads, { signal: AbortSignal.abort() }));
      assert.true(error instanceof exports.APIUserAbortError);
      assert.true(
        (await failure(() => get(downloads, { timeout: -1 }))).message.includes("timeout"),
      );
      assert.strictEqual(calls.length, 0);
    },
  );

  QUnit.test("a call without any account is an error that names it", async (assert) => {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ fetch, accountId: null }).stream;
    for (const get of [() => downloads.get(identifier), () => downloads.get({ identifier })]) {
      const error = await failure(get);
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(error.message.startsWith("account_id"), error.message);
      // These are the places that it can come from.
      for (const place of ["the call", "accountId", "CLOUDFLARE_ACCOUNT_ID"]) {
        assert.true(error.message.includes(place), error.message);
      }
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("a call without any video is an error that names the identifier", async (assert) => {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ fetch }).stream;
    for (const args of [[], [undefined], [null], [{}], [{ account_id: ACCOUNT_ID }]]) {
      const error = await failure(() => downloads.get(...args));
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(error.message.includes("identifier"), error.message);
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("what the caller hands over is not changed", async (assert) => {
    const params = Object.freeze({ account_id: ACCOUNT_ID, identifier });
    const options = Object.freeze({ timeout: 5000 });
    const { fetch } = recording();
    assert.deepEqual(await clientOf({ fetch }).stream.downloads.get(params, options), RESULT);
  });
}
