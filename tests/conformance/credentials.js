// Which credential is sent, and which are refused. Where they come from in an environment is in
// environment.js, and that nothing shows them in secrets.js.

import { ACCOUNT_ID, API_EMAIL, API_KEY, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { recording } from "./fetches.js";
import { failure } from "./outcome.js";

const OWN = "https://proxy.example/v4";
const CLOUDFLARE = "https://api.cloudflare.com/client/v4";

export function credentials({ QUnit, Cloudflare, scenario }) {
  QUnit.module("credentials");

  // Null, or the environment of whoever runs this would be asked.
  const NONE = { apiToken: null, apiKey: null, apiEmail: null };
  const call = (options) =>
    new Cloudflare({ accountId: ACCOUNT_ID, ...options }).stream.downloads.get(VIDEOS.bothReady);

  async function sent(options) {
    const { baseURL, request } = await scenario();
    await call({ ...NONE, baseURL, ...options });
    const { headers } = await request();
    return [headers.authorization, headers["x-auth-key"], headers["x-auth-email"]];
  }

  QUnit.test("a credential is missed before an account", async (assert) => {
    const nothing = { ...NONE, accountId: null, baseURL: CLOUDFLARE };
    const { message } = await failure(() => call(nothing));
    assert.true(message.startsWith("apiToken: expected a token"), message);
    const unplaced = await failure(() => call({ ...nothing, apiToken: API_TOKEN }));
    const places = "in the call, as the client's accountId or as CLOUDFLARE_ACCOUNT_ID";
    assert.strictEqual(unplaced.message, `account_id: expected a string ${places}, got null`);
  });

  QUnit.test("a token is sent as a bearer", async (assert) => {
    assert.deepEqual(await sent({ apiToken: API_TOKEN }), [
      `Bearer ${API_TOKEN}`,
      undefined,
      undefined,
    ]);
  });

  QUnit.test("a key is sent beside its email", async (assert) => {
    const [apiKey, apiEmail] = [API_KEY, API_EMAIL];
    assert.deepEqual(await sent({ apiKey, apiEmail }), [undefined, API_KEY, API_EMAIL]);
  });

  QUnit.test("the token beats key and email", async (assert) => {
    assert.deepEqual(await sent({ apiToken: API_TOKEN, apiKey: API_KEY, apiEmail: API_EMAIL }), [
      `Bearer ${API_TOKEN}`,
      undefined,
      undefined,
    ]);
    // A half of the other kind does no harm beside it.
    for (const half of [{ apiKey: API_KEY }, { apiEmail: API_EMAIL }]) {
      assert.deepEqual(await sent({ apiToken: API_TOKEN, ...half }), [
        `Bearer ${API_TOKEN}`,
        undefined,
        undefined,
      ]);
    }
  });

  QUnit.test("white space at the ends is dropped, as of a file's last line", async (assert) => {
    for (const around of ["\n", "\r\n", " ", "\t"]) {
      const padded = (text) => around + text + around;
      const [bearer] = await sent({ apiToken: padded(API_TOKEN) });
      assert.strictEqual(bearer, `Bearer ${API_TOKEN}`);
      const key = { apiKey: padded(API_KEY), apiEmail: padded(API_EMAIL) };
      assert.deepEqual(await sent(key), [undefined, API_KEY, API_EMAIL]);
    }
  });

  QUnit.test("a token with its scheme before it is refused with advice", async (assert) => {
    for (const apiToken of [`Bearer ${API_TOKEN}`, `bearer ${API_TOKEN}`, `Bearer  ${API_TOKEN}`]) {
      const { fetch, calls } = recording();
      const error = await failure(() => call({ ...NONE, fetch, apiToken }));
      assert.strictEqual(error.name, "CloudflareError");
      assert.true(/^apiToken: .*without "Bearer "/.test(error.message), error.message);
      assert.false(error.message.includes(API_TOKEN), error.message);
      assert.strictEqual(calls.length, 0);
    }
  });

  QUnit.test.each(
    "one of key and email alone is an error that names the missing one",
    {
      "a key": [{ apiKey: API_KEY }, "apiEmail"],
      "an email": [{ apiEmail: API_EMAIL }, "apiKey"],
    },
    async (assert, [options, missing]) => {
      for (const baseURL of [CLOUDFLARE, OWN]) {
        const { fetch, calls } = recording();
        const error = await failure(() => call({ ...NONE, baseURL, fetch, ...options }));
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.startsWith(missing), error.message);
        assert.strictEqual(calls.length, 0);
      }
    },
  );

  QUnit.test("none at all is an error before any request", async (assert) => {
    for (const baseURL of [null, CLOUDFLARE, `${CLOUDFLARE}/`]) {
      const { fetch, calls } = recording();
      const error = await failure(() => call({ ...NONE, baseURL, fetch }));
      assert.strictEqual(error.name, "CloudflareError", `${baseURL}`);
      assert.true(error.message.includes("apiToken"), error.message);
      assert.strictEqual(calls.length, 0, `${baseURL}`);
    }
  });

  QUnit.test("none at all is none on the wire with a base URL of one's own", async (assert) => {
    const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
    assert.deepEqual(await call({ ...NONE, baseURL }), {});
    const { headers } = await request();
    const names = Object.keys(headers).filter((name) => /auth|cookie|token|key$/.test(name));
    assert.deepEqual(names, []);
  });

  QUnit.test.each(
    "a credential that no header can carry is an error that names it, before any request",
    ["apiToken", "apiKey", "apiEmail"],
    async (assert, name) => {
      const whole = name === "apiToken" ? {} : { apiKey: API_KEY, apiEmail: API_EMAIL };
      for (const value of [
        "s3c\nret",
        "s3c\r\nx-evil: 1",
        "s3c\0ret",
        "s3c😀ret",
        42,
        {},
        [],
        Symbol("s"),
      ]) {
        const { fetch, calls } = recording();
        const options = { ...NONE, ...whole, [name]: value, fetch };
        const error = await failure(() => call(options));
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.startsWith(name), error.message);
        assert.false(error.message.includes("s3c"), error.message);
        assert.strictEqual(calls.length, 0);
      }
    },
  );
}
