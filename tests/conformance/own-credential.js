// A credential among the caller's own headers: it is sent in the place of the client's.

import {
  API_EMAIL,
  API_KEY,
  API_TOKEN,
  READ_TOKEN,
  UNKNOWN_TOKEN,
  VIDEOS,
} from "../stand-in/library.js";
import { recording } from "./fetches.js";
import { failure } from "./outcome.js";
import { sentHeaders } from "./sent-headers.js";

export function ownCredential({ QUnit, scenario, clientOf }) {
  QUnit.module("own credential");

  const { given, arrived } = sentHeaders({ scenario, clientOf });

  const KEYED = { apiToken: null, apiKey: API_KEY, apiEmail: API_EMAIL };
  const credentialOf = (headers) =>
    [headers.authorization, headers["x-auth-key"], headers["x-auth-email"]].filter(
      (value) => value !== undefined,
    );
  const OWN = {
    "an authorization": [{ AUTHORIZATION: `Bearer ${READ_TOKEN}` }, [`Bearer ${READ_TOKEN}`]],
    "a key and email": [
      { "x-auth-key": "own", "X-Auth-Email": "own@x.example" },
      ["own", "own@x.example"],
    ],
    "no authorization": [{ Authorization: null }, []],
    "no key": [{ "X-Auth-Key": null }, []],
    // It is none of those that are looked at here.
    "a service key": [{ "X-Auth-User-Service-Key": "v1.0-own" }, []],
  };
  QUnit.test.each(
    "one's own credential replaces the client's",
    OWN,
    async (assert, [own, expected]) => {
      for (const options of [{}, KEYED, { ...KEYED, apiToken: API_TOKEN }]) {
        assert.deepEqual(credentialOf(await arrived(options, { headers: own })), expected);
        assert.deepEqual(
          credentialOf(await arrived({ ...options, defaultHeaders: own })),
          expected,
        );
      }
    },
  );

  QUnit.test("with one's own credential the client needs none", async (assert) => {
    const none = { apiToken: null, apiKey: null, apiEmail: null, baseURL: null };
    const sent = await given(none, { headers: { authorization: "Bearer own" } });
    assert.strictEqual(sent.authorization, "Bearer own");
    assert.strictEqual(
      (await given(none, { headers: { authorization: null } })).authorization,
      undefined,
    );
    const { fetch, calls } = recording();
    for (const headers of [{ authorization: undefined }, { "x-other": "1" }, {}]) {
      const { downloads } = clientOf({ ...none, fetch }).stream;
      const error = await failure(() => downloads.get(VIDEOS.bothReady, undefined, { headers }));
      assert.true(error.message.includes("apiToken"), error.message);
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("one's own credential is in no error", async (assert) => {
    const echo = `Not welcome: ${UNKNOWN_TOKEN}`;
    for (const headers of [
      { authorization: `Bearer ${UNKNOWN_TOKEN}` },
      { authorization: ` Bearer  ${UNKNOWN_TOKEN} ` },
      { authorization: [`Bearer ${UNKNOWN_TOKEN}`, "and more"] },
      { "x-auth-key": UNKNOWN_TOKEN },
      { "x-auth-user-service-key": UNKNOWN_TOKEN },
    ]) {
      for (const options of [{ defaultHeaders: headers }, {}]) {
        const { baseURL } = await scenario({
          status: 401,
          body: { errors: [{ code: 1, message: echo }] },
        });
        const { downloads } = clientOf({ baseURL, ...options }).stream;
        const own = options.defaultHeaders ? undefined : { headers };
        const error = await failure(() => downloads.get(VIDEOS.bothReady, undefined, own));
        assert.strictEqual(error.name, "AuthenticationError");
        assert.false(error.message.includes(UNKNOWN_TOKEN), error.message);
        assert.false(error.stack.includes(UNKNOWN_TOKEN));
        assert.false(JSON.stringify(error).includes(UNKNOWN_TOKEN));
      }
    }
  });
}
