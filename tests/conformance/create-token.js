// Tokens that the API makes: what is sent for one, what comes, and what no error shows.

import { decodeJwt, jwtVerify } from "../node_modules/jose/dist/webapi/index.js";
import { ACCOUNT_ID, READ_TOKEN, VIDEOS } from "../stand-in/library.js";
import { json, recording } from "./fetches.js";
import { failure } from "./outcome.js";
import { shown } from "./secrets.js";
import { signingKey } from "./signing-key.js";
import { raise, strange } from "./strange.js";

const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJlYTk1In0.c2lnbmF0dXJl";
const RULES = [{ type: "ip.geoip.country", action: "block", country: ["US", "MX"] }];

export function createToken({ QUnit, exports, standIn, scenario, clientOf }) {
  QUnit.module("createToken");

  const identifier = VIDEOS.bothReady;
  const answering = (result) => recording(() => json({ success: true, result }));
  const now = () => Math.floor(Date.now() / 1000);
  const file = async (token) => {
    const response = await fetch(`${standIn.origin}/${token}/downloads/default.mp4`);
    await response.arrayBuffer();
    return response.status;
  };

  QUnit.test("a token for downloads opens them, and one for nothing else does not", async (assert) => {
    const { token: tokens } = clientOf().stream;
    const { token } = await tokens.create(identifier, { downloadable: true });
    assert.strictEqual(await file(token), 200);
    assert.strictEqual(exports.identifierOf(token), identifier);
    const { exp } = decodeJwt(token);
    assert.true(Math.abs(exp - now() - 3600) < 60);
    const plain = await tokens.create(identifier);
    assert.strictEqual(await file(plain.token), 401);
    assert.strictEqual(await file(`${token.slice(0, -9)}AAAAAAAAA`), 401);
    const early = await tokens.create(identifier, { downloadable: true, nbf: now() + 600 });
    assert.strictEqual(await file(early.token), 401);
  });

  QUnit.test("it is as it was asked for", async (assert) => {
    const asked = {
      exp: now() + 43_200, nbf: now() - 60, downloadable: true, accessRules: RULES, flags: { original: true },
    };
    const { token } = await clientOf().stream.token.create(identifier, { account_id: ACCOUNT_ID, ...asked });
    const { sub, kid, ...claims } = decodeJwt(token);
    assert.strictEqual(sub, identifier);
    assert.deepEqual(claims, asked);
  });

  QUnit.test("the API signs with the key that is given", async (assert) => {
    const { id, pem, publicKey } = await signingKey();
    const { token } = await clientOf().stream.token.create(identifier, { id, pem, downloadable: true });
    const { protectedHeader, payload } = await jwtVerify(token, publicKey);
    assert.strictEqual(protectedHeader.kid, id);
    assert.strictEqual(payload.sub, identifier);
    assert.strictEqual(await file(token), 200);
  });

  QUnit.test("the body is what the parameters have besides, in either form", async (assert) => {
    const asked = { downloadable: true, exp: 2e9, more: { a: [null] } };
    for (const [args, account, body] of [
      [[identifier, { account_id: "given", ...asked }, {}], "given", asked],
      [[{ identifier, account_id: "given", ...asked }], "given", asked],
      [[identifier], ACCOUNT_ID, {}],
      [[{ identifier }], ACCOUNT_ID, {}],
      [[identifier, null], ACCOUNT_ID, {}],
      [[identifier, { exp: undefined, accessRules: [] }], ACCOUNT_ID, { accessRules: [] }],
      [[identifier, Object.freeze({ ...asked })], ACCOUNT_ID, asked],
    ]) {
      const { fetch, calls } = answering({ token: TOKEN, more: 1 });
      const result = await clientOf({ fetch }).stream.token.create(...args);
      assert.deepEqual(result, { token: TOKEN, more: 1 });
      const [[url, init]] = calls;
      assert.true(url.endsWith(`/accounts/${account}/stream/${identifier}/token`), url);
      assert.strictEqual(init.method, "POST");
      assert.strictEqual(init.headers.get("content-type"), "application/json");
      assert.deepEqual(JSON.parse(init.body), body);
    }
  });

  QUnit.test("a time that is no number in JSON is refused", async (assert) => {
    for (const name of ["exp", "nbf"]) {
      for (const value of [NaN, Infinity, -Infinity]) {
        const { fetch, calls } = answering({ token: TOKEN });
        const error = await failure(() => clientOf({ fetch }).stream.token.create(identifier, { [name]: value }));
        assert.strictEqual(error.message, `${name}: expected a finite number`);
        assert.strictEqual(calls.length, 0);
      }
    }
  });

  QUnit.test("the promise gives response and data, and options hold", async (assert) => {
    const { fetch, calls } = answering({ token: TOKEN });
    const { token: tokens } = clientOf({ fetch }).stream;
    const promise = tokens.create(identifier);
    assert.true(promise instanceof exports.APIPromise);
    const { data, response } = await promise.withResponse();
    assert.deepEqual([data.token, response.status], [TOKEN, 200]);
    const error = await failure(() => tokens.create(identifier, {}, { signal: AbortSignal.abort("why") }));
    assert.strictEqual(error.cause, "why");
    assert.strictEqual(calls.length, 1);
  });

  QUnit.test("it is asked again where a list is", async (assert) => {
    const { baseURL, requests } = await scenario({ status: 503 }, null);
    const { token } = await clientOf({ baseURL, maxRetries: 1 }).stream.token.create(identifier, { exp: now() + 60 });
    assert.strictEqual(exports.identifierOf(token), identifier);
    const [first, second] = await requests();
    assert.strictEqual(first.body, second.body);
  });

  QUnit.test("a refusal says what is missing", async (assert) => {
    const error = await failure(() => clientOf({ apiToken: READ_TOKEN }).stream.token.create(identifier));
    assert.strictEqual(error.name, "PermissionDeniedError");
    const request = `(POST /accounts/${ACCOUNT_ID}/stream/${identifier}/token)`;
    const needs = "403 Authentication error [code 10000]; it needs the permission Stream Write";
    assert.strictEqual(error.message, `${needs} ${request}`);
    const late = await failure(() => clientOf().stream.token.create(identifier, { exp: now() + 86_500 }));
    assert.strictEqual(late.name, "BadRequestError");
  });

  const BAD = { accessRules: {}, downloadable: "true", exp: "2000000000", flags: [], id: 1, nbf: new Date(), pem: {} };
  QUnit.test.each("a parameter of another type is named before any request", Object.entries(BAD), async (assert, [name, value]) => {
    const { fetch, calls } = recording();
    const error = await failure(() => clientOf({ fetch }).stream.token.create(identifier, { [name]: value }));
    assert.strictEqual(error.name, "CloudflareError");
    assert.true(error.message.startsWith(`${name}: expected a`), error.message);
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test("no parameters are anything but sent or an error", async (assert) => {
    const { fetch } = answering({ token: TOKEN });
    const { token: tokens } = clientOf({ fetch }).stream;
    for (const [about, value] of Object.entries(strange())) {
      for (const name of ["exp", "pem", "accessRules", "more"]) {
        const ended = await tokens.create(identifier, { [name]: value }).catch((error) => error);
        assert.true(ended.token === TOKEN || ended instanceof exports.CloudflareError, `${name}: ${about}`);
      }
      const ended = await tokens.create(identifier, value).catch((error) => error);
      assert.true(ended.token === TOKEN || ended instanceof exports.CloudflareError, about);
    }
    for (const params of [{ toJSON: raise }, { get pem() { return raise(); } }, { a: 1n }]) {
      const error = await failure(() => tokens.create(identifier, params));
      assert.strictEqual(error.message, "params: could not be read");
    }
  });

  const UNUSABLE = {
    "no result": [null, "nothing"],
    "an empty result": [{}, "nothing"],
    "a token that is null": [{ token: null }, "null"],
    "a token that is a number": [{ token: 5 }, "a number"],
    "a text": [TOKEN, "nothing"],
  };
  QUnit.test.each("a result without a token is an error", UNUSABLE, async (assert, [result, got]) => {
    const { fetch } = answering(result);
    const error = await failure(() => clientOf({ fetch }).stream.token.create(identifier));
    assert.strictEqual(error.name, "APIResponseValidationError");
    assert.true(error.message.startsWith(`200 result.token: expected a string, got ${got} (POST `), error.message);
  });

  QUnit.test("neither an error nor a log line shows the key, whatever repeats it", async (assert) => {
    const { id, pem, text } = await signingKey();
    const lines = [];
    const log = (line) => lines.push(line);
    const logger = { error: log, warn: log, info: log, debug: log };
    for (const key of [pem, text]) {
      const body = { success: false, errors: [{ code: 10005, message: `bad ${key}` }], result: { [key]: key } };
      const answers = {
        "an error": () => json(body, { status: 400 }),
        "a 2xx": () => json(body),
        "a page": () => new Response(key, { status: 502 }),
        "what fetch throws": () => Promise.reject(new TypeError(`bad ${key}`)),
      };
      for (const [about, answer] of Object.entries(answers)) {
        const { fetch } = recording(answer);
        const options = { fetch, logger, logLevel: "debug" };
        const call = clientOf(options).stream.token.create(identifier, { id, pem: key });
        const error = await failure(() => call);
        // What was thrown is the caller's own.
        if (about === "what fetch throws") delete error.cause;
        for (const part of [key.slice(40, 100), key.slice(-100, -40)]) {
          assert.false(shown(error).includes(part), about);
          assert.false(shown(call).includes(part), about);
          assert.false(lines.join().includes(part), about);
        }
      }
    }
    const long = await failure(() => clientOf().stream.token.create(identifier, { id, pem: pem.repeat(9) }));
    assert.strictEqual(long.message, "pem: expected at most 8192 characters");
  });
}
