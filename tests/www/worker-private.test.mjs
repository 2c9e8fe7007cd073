// Private videos: tokens for the page, and links that work for whoever may enter.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";

import { ACCOUNT_ID, PRIVATE, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { assertFailure, basic, DOWNLOADS, ORIGIN, PASSWORD, startWorker, VIDEOS_PATH } from "./worker-run.mjs";

const VIEWING = "only to look at it";
const PASSWORDS = { DASHBOARD_PASSWORD: PASSWORD, VIEWER_PASSWORD: VIEWING };
const IN = basic(PASSWORD);
const HOST = "https://customer-m033z5x00ks6nunl.cloudflarestream.com";
const HOUR = 3600;
const TOKEN = (video = PRIVATE) => `${VIDEOS_PATH}/${video}/token`;
const LINK = (video = PRIVATE, type = "default", query = "") => `/links/${video}/${type}${query}`;
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const base64 = (text) => Buffer.from(text).toString("base64");
const JWK = base64(JSON.stringify(privateKey.export({ format: "jwk" })));
const PEM = base64(privateKey.export({ type: "pkcs1", format: "pem" }));
const now = () => Math.floor(Date.now() / 1000);

async function start(t, { variables, ...options } = {}) {
  const worker = await startWorker(t, { ...PASSWORDS, ...variables }, options);
  const ask = (path, { headers, ...more } = {}) => worker.ask(path, { headers: { ...IN, ...headers }, ...more });
  const token = async (video, headers) => {
    const { status, body } = await ask(TOKEN(video), { method: "POST", headers: { origin: ORIGIN, ...headers } });
    assert.equal(status, 200);
    return body().result.token;
  };
  /** Follows a link to the stand-in, which has the files that Cloudflare would have. */
  const save = async (path, headers) => {
    const { status, headers: given } = await ask(path, { headers });
    assert.equal(status, 303);
    assert.equal(given["referrer-policy"], "no-referrer");
    assert.equal(given["cache-control"], "no-store");
    assert.ok(given.location.startsWith(`${HOST}/`), given.location);
    return fetch(given.location.replace(HOST, worker.standIn.origin));
  };
  return { ...worker, ask, token, save };
}

/** Asserts that a failure is a page for people, and says what. */
function assertPage({ status, headers, text }, expected, sentence) {
  assert.equal(status, expected);
  assert.match(headers["content-type"], /^text\/html/);
  assert.equal(headers.location, undefined);
  assert.equal(headers["cache-control"], "no-store");
  assert.match(text, sentence);
  assert.match(text, /<h1>This download did not work<\/h1>/);
  assert.match(text, /<a href="\/">Go to the dashboard<\/a>/);
}

test("A token is made by the API where there is no key, for an hour and for downloads", async (t) => {
  const { token, upstream, standIn } = await start(t);
  const before = now();
  const made = await token(PRIVATE);
  const { sub, exp, downloadable } = decodeJwt(made);
  assert.deepEqual([sub, downloadable], [PRIVATE, true]);
  assert.ok(exp >= before + HOUR && exp <= now() + HOUR, `${exp}`);
  assert.equal((await fetch(`${standIn.origin}/${made}/downloads/default.mp4`)).status, 200);
  const [{ method, url, body }] = await upstream();
  assert.deepEqual([method, url], ["POST", `/client/v4/accounts/${ACCOUNT_ID}/stream/${PRIVATE}/token`]);
  assert.deepEqual(JSON.parse(body), { downloadable: true, exp });
});

test("With a signing key the Worker makes it by itself, whatever is asked for", async (t) => {
  for (const [name, secret] of [
    ["STREAM_SIGNING_JWK", JWK],
    ["STREAM_SIGNING_PEM", `${PEM}\n`],
  ]) {
    const variables = { STREAM_SIGNING_KEY_ID: "the-key", [name]: secret };
    for (const stream of [false, true]) {
      const worker = await start(t, { variables, stream });
      const before = now();
      const body = JSON.stringify({ exp: before + 86_000, downloadable: false, sub: VIDEOS.nothing, accessRules: [] });
      const headers = { origin: ORIGIN, "content-type": "application/json" };
      const answer = await worker.ask(`${TOKEN()}?exp=99999999999`, { method: "POST", headers, body });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["cache-control"], "no-store");
      const { token } = answer.body().result;
      assert.equal(decodeProtectedHeader(token).kid, "the-key");
      const { payload } = await jwtVerify(token, publicKey);
      assert.deepEqual([payload.sub, payload.downloadable, payload.accessRules], [PRIVATE, true, undefined]);
      assert.ok(payload.exp >= before + HOUR && payload.exp <= now() + HOUR);
      assert.deepEqual(await worker.upstream(), []);
    }
  }
});

test("Viewers get one too, and nobody for a page of another origin", async (t) => {
  const { ask, token, upstream } = await start(t);
  assert.equal(decodeJwt(await token(PRIVATE, basic(VIEWING))).sub, PRIVATE);
  const before = (await upstream()).length;
  for (const password of [PASSWORD, VIEWING]) {
    for (const headers of [
      {},
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      assertFailure(await ask(TOKEN(), { method: "POST", headers: { ...basic(password), ...headers } }), 403);
    }
  }
  for (const method of ["GET", "PUT", "DELETE"]) {
    assertFailure(await ask(TOKEN(), { method, headers: { origin: ORIGIN } }), 405);
  }
  const elsewhere = TOKEN().replace("/self/", `/${"0".repeat(32)}/`);
  assertFailure(await ask(elsewhere, { method: "POST", headers: { origin: ORIGIN } }), 403);
  assert.equal((await upstream()).length, before);
});

test("A Stream binding without a key, or a key that is none, is told of in plain words", async (t) => {
  const words = /set the secrets STREAM_SIGNING_KEY_ID and STREAM_SIGNING_JWK\./i;
  const bound = await start(t, { stream: true });
  const answer = await bound.ask(TOKEN(), { method: "POST", headers: { origin: ORIGIN } });
  assertFailure(answer, 500);
  assert.match(answer.text, words);
  for (const [name, secret] of [
    ["STREAM_SIGNING_JWK", "hunter2hunter2"],
    ["STREAM_SIGNING_JWK", base64('{"kty":"RSA","d":"hunter2hunter2"}')],
    ["STREAM_SIGNING_PEM", base64("-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----")],
  ]) {
    const worker = await start(t, { variables: { STREAM_SIGNING_KEY_ID: "the-key", [name]: secret } });
    const wrong = await worker.ask(TOKEN(), { method: "POST", headers: { origin: ORIGIN } });
    assertFailure(wrong, 500);
    assert.ok(wrong.text.includes(`STREAM_SIGNING_KEY_ID and ${name} cannot be used.`), wrong.text);
    assertPage(await worker.ask(LINK()), 500, new RegExp(`${name} cannot be used`));
    for (const text of [...worker.traffic, ...worker.logs]) {
      assert.ok(!text.includes("hunter2") && !text.includes(secret), text);
    }
  }
});

test("A link leads to the file, of a private video with a token", async (t) => {
  const { save, ask } = await start(t);
  for (const headers of [IN, basic(VIEWING)]) {
    const response = await save(LINK(), headers);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /ftypisom/);
  }
  const { location } = (await ask(LINK(VIDEOS.bothReady, "audio"))).headers;
  assert.equal(location, `${HOST}/${VIDEOS.bothReady}/downloads/audio.m4a?filename=Light`);

  await t.test("which the signing key has signed, where there is one", async (t) => {
    const variables = { STREAM_SIGNING_KEY_ID: "the-key", STREAM_SIGNING_JWK: JWK };
    const { ask } = await start(t, { variables });
    const [, token] = new URL((await ask(LINK())).headers.location).pathname.split("/");
    const { payload } = await jwtVerify(token, publicKey);
    assert.deepEqual([payload.sub, payload.downloadable], [PRIVATE, true]);
  });
});

test("The file has the name that was asked for, that of the video, or its identifier", async (t) => {
  const uid = VIDEOS.defaultReady;
  const url = `${HOST}/${uid}/downloads/default.mp4`;
  const named = (name) => {
    const results = [{ default: { status: "ready", percentComplete: 100, url } }, { uid, meta: { name } }];
    return { answers: results.map((result) => ({ body: { success: true, result } })) };
  };
  for (const [query, name, filename] of [
    ["?filename=My%20holiday,%20part%201", "Tour", "My-holiday-part-1"],
    ["?filename=%E6%B8%AF", "Tour", "Tour"],
    ["", "Tour", "Tour"],
    ["?filename=", "港の夜明け", uid],
    ["", undefined, uid],
    ["?filename=..%2F..%2Fx%22%0d%0aa:b", "Tour", "x-a-b"],
  ]) {
    const { ask } = await start(t, { script: named(name) });
    const { status, headers } = await ask(LINK(uid, "default", query));
    assert.equal(status, 303, `${query} ${name}`);
    assert.equal(new URL(headers.location).searchParams.get("filename"), filename);
  }
});

test("What is not ready, not there or refused is a page that says so", async (t) => {
  const { ask } = await start(t);
  assertPage(await ask(LINK(VIDEOS.nothing)), 404, /This video has no MP4\. Create it in the dashboard first\./);
  assertPage(await ask(LINK(VIDEOS.defaultReady, "audio")), 404, /This video has no M4A\./);
  assertPage(await ask(LINK(VIDEOS.inProgress)), 409, /This MP4 is not ready yet: 12 % is done\. Try again/);
  assertPage(await ask(LINK(VIDEOS.error)), 409, /Cloudflare could not make this MP4\. Create it again/);
  assertPage(await ask(LINK("0".repeat(32))), 404, /There is no such video\./);
  for (const path of [LINK(PRIVATE, "hls"), LINK("a".repeat(33)), "/links", `/links/${PRIVATE}`, `${LINK()}/x`]) {
    assert.equal((await ask(path)).status, 404, path);
  }
  for (const method of ["POST", "PUT", "DELETE"]) {
    assert.equal((await ask(LINK(), { method, headers: { origin: ORIGIN } })).status, 405);
  }

  for (const [answers, status, sentence] of [
    [[{ status: 429, headers: { "retry-after": "30" } }], 429, /too many requests just now/],
    [[{ status: 500 }], 500, /cannot be downloaded just now/],
    [[{ status: 200, body: "<p>" }], 502, /cannot be downloaded just now/],
    [[{ body: { success: true, result: { default: { status: "ready" } } } }], 404, /gives no address for this MP4/],
    [[{ body: { success: true, result: { default: { status: "queued" } } } }], 409, /0 % is done/],
    [[null, { body: { success: true, result: null } }], 502, /has no video/],
    [[null, { status: 404 }], 404, /There is no such video/],
    [[null, null, { status: 403 }], 502, /Cloudflare refused this\. .*API token/],
  ]) {
    const worker = await start(t, { script: { answers } });
    const answer = await worker.ask(LINK());
    assertPage(answer, status, sentence);
    if (status === 429) assert.equal(answer.headers["retry-after"], "30");
  }
  const refused = await start(t, { variables: { CLOUDFLARE_API_TOKEN: UNKNOWN_TOKEN } });
  const answer = await refused.ask(LINK());
  assertPage(answer, 502, /Cloudflare refused this\. .*API token/);
  assert.ok(!answer.text.includes(UNKNOWN_TOKEN));
});

test("A token goes to no other host than Cloudflare's", async (t) => {
  const path = `${PRIVATE}/downloads/default.mp4`;
  for (const url of ["https://evil.example/x", `https://evil.example/${path}`, "javascript:x"]) {
    const download = { status: "ready", percentComplete: 100, url };
    const script = { answers: [{ body: { success: true, result: { default: download } } }] };
    const { ask } = await start(t, { script });
    const { status, headers, text } = await ask(LINK());
    assert.equal(status, 500, url);
    assert.equal(headers.location, undefined);
    assert.doesNotMatch(text, /eyJ/);
  }
});

test("A link opens from a message, and not inside another page", async (t) => {
  const { ask, upstream } = await start(t);
  const opened = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  assert.equal((await ask(LINK(), { headers: opened })).status, 303);
  const ofThePage = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" };
  assert.equal((await ask(LINK(), { headers: ofThePage })).status, 303);
  const before = (await upstream()).length;
  for (const mode of ["no-cors", "cors", "same-origin", "websocket"]) {
    for (const site of ["cross-site", "same-site"]) {
      const headers = { "sec-fetch-site": site, "sec-fetch-mode": mode };
      assert.equal((await ask(LINK(), { headers })).status, 403, `${site} ${mode}`);
    }
  }
  assert.equal((await upstream()).length, before);
});

test("Nobody gets a token or a link without signing in", async (t) => {
  const { ask, upstream } = await startWorker(t, PASSWORDS);
  const browser = { accept: "text/html", "sec-fetch-mode": "navigate" };
  for (const headers of [{}, browser, basic("a wrong password")]) {
    assertFailure(await ask(TOKEN(), { method: "POST", headers: { origin: ORIGIN, ...headers } }), 401);
    for (const method of ["GET", "HEAD"]) assert.equal((await ask(LINK(), { method, headers })).status, 401);
  }
  assert.deepEqual(await upstream(), []);
});

test("Neither the signing key nor a token is in the log, nor the key in an answer", async (t) => {
  const echo = { success: false, errors: [{ code: 1, message: `${JWK} is no good` }], result: null };
  const script = { answers: [{ status: 400, body: echo }], repeat: true };
  const variables = { STREAM_SIGNING_KEY_ID: "the-key", STREAM_SIGNING_JWK: JWK };
  for (const options of [{}, { script }]) {
    const worker = await start(t, { variables, ...options });
    const made = await worker.token(PRIVATE);
    await worker.ask(LINK());
    await worker.ask(DOWNLOADS(PRIVATE));
    const { d } = privateKey.export({ format: "jwk" });
    for (const text of [...worker.traffic, ...worker.logs]) {
      for (const secret of [JWK, d, VIEWING]) assert.ok(!text.includes(secret));
    }
    for (const text of worker.logs) assert.ok(!text.includes(made));
  }
});
