import assert from "node:assert/strict";
import { after, test } from "node:test";
import { OPERATIONS, violation } from "./contract.js";
import {
  ACCOUNT_ID,
  API_EMAIL,
  API_KEY,
  API_TOKEN,
  READ_TOKEN,
  UNKNOWN_TOKEN,
  VIDEOS,
} from "./library.js";
import { stoppedClock } from "./clock.js";
import { startStandIn } from "./server.js";

const TOKEN = bearer(API_TOKEN);
const checked = new Set();

function bearer(token) {
  return { authorization: `Bearer ${token}` };
}

async function start(t, options) {
  const standIn = await startStandIn(options);
  t.after(() => standIn.close());
  return standIn;
}

/** Calls an operation, and fails unless the answer is as the contract says. */
async function call(standIn, method, { video, type, account = ACCOUNT_ID, headers = TOKEN }) {
  const suffix = type === undefined ? "" : "/{download_type}";
  const template = `/accounts/{account_id}/stream/{identifier}/downloads${suffix}`;
  const path = `/accounts/${account}/stream/${video}/downloads${type === undefined ? "" : `/${type}`}`;
  const response = await fetch(standIn.baseURL + path, { method, headers });
  const body = await response.json();
  const operation = { method: method.toLowerCase(), template };
  assert.equal(
    violation(operation, response.status, response.headers.get("content-type"), body),
    "",
  );
  checked.add(`${method} ${template} ${response.ok}`);
  return { status: response.status, headers: response.headers, body, result: body.result };
}

function url(video, file) {
  return `https://customer-m033z5x00ks6nunl.cloudflarestream.com/${video}/downloads/${file}`;
}

function ready(video, file) {
  return { percentComplete: 100, status: "ready", url: url(video, file) };
}

function assertFailure({ status, body }, expected, ...codes) {
  assert.equal(status, expected);
  assert.equal(body.success, false);
  assert.deepEqual(
    body.errors.map(({ code }) => code),
    codes,
  );
}

/** The same request for each of the five operations. */
function all(standIn, options) {
  return Promise.all([
    call(standIn, "GET", options),
    call(standIn, "POST", options),
    call(standIn, "DELETE", options),
    call(standIn, "POST", { type: "audio", ...options }),
    call(standIn, "DELETE", { type: "audio", ...options }),
  ]);
}

after(() => {
  const all = OPERATIONS.map(({ method, template }) => `${method.toUpperCase()} ${template}`);
  const missing = all
    .flatMap((one) => [`${one} true`, `${one} false`])
    .filter((one) => !checked.has(one));
  assert.deepEqual(
    missing,
    [],
    "some operation's success or failure was not checked against the contract",
  );
});

test("lists what each video has", async (t) => {
  const standIn = await start(t);
  const results = {};
  for (const [name, video] of Object.entries(VIDEOS)) {
    const { status, result } = await call(standIn, "GET", { video });
    assert.equal(status, 200);
    results[name] = result;
  }
  const { defaultReady, bothReady, inProgress, error } = VIDEOS;
  assert.deepEqual(results.nothing, {});
  assert.deepEqual(results.alsoNothing, {});
  assert.deepEqual(results.notReadyToStream, {});
  assert.deepEqual(results.defaultReady, { default: ready(defaultReady, "default.mp4") });
  assert.deepEqual(results.bothReady, {
    audio: ready(bothReady, "audio.m4a"),
    default: ready(bothReady, "default.mp4"),
  });
  assert.deepEqual(results.error, {
    default: { percentComplete: 37.5, status: "error", url: url(error, "default.mp4") },
  });
  const { percentComplete, ...rest } = results.inProgress.default;
  assert.deepEqual(rest, { status: "inprogress", url: url(inProgress, "default.mp4") });
  assert.ok(percentComplete >= 12.5 && percentComplete < 100);
});

test("the download in progress advances with time, at the given speed", async (t) => {
  const video = VIDEOS.inProgress;
  const clock = stoppedClock();
  const standIn = await start(t, { speed: 540, clock });
  const percent = async () => (await call(standIn, "GET", { video })).result.default.percentComplete;
  const first = await percent();
  // 5400 s of video at this speed: ten per cent a second.
  clock.pass(300);
  assert.equal((await percent()) - first, 3);
});

test("a created download starts at once and is ready in the end", async (t) => {
  const video = VIDEOS.alsoNothing;
  const clock = stoppedClock();
  const standIn = await start(t, { speed: 1060, clock });
  const created = await call(standIn, "POST", { video });
  assert.equal(created.status, 200);
  assert.deepEqual(Object.keys(created.result), ["default"]);
  assert.equal(created.result.default.status, "inprogress");
  assert.equal(created.result.default.url, url(video, "default.mp4"));
  assert.equal(created.result.default.percentComplete, 0);
  clock.pass(250);
  const { result } = await call(standIn, "GET", { video });
  assert.deepEqual(result, { default: ready(video, "default.mp4") });
});

test("downloads advance at a speed of its own when none is given", async (t) => {
  const video = VIDEOS.nothing;
  const clock = stoppedClock();
  const standIn = await start(t, { clock });
  await call(standIn, "POST", { video });
  clock.pass(100);
  const { percentComplete } = (await call(standIn, "GET", { video })).result.default;
  assert.ok(percentComplete > 2 && percentComplete < 50, `${percentComplete}`);
});

test("creating a type adds it to those that exist", async (t) => {
  const standIn = await start(t);
  const { result } = await call(standIn, "POST", { video: VIDEOS.defaultReady, type: "audio" });
  assert.deepEqual(Object.keys(result), ["default", "audio"]);
  assert.equal(result.audio.url, url(VIDEOS.defaultReady, "audio.m4a"));
});

test("creating without a type is creating the default", async (t) => {
  const standIn = await start(t);
  const { result } = await call(standIn, "POST", { video: VIDEOS.nothing, type: "default" });
  assert.deepEqual(Object.keys(result), ["default"]);
  assert.deepEqual(Object.keys((await call(standIn, "POST", { video: VIDEOS.nothing })).result), [
    "default",
  ]);
});

test("creating what exists leaves it as it is", async (t) => {
  const standIn = await start(t);
  const { result } = await call(standIn, "POST", { video: VIDEOS.defaultReady });
  assert.deepEqual(result, { default: ready(VIDEOS.defaultReady, "default.mp4") });
});

test("deleting removes one type, the default unless another is named", async (t) => {
  const video = VIDEOS.bothReady;
  const standIn = await start(t);
  assert.equal((await call(standIn, "DELETE", { video })).result, "ok");
  assert.deepEqual(Object.keys((await call(standIn, "GET", { video })).result), ["audio"]);
  assert.equal((await call(standIn, "DELETE", { video, type: "audio" })).result, "ok");
  assert.deepEqual((await call(standIn, "GET", { video })).result, {});
});

test("deleting what is not there is not found", async (t) => {
  const standIn = await start(t);
  assertFailure(await call(standIn, "DELETE", { video: VIDEOS.nothing }), 404, 10003);
  const audio = { video: VIDEOS.defaultReady, type: "audio" };
  assertFailure(await call(standIn, "DELETE", audio), 404, 10003);
});

test("a video that is not ready to stream gets no download", async (t) => {
  const video = VIDEOS.notReadyToStream;
  const standIn = await start(t);
  assertFailure(await call(standIn, "POST", { video }), 400, 10005);
  assertFailure(await call(standIn, "POST", { video, type: "audio" }), 400, 10005);
  assert.deepEqual((await call(standIn, "GET", { video })).result, {});
});

test("a type that does not exist is a bad request", async (t) => {
  const options = { video: VIDEOS.bothReady, type: "captions" };
  const standIn = await start(t);
  assertFailure(await call(standIn, "POST", options), 400, 10005);
  assertFailure(await call(standIn, "DELETE", options), 400, 10005);
});

test("an unknown video is not found", async (t) => {
  const standIn = await start(t);
  for (const answer of await all(standIn, { video: "0".repeat(32) }))
    assertFailure(answer, 404, 10003);
});

test("an account of someone else is refused", async (t) => {
  const standIn = await start(t);
  const options = { video: VIDEOS.bothReady, account: "0".repeat(32) };
  for (const answer of await all(standIn, options)) assertFailure(answer, 403, 10000);
});

test("identifiers longer than the contract allows lead nowhere", async (t) => {
  const standIn = await start(t);
  for (const answer of await all(standIn, { video: "0".repeat(33) }))
    assertFailure(answer, 404, 7003, 7000);
  const account = { video: VIDEOS.bothReady, account: "0".repeat(33) };
  for (const answer of await all(standIn, account)) assertFailure(answer, 404, 7003, 7000);
});

test("a path outside the API is told so", async (t) => {
  const standIn = await start(t);
  const response = await fetch(`${standIn.baseURL}/zones`, { headers: TOKEN });
  const body = await response.json();
  assertFailure({ status: response.status, body }, 404, 7003, 7000);
  assert.match(body.errors[0].message, /^Could not route to \/client\/v4\/zones, /);
});

test("no credential, or one that nobody knows, is refused", async (t) => {
  const standIn = await start(t);
  const strangers = [
    {},
    bearer(UNKNOWN_TOKEN),
    { "x-auth-key": API_KEY },
    { "x-auth-email": API_EMAIL },
    { "x-auth-key": API_KEY, "x-auth-email": "someone@example.com" },
    { "x-auth-key": API_TOKEN, "x-auth-email": API_EMAIL },
    { "x-auth-key": API_KEY, "x-auth-email": API_EMAIL, ...bearer(UNKNOWN_TOKEN) },
  ];
  for (const headers of strangers) {
    for (const answer of await all(standIn, { video: VIDEOS.bothReady, headers })) {
      assertFailure(answer, 401, 10000);
      assert.equal(answer.body.errors[0].message, "Authentication error");
    }
  }
});

test("an Authorization header of the wrong form is a bad request with a chain", async (t) => {
  const standIn = await start(t);
  for (const authorization of [
    "Bearer",
    "Bearer short",
    `Basic ${API_TOKEN}`,
    `Bearer ${API_TOKEN}!`,
    `Bearer "${API_TOKEN}"`,
  ]) {
    const answer = await call(standIn, "GET", {
      video: VIDEOS.bothReady,
      headers: { authorization },
    });
    assertFailure(answer, 400, 6003);
    assert.equal(answer.body.errors[0].message, "Invalid request headers");
    const chain = [{ code: 6111, message: "Invalid format for Authorization header" }];
    assert.deepEqual(answer.body.errors[0].error_chain, chain);
  }
});

test("a key with its email may do what a token may", async (t) => {
  const video = VIDEOS.bothReady;
  const headers = { "x-auth-key": API_KEY, "x-auth-email": API_EMAIL };
  const standIn = await start(t);
  assert.equal((await call(standIn, "GET", { video, headers })).status, 200);
  assert.equal((await call(standIn, "DELETE", { video, headers })).status, 200);
});

test("a token for reading may list, and nothing else", async (t) => {
  const video = VIDEOS.bothReady;
  const standIn = await start(t);
  const [list, ...others] = await all(standIn, { video, headers: bearer(READ_TOKEN) });
  assert.equal(list.status, 200);
  for (const answer of others) assertFailure(answer, 403, 10000);
  const { result } = await call(standIn, "GET", { video });
  assert.deepEqual(Object.keys(result), ["audio", "default"]);
});

test("every answer has a ray and says how many requests are left", async (t) => {
  const standIn = await start(t);
  const rays = new Set();
  for (const [index, video] of [VIDEOS.bothReady, "0".repeat(32)].entries()) {
    const { headers } = await call(standIn, "GET", { video });
    rays.add(headers.get("cf-ray"));
    assert.match(headers.get("cf-ray"), /^[0-9a-f]{16}-[A-Z]{3}$/);
    assert.match(headers.get("ratelimit"), new RegExp(`^"default";r=${1199 - index};t=(300|299)$`));
    assert.equal(headers.get("ratelimit-policy"), `"default";q=1200;w=300`);
    assert.equal(headers.get("connection"), "close");
  }
  assert.equal(rays.size, 2);
});

test("a page of any origin may send the headers of the package and no other, and read all", async (t) => {
  const standIn = await start(t);
  const path = `${standIn.baseURL}/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`;
  const origin = "https://page.example";
  const asked = {
    origin,
    "access-control-request-method": "GET",
    "access-control-request-headers": "x-own",
  };
  const preflight = await fetch(path, { method: "OPTIONS", headers: asked });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
  assert.deepEqual(preflight.headers.get("access-control-allow-headers").split(", "), [
    "accept",
    "authorization",
    "content-type",
    "x-auth-key",
    "x-auth-email",
    "x-auth-user-service-key",
  ]);
  assert.match(
    preflight.headers.get("access-control-allow-methods"),
    /GET.*POST.*PUT.*PATCH.*DELETE/,
  );
  const answer = await fetch(path, { headers: { origin, ...TOKEN } });
  await answer.body.cancel();
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal(answer.headers.get("access-control-expose-headers"), "*");
});

test("two stand-ins share nothing", async (t) => {
  const [one, other] = [await start(t), await start(t)];
  await call(one, "DELETE", { video: VIDEOS.defaultReady });
  const { result } = await call(other, "GET", { video: VIDEOS.defaultReady });
  assert.deepEqual(Object.keys(result), ["default"]);
});

test("takes the port it is given, and gives it back when closed", async (t) => {
  const first = await start(t);
  const port = Number(new URL(first.origin).port);
  assert.equal(first.baseURL, `http://127.0.0.1:${port}/client/v4`);
  await assert.rejects(start(t, { port }), { code: "EADDRINUSE" });
  await first.close();
  const second = await start(t, { port });
  assert.equal(second.origin, first.origin);
});
