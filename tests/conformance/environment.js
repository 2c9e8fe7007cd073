// The environment: which variables are read, and what beats them. Where the platform has none, the
// client works without.

import {
  ACCOUNT_ID,
  API_EMAIL,
  API_KEY,
  API_TOKEN,
  READ_TOKEN,
  VIDEOS,
} from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure } from "./outcome.js";

const NAMES = ["API_TOKEN", "API_KEY", "EMAIL", "ACCOUNT_ID", "BASE_URL"].map(
  (name) => `CLOUDFLARE_${name}`,
);

/** How to read and change the environment, or nothing where there is none that may be changed. */
function environmentHere() {
  const { Deno, process } = globalThis;
  if (Deno) {
    const granted = Deno.permissions.querySync({ name: "env" }).state === "granted";
    const set = (name, value) => Deno.env.set(name, value);
    const remove = (name) => Deno.env.delete(name);
    return granted ? { get: (name) => Deno.env.get(name), set, remove } : undefined;
  }
  const { env } = process ?? {};
  if (typeof env !== "object" || env === null) return undefined;
  const set = (name, value) => (env[name] = value);
  return { get: (name) => env[name], set, remove: (name) => delete env[name] };
}

export function environment({ QUnit, Cloudflare, runtime, scenario }) {
  const here = environmentHere();

  function replace(variables) {
    for (const name of NAMES) {
      if (variables[name] === undefined) here.remove(name);
      else here.set(name, variables[name]);
    }
  }

  QUnit.module("environment", (hooks) => {
    let before;
    hooks.beforeEach(() => {
      if (here) before = Object.fromEntries(NAMES.map((name) => [name, here.get(name)]));
    });
    hooks.afterEach(() => {
      if (here) replace(before);
    });

    QUnit.test(
      "a client is made and works, whatever there is of an environment",
      async (assert) => {
        const { fetch } = recording();
        const client = new Cloudflare({ apiToken: API_TOKEN, accountId: ACCOUNT_ID, fetch });
        assert.deepEqual(await client.stream.downloads.get(VIDEOS.bothReady), RESULT);
      },
    );

    if (["node", "bun"].includes(runtime)) {
      QUnit.test("there is an environment to test", (assert) => {
        assert.strictEqual(typeof here, "object");
      });
    }
    if (!here) return;

    /** The headers, in upper and lower case as they are on the wire, that a client sends. */
    async function sent(variables, options) {
      const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
      replace({ CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID, CLOUDFLARE_BASE_URL: baseURL, ...variables });
      await new Cloudflare(options).stream.downloads.get(VIDEOS.bothReady);
      const { headers, url } = await request();
      const credential = [headers.authorization, headers["x-auth-key"], headers["x-auth-email"]];
      return { credential: credential.filter((value) => value !== undefined), url };
    }

    const bearer = (token) => [`Bearer ${token}`];
    const KEYED = { CLOUDFLARE_API_KEY: API_KEY, CLOUDFLARE_EMAIL: API_EMAIL };

    QUnit.test("a client without options takes all from the environment", async (assert) => {
      const token = await sent({ CLOUDFLARE_API_TOKEN: API_TOKEN });
      assert.deepEqual(token.credential, bearer(API_TOKEN));
      assert.strictEqual(
        token.url,
        `/client/v4/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`,
      );
      assert.deepEqual((await sent(KEYED)).credential, [API_KEY, API_EMAIL]);
      const both = await sent({ ...KEYED, CLOUDFLARE_API_TOKEN: API_TOKEN });
      assert.deepEqual(both.credential, bearer(API_TOKEN));
    });

    QUnit.test("variables are trimmed", async (assert) => {
      const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
      replace({
        CLOUDFLARE_API_TOKEN: ` ${API_TOKEN}\n`,
        CLOUDFLARE_ACCOUNT_ID: `\t${ACCOUNT_ID} `,
        CLOUDFLARE_BASE_URL: ` ${baseURL} `,
      });
      await new Cloudflare().stream.downloads.get(VIDEOS.bothReady);
      const { headers, url } = await request();
      assert.strictEqual(headers.authorization, `Bearer ${API_TOKEN}`);
      assert.true(url.includes(`/accounts/${ACCOUNT_ID}/`), url);

      const keyed = { CLOUDFLARE_API_KEY: ` ${API_KEY} `, CLOUDFLARE_EMAIL: `\t${API_EMAIL}\r\n` };
      assert.deepEqual((await sent(keyed)).credential, [API_KEY, API_EMAIL]);
    });

    QUnit.test("a blank variable is as good as unset", async (assert) => {
      for (const blank of ["", " ", "\t\n "]) {
        const { credential } = await sent({ ...KEYED, CLOUDFLARE_API_TOKEN: blank });
        assert.deepEqual(credential, [API_KEY, API_EMAIL]);

        replace(Object.fromEntries(NAMES.map((name) => [name, blank])));
        const client = new Cloudflare();
        assert.strictEqual(client.baseURL, "https://api.cloudflare.com/client/v4");
        const error = await failure(() => client.stream.downloads.get("a", { account_id: "b" }));
        assert.true(error.message.includes("apiToken"), error.message);
        const { fetch } = recording();
        const noAccount = new Cloudflare({ apiToken: API_TOKEN, fetch });
        const missing = await failure(() => noAccount.stream.downloads.get("a"));
        assert.true(missing.message.includes("account_id"), missing.message);
      }
    });

    QUnit.test("an explicit null suppresses a variable", async (assert) => {
      const all = { ...KEYED, CLOUDFLARE_API_TOKEN: API_TOKEN };
      assert.deepEqual((await sent(all, { apiToken: null })).credential, [API_KEY, API_EMAIL]);
      const none = { apiToken: null, apiKey: null, apiEmail: null };
      assert.deepEqual((await sent(all, none)).credential, []);
      const halved = await failure(() => sent(all, { apiToken: null, apiEmail: null }));
      assert.true(halved.message.startsWith("apiEmail"), halved.message);

      const noAccount = await failure(() => sent(all, { accountId: null }));
      assert.true(noAccount.message.includes("account_id"), noAccount.message);

      const { fetch, calls } = recording();
      replace({ CLOUDFLARE_BASE_URL: "https://proxy.example", CLOUDFLARE_API_TOKEN: API_TOKEN });
      await new Cloudflare({ baseURL: null, accountId: "b", fetch }).stream.downloads.get("a");
      assert.strictEqual(
        calls[0][0],
        "https://api.cloudflare.com/client/v4/accounts/b/stream/a/downloads",
      );
    });

    QUnit.test("explicit credentials beat those of the environment as a group", async (assert) => {
      const token = { CLOUDFLARE_API_TOKEN: READ_TOKEN };
      const key = { apiKey: API_KEY, apiEmail: API_EMAIL };
      assert.deepEqual((await sent(token, key)).credential, [API_KEY, API_EMAIL]);
      assert.deepEqual((await sent(token, { apiToken: API_TOKEN })).credential, bearer(API_TOKEN));
      assert.deepEqual((await sent(KEYED, { apiToken: API_TOKEN })).credential, bearer(API_TOKEN));
      const noEmail = await failure(() => sent({ ...KEYED, ...token }, { apiKey: API_KEY }));
      assert.true(noEmail.message.startsWith("apiEmail"), noEmail.message);
      const noKey = await failure(() => sent({ ...KEYED, ...token }, { apiEmail: API_EMAIL }));
      assert.true(noKey.message.startsWith("apiKey"), noKey.message);
    });

    QUnit.test("explicit account and address beat those of the environment", async (assert) => {
      replace({
        CLOUDFLARE_API_TOKEN: API_TOKEN,
        CLOUDFLARE_ACCOUNT_ID: "environment",
        CLOUDFLARE_BASE_URL: "https://environment.example",
      });
      const { fetch, calls } = recording();
      const options = { accountId: "option", baseURL: "https://option.example", fetch };
      await new Cloudflare(options).stream.downloads.get("a");
      assert.strictEqual(calls[0][0], "https://option.example/accounts/option/stream/a/downloads");
    });

    QUnit.test("an address of the environment needs no credential", async (assert) => {
      assert.deepEqual((await sent({})).credential, []);
    });
  });
}
