// Which credential is sent, and where to.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recording } from "../../conformance/fetches.js";
import { failure } from "../../conformance/outcome.js";
import { account_id, difference, withEnvironment, type Scenario } from "./context.js";
import Cloudflare, { CloudflareError, type ClientOptions } from "./package.js";

const NAMES = ["authorization", "x-auth-key", "x-auth-email"];
const API_KEYS = { apiKey: "key", apiEmail: "user@example.com" };

export function credentials(scenario: Scenario) {
  /** The headers that carry the credential, of a client with these options. */
  async function sent(options: ClientOptions, headers?: Record<string, string | null>) {
    const { fetch, calls } = recording();
    const client = new Cloudflare({ fetch, ...options });
    await client.stream.downloads.get("a", { account_id }, { headers });
    return NAMES.map((name) => calls[0][1].headers.get(name));
  }

  test("a token is sent as Bearer, and a key with its email", async () => {
    assert.deepEqual(await sent({ apiToken: "token" }), ["Bearer token", null, null]);
    assert.deepEqual(await sent(API_KEYS), [null, "key", "user@example.com"]);
  });

  test("a base URL of the user's own, and a header, do without a credential", async () => {
    const proxy = { baseURL: "https://proxy.example" };
    assert.deepEqual(await sent(proxy), [null, null, null]);
    assert.deepEqual(await sent({}, { authorization: "Bearer own" }), ["Bearer own", null, null]);
  });

  test("headers of the caller's own take the credential's place", async () => {
    const own = { authorization: "Basic own" };
    assert.deepEqual(await sent({ apiToken: "token" }, own), ["Basic own", null, null]);
    const defaults = { apiToken: "token", defaultHeaders: { Authorization: "Basic own" } };
    assert.deepEqual(await sent(defaults), ["Basic own", null, null]);
    assert.deepEqual(await sent({ apiToken: "token" }, { authorization: null }), [
      null,
      null,
      null,
    ]);
    assert.deepEqual(await sent({}, { authorization: null }), [null, null, null]);
  });

  difference("No credential", async (either) => {
    const outcome = await sent({}).catch((error) => error.constructor);
    assert.deepEqual(outcome, either([null, null, null], CloudflareError));
    const blank = await sent({ apiToken: "" }).catch((error) => error.constructor);
    assert.deepEqual(blank, either(["Bearer", null, null], CloudflareError));
  });

  difference("More than one credential", async (either) => {
    const { apiKey, apiEmail } = API_KEYS;
    const token = "Bearer token";
    assert.deepEqual(
      await sent({ apiToken: "token", ...API_KEYS }),
      either([token, apiKey, apiEmail], [token, null, null]),
    );
    const variables = { CLOUDFLARE_API_KEY: apiKey, CLOUDFLARE_EMAIL: apiEmail };
    assert.deepEqual(
      await withEnvironment(variables, () => sent({ apiToken: "token" })),
      either([token, apiKey, apiEmail], [token, null, null]),
    );
    assert.deepEqual(
      await sent(API_KEYS, { authorization: token }),
      either([token, apiKey, apiEmail], [token, null, null]),
    );
    const { fetch, calls } = recording();
    const client = new Cloudflare({ apiToken: "token", fetch }).withOptions(API_KEYS);
    await client.stream.downloads.get("a", { account_id });
    assert.equal(calls[0][1].headers.get("authorization"), either(token, null));
  });

  difference("Half a credential", async (either) => {
    for (const half of [{ apiKey: "key" }, { apiEmail: "user@example.com" }]) {
      const outcome = await sent(half).then(
        () => "sent",
        (error) => error.constructor,
      );
      assert.equal(outcome, either("sent", CloudflareError));
    }
  });

  difference("A credential in an error", async (either) => {
    const error = await failure(() => sent({ apiToken: "secret\nsecret" }));
    assert.equal(error instanceof CloudflareError, either(false, true));
    assert.equal(String(error).includes("secret"), either(true, false));
  });

  difference("Redirects", async (either) => {
    const target = await scenario({ body: { success: true, result: {} } });
    const elsewhere = target.baseURL.replace("127.0.0.1", "localhost");
    assert.notEqual(elsewhere, target.baseURL);
    const location = `${elsewhere}/accounts`;
    const { baseURL } = await scenario({ status: 307, headers: { location }, body: "" });
    const { downloads } = new Cloudflare({ ...API_KEYS, baseURL, maxRetries: 0 }).stream;
    const outcome = await downloads.get("a", { account_id }).then(
      () => "followed",
      (error) => [error.constructor.name, error.status],
    );
    assert.deepEqual(outcome, either("followed", ["APIError", 307]));
    const got = (await target.requests()).map(
      ({ headers }: { headers: Record<string, string> }) => headers["x-auth-key"],
    );
    assert.deepEqual(got, either(["key"], []));
  });
}
