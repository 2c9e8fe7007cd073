// Bad input in every place that takes any: it ends in an error, and the next good call works.

import { VIDEOS } from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure, settled } from "./outcome.js";
import { strange } from "./strange.js";

export function hostileInput({ QUnit, Cloudflare, clientOf }) {
  QUnit.module("hostile input");

  /** Calls with each strange value, and makes a good call after each. */
  async function tryAll(assert, call, allowed = []) {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ fetch }).stream;
    for (const [name, value] of Object.entries(strange())) {
      const before = calls.length;
      if (allowed.includes(name)) {
        // It may be of use here. But if not, it must end in an error of the package.
        const error = await settled(Promise.resolve().then(() => call(value, fetch))).catch(
          (e) => e,
        );
        assert.true(!(error instanceof Error) || error instanceof Cloudflare.CloudflareError, name);
      } else {
        const error = await failure(() => call(value, fetch));
        assert.strictEqual(error?.name, "CloudflareError", name);
        assert.strictEqual(calls.length, before, `${name}: no request`);
        assert.true(error.message.length <= 500 && !/[\r\n]/.test(error.message), name);
      }
      assert.deepEqual(await settled(downloads.get(VIDEOS.bothReady)), RESULT, `after ${name}`);
    }
  }

  const get = (fetch, ...args) => clientOf({ fetch }).stream.downloads.get(...args);
  const video = VIDEOS.bothReady;
  const objects = Object.keys(strange()).filter((name) =>
    /^(an? (function|array|date|object|string object|revoked proxy of a function))|proxy/.test(
      name,
    ),
  );

  QUnit.test("an identifier", async (assert) => {
    await tryAll(assert, (value, fetch) => get(fetch, value));
  });
  QUnit.test("an identifier in an object", async (assert) => {
    await tryAll(assert, (identifier, fetch) => get(fetch, { identifier }));
  });
  QUnit.test("an account", async (assert) => {
    await tryAll(assert, (account_id, fetch) => get(fetch, video, { account_id }));
  });
  QUnit.test("an account in an object", async (assert) => {
    await tryAll(assert, (account_id, fetch) => get(fetch, { identifier: video, account_id }));
  });
  QUnit.test("parameters", async (assert) => {
    await tryAll(assert, (value, fetch) => get(fetch, video, value), objects);
  });
  QUnit.test("options", async (assert) => {
    await tryAll(assert, (value, fetch) => get(fetch, video, undefined, value), objects);
  });
  QUnit.test("options beside an object", async (assert) => {
    await tryAll(assert, (value, fetch) => get(fetch, { identifier: video }, value), objects);
  });
  QUnit.test("a signal", async (assert) => {
    await tryAll(assert, (signal, fetch) => get(fetch, video, undefined, { signal }));
  });
  QUnit.test("a timeout", async (assert) => {
    const allowed = ["a number"];
    await tryAll(assert, (timeout, fetch) => get(fetch, video, undefined, { timeout }), allowed);
  });

  const texts = ["10 MB of text"];
  const FIELDS = {
    apiToken: texts,
    apiKey: texts,
    apiEmail: texts,
    accountId: [],
    baseURL: [],
    timeout: ["a number"],
    fetch: ["a function", "a revoked proxy of a function"],
  };
  for (const [field, allowed] of Object.entries(FIELDS)) {
    const options = field.startsWith("api") ? { apiToken: null, apiKey: "a", apiEmail: "b" } : {};
    QUnit.test(`the option ${field}`, async (assert) => {
      const call = (value, fetch) =>
        clientOf({ fetch, ...options, [field]: value }).stream.downloads.get(video);
      await tryAll(assert, call, allowed);
    });
    QUnit.test(`the field ${field}`, async (assert) => {
      const call = (value, fetch) => {
        const client = clientOf({ fetch, ...options });
        client[field] = value;
        return client.stream.downloads.get(video);
      };
      await tryAll(assert, call, allowed);
    });
  }

  QUnit.test("options of a client", async (assert) => {
    for (const [name, options] of Object.entries({ ...strange(), null: null })) {
      let error;
      try {
        new Cloudflare(options);
      } catch (thrown) {
        error = thrown;
      }
      if (!objects.includes(name)) {
        assert.true(error instanceof Cloudflare.CloudflareError, name);
      }
      assert.deepEqual(await get(recording().fetch, video), RESULT, `after ${name}`);
    }
  });

  QUnit.test("a field that throws when read", async (assert) => {
    for (const field of [
      "apiToken",
      "apiKey",
      "apiEmail",
      "accountId",
      "baseURL",
      "timeout",
      "fetch",
    ]) {
      const { fetch, calls } = recording();
      const client = clientOf({ fetch });
      Object.defineProperty(client, field, {
        get() {
          throw new Error("getter");
        },
      });
      const error = await failure(() => client.stream.downloads.get(video));
      assert.strictEqual(error.name, "CloudflareError", field);
      assert.strictEqual(calls.length, 0);
      assert.deepEqual(await get(fetch, video), RESULT);
    }
  });

  QUnit.test("input that makes a call of its own when it is read", async (assert) => {
    const { fetch, calls } = recording();
    const inner = [];
    const reenter = (value) => {
      inner.push(get(fetch, video));
      return value;
    };
    const options = {
      get signal() {
        return reenter(undefined);
      },
      get timeout() {
        return reenter(1000);
      },
    };
    const params = {
      get identifier() {
        return reenter(video);
      },
    };
    assert.deepEqual(await get(fetch, params, options), RESULT);
    assert.true(inner.length >= 3);
    for (const downloads of await Promise.all(inner)) assert.deepEqual(downloads, RESULT);
    assert.strictEqual(calls.length, inner.length + 1);
  });
}
