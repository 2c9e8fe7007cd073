// Tokens that are made with a signing key and without a request.

import { decodeJwt, jwtVerify } from "../node_modules/jose/dist/webapi/index.js";
import { VIDEOS } from "../stand-in/library.js";
import { withGlobalFetch } from "./fetches.js";
import { failure } from "./outcome.js";
import { shown } from "./secrets.js";
import { signingKey } from "./signing-key.js";
import { raise, strange } from "./strange.js";

const identifier = VIDEOS.bothReady;
const RULES = [
  { type: "ip.src", action: "allow", ip: ["192.0.2.0/24", "2001:db8::/32"] },
  { type: "ip.geoip.country", action: "allow", country: ["GB"] },
  { type: "any", action: "block" },
];

const BAD = {
  keyId: ["", 42, {}, null, undefined],
  identifier: ["", 42, {}, null, undefined, "a/b", "a".repeat(33), "https://example.com", "é", "a\n"],
  expiresIn: [0, -1, 0.5, 86_401, NaN, Infinity, "60", {}, 60n],
  notBefore: [-1, NaN, Infinity, "0", true, 10n, Date.now(), new Date(NaN), new Date(8e15), {}, []],
  accessRules: [{}, "any", 42, new Array(6).fill(RULES[2]), () => {}],
};

const BAD_RULES = {
  "[0].type": [null, 42, "any", {}, { action: "block" }, { type: "ip.geo", action: "block" }],
  "[0].action": [{ type: "any" }, { type: "any", action: "deny" }, { type: "any", action: ["allow"] }],
  "[0].ip": [
    { type: "ip.src", action: "allow" },
    { type: "ip.src", action: "allow", ip: [] },
    { type: "ip.src", action: "allow", ip: "192.0.2.1" },
    { type: "ip.src", action: "allow", ip: [""] },
  ],
  "[0].country": [{ type: "ip.geoip.country", action: "allow", country: [42] }],
};

export function createDownloadToken({ QUnit, exports }) {
  QUnit.module("createDownloadToken");

  const { createDownloadToken, identifierOf, downloadLink, CloudflareError } = exports;
  const now = () => Math.floor(Date.now() / 1000);

  /** The options of a token that is good. */
  async function good(more) {
    const { id: keyId, jwk } = await signingKey();
    return { keyId, jwk, identifier, ...more };
  }

  /** The claims of a token, of which the signature is good. */
  async function verified(token, options) {
    const { publicKey } = await signingKey();
    return jwtVerify(token, publicKey, { algorithms: ["RS256"], ...options });
  }

  async function refused(assert, name, options, about) {
    const error = await createDownloadToken(options).catch((reason) => reason);
    assert.true(error instanceof CloudflareError, `${about}: ${error}`);
    assert.true(error.message.startsWith(name), `${about}: ${error.message}`);
    assert.true(error.message.length < 200, about);
    return error;
  }

  QUnit.test("a token is signed, for the downloads of the video and for an hour", async (assert) => {
    const { id } = await signingKey();
    const began = now();
    const token = await withGlobalFetch(raise, async () => createDownloadToken(await good()));
    const { payload, protectedHeader } = await verified(token);
    assert.deepEqual(protectedHeader, { alg: "RS256", kid: id });
    const { exp, ...claims } = payload;
    assert.deepEqual(claims, { sub: identifier, kid: id, downloadable: true });
    assert.true(exp >= began + 3600 && exp <= now() + 3600, `${exp}`);
    assert.strictEqual(identifierOf(token), identifier);
    const url = `https://customer-a.cloudflarestream.com/${identifier}/downloads/default.mp4`;
    assert.strictEqual(downloadLink(url, { token }), url.replace(identifier, token));
  });

  QUnit.test("a key is taken in each form that it comes in", async (assert) => {
    const { id: keyId, jwk, json, pem, text, pkcs8 } = await signingKey();
    const forms = {
      "jwk in base64": { jwk },
      "jwk in base64 with a line break": { jwk: `${jwk.slice(0, 100)}\n${jwk.slice(100)}\n` },
      "jwk as JSON": { jwk: ` ${JSON.stringify(json)}` },
      "jwk as an object": { jwk: Object.freeze({ ...json }) },
      "jwk with uses of its own": { jwk: { ...json, use: "enc", alg: "PS512", key_ops: [], ext: false } },
      "pem in base64": { pem },
      "pem as text": { pem: text },
      "pem of PKCS #8": { pem: pkcs8 },
      "pem of PKCS #8 in base64": { pem: btoa(pkcs8) },
      "pem in one line": { pem: text.replaceAll("\n", "") },
      "one of them null": { jwk, pem: null },
    };
    for (const [about, form] of Object.entries(forms)) {
      const { payload } = await verified(await createDownloadToken({ keyId, identifier, ...form }));
      assert.strictEqual(payload.sub, identifier, about);
    }
  });

  QUnit.test("it ends when it shall, in seconds", async (assert) => {
    for (const expiresIn of [1, 600, 86_400]) {
      const began = now();
      const { exp } = decodeJwt(await createDownloadToken(await good({ expiresIn })));
      assert.true(exp >= began + expiresIn && exp <= now() + expiresIn, `${exp}`);
    }
    const nothing = { expiresIn: null, notBefore: null, accessRules: null };
    const claims = decodeJwt(await createDownloadToken(await good(nothing)));
    assert.deepEqual(Object.keys(claims), ["sub", "kid", "downloadable", "exp"]);
  });

  QUnit.test("it begins when it shall, by a Date or in seconds since 1970", async (assert) => {
    for (const [notBefore, nbf] of [
      [0, 0],
      [now() + 600, now() + 600],
      [1_700_000_000.9, 1_700_000_000],
      [new Date(1_700_000_000_999), 1_700_000_000],
    ]) {
      const token = await createDownloadToken(await good({ notBefore }));
      assert.true(Math.abs(decodeJwt(token).nbf - nbf) <= 5, `${notBefore}`);
      const later = new Date((now() + 700) * 1000);
      assert.strictEqual((await verified(token, { currentDate: later })).payload.sub, identifier);
    }
    const token = await createDownloadToken(await good({ notBefore: now() + 600 }));
    assert.strictEqual((await failure(() => verified(token))).claim, "nbf");
  });

  QUnit.test("it has the rules that it shall, as they are", async (assert) => {
    for (const accessRules of [RULES, [], [{ type: "any", action: "allow", more: "é😀\ud800" }]]) {
      const { payload } = await verified(await createDownloadToken(await good({ accessRules })));
      assert.deepEqual(payload.accessRules, JSON.parse(JSON.stringify(accessRules)));
    }
    const many = [{ type: "ip.src", action: "allow", ip: new Array(20_000).fill("192.0.2.1") }];
    const { payload } = await verified(await createDownloadToken(await good({ accessRules: many })));
    assert.strictEqual(payload.accessRules[0].ip.length, 20_000);
  });

  QUnit.test("an option that cannot be used is named", async (assert) => {
    for (const [name, values] of Object.entries(BAD)) {
      for (const value of values) {
        await refused(assert, `${name}: expected `, await good({ [name]: value }), `${name} ${typeof value}`);
      }
    }
    for (const [name, values] of Object.entries(BAD_RULES)) {
      for (const rule of values) {
        const options = await good({ accessRules: [rule] });
        await refused(assert, `accessRules${name}: expected `, options, JSON.stringify(rule));
      }
    }
    for (const options of [undefined, null, 42, "a", () => {}]) {
      await refused(assert, "options: expected an object", options, typeof options);
    }
    const late = await good({ expiresIn: 60, notBefore: now() + 120 });
    await refused(assert, "notBefore: expected a Date, or seconds since 1970, before", late, "after its end");
  });

  QUnit.test("a key that cannot be used is named and never shown", async (assert) => {
    const { json, jwk, pem, text, pkcs8 } = await signingKey();
    const { n, e, kty } = json;
    const keys = {
      jwk: {
        neither: {},
        both: { jwk, pem },
        "a number": { jwk: 42 },
        "an empty text": { jwk: "" },
        "no base64": { jwk: `${jwk}!` },
        "half of it": { jwk: jwk.slice(0, 800) },
        "half of its JSON": { jwk: JSON.stringify(json).slice(0, -9) },
        "a public key": { jwk: { kty, n, e } },
        "another kind of key": { jwk: { kty: "oct", k: n } },
        "a pem": { jwk: pem },
        "far too much": { jwk: jwk.repeat(20) },
        null: { jwk: btoa("null") },
        "a list": { jwk: [jwk] },
      },
      pem: {
        "a number": { pem: 42 },
        "an object": { pem: { pem } },
        "no base64": { pem: `${pem}!` },
        "half of it": { pem: pem.slice(0, 800) },
        "half of its text": { pem: `${text.slice(0, 800)}\n-----END RSA PRIVATE KEY-----` },
        "a public key": { pem: text.replaceAll("RSA PRIVATE", "PUBLIC") },
        "an encrypted key": { pem: pkcs8.replaceAll("PRIVATE", "ENCRYPTED PRIVATE") },
        "what is no key": { pem: pkcs8.replace(/[A-Za-z0-9]{40}/, "") },
        "a jwk": { pem: jwk },
        "far too much": { pem: pem.repeat(20) },
      },
    };
    const parts = [jwk, pem, text, json.d, json.p, json.qi, pkcs8].map((key) => key.slice(100, 140));
    for (const [name, forms] of Object.entries(keys)) {
      for (const [about, form] of Object.entries(forms)) {
        const options = { keyId: "key", identifier, ...form };
        const error = await refused(assert, `${name}: expected `, options, `${name}: ${about}`);
        assert.strictEqual(error.cause, undefined, about);
        for (const part of parts) assert.false(`${shown(error)} ${error.stack}`.includes(part), about);
      }
    }
  });

  QUnit.test("no input is anything but a token or an error that names its field", async (assert) => {
    const options = await good();
    for (const [about, value] of Object.entries(strange())) {
      for (const name of Object.keys(options).concat("pem", "expiresIn", "notBefore", "accessRules")) {
        const given = { ...options, [name]: value };
        if (name === "pem") delete given.jwk;
        if (name === "expiresIn" && about === "a number") continue;
        if (name === "notBefore" && about === "a number") continue;
        if (name === "keyId" && /surrogate|MB/.test(about)) continue;
        // Of rules it is the first that is named.
        await refused(assert, name, given, `${name}: ${about}`);
      }
      if (typeof value !== "object") await refused(assert, "options: ", value, about);
      else await refused(assert, "keyId: ", value, about);
    }
    for (const name of ["keyId", "jwk", "pem", "identifier", "expiresIn", "notBefore", "accessRules"]) {
      const given = Object.defineProperty({ ...options, [name]: undefined }, name, { get: raise });
      await refused(assert, `${name}: could not be read`, given, name);
    }
  });

  QUnit.test("where there is no Web Crypto it says so", async (assert) => {
    const options = await good();
    // In place of the one that it inherits.
    Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
    try {
      await refused(assert, "crypto.subtle: expected it", options, "no subtle");
    } finally {
      delete crypto.subtle;
    }
    assert.strictEqual(typeof (await createDownloadToken(options)), "string");
  });
}
