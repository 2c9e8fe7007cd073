import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { downloadLink } from "cf-stream-downloads";
import { decodeProtectedHeader } from "jose";

import { pace } from "../../www/backends/stand-in.mjs";
import { stoppedClock } from "../stand-in/clock.js";
import { violation } from "../stand-in/contract.js";
import { ACCOUNT_ID, API_TOKEN, LIBRARY, PRIVATE, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { call, start } from "./start.mjs";

/** Calls one of the contract's operations, and fails unless the answer is as the contract says. */
async function operate(url, method, video, type) {
  const suffix = type === undefined ? "" : "/{download_type}";
  const template = `/accounts/{account_id}/stream/{identifier}/downloads${suffix}`;
  const path = `/${video}/downloads${type === undefined ? "" : `/${type}`}`;
  const answer = await call(url, path, { method });
  const operation = { method: method.toLowerCase(), template };
  assert.equal(violation(operation, answer.status, answer.type, answer.body), "");
  return answer;
}

/** Every operation, with and without success, on a video that has no downloads. */
async function assertContract(url, video, { code = 10003, deleted = "ok" } = {}) {
  const unknown = "0".repeat(32);
  assert.deepEqual((await operate(url, "GET", video)).result, {});
  assert.equal((await operate(url, "DELETE", video)).status, 404);
  assert.deepEqual(Object.keys((await operate(url, "POST", video)).result), ["default"]);
  const both = (await operate(url, "POST", video, "audio")).result;
  assert.deepEqual(Object.keys(both).sort(), ["audio", "default"]);
  assert.deepEqual(Object.keys((await operate(url, "GET", video)).result).sort(), [
    "audio",
    "default",
  ]);
  assert.equal((await operate(url, "DELETE", video, "audio")).result, deleted);
  assert.equal((await operate(url, "DELETE", video, "audio")).status, 404);
  assert.equal((await operate(url, "DELETE", video)).result, deleted);
  assert.deepEqual((await operate(url, "GET", video)).result, {});
  for (const [method, type] of [["GET"], ["POST"], ["POST", "audio"], ["DELETE"]]) {
    const { status, body } = await operate(url, method, unknown, type);
    assert.equal(status, 404);
    assert.equal(body.errors[0].code, code);
  }
}

async function assertThumbnail(url, { thumbnail }) {
  const response = await fetch(new URL(thumbnail, url));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "image/svg+xml");
  assert.match(await response.text(), /^<svg /);
}

/** Fetches what a link leads to, under a name. */
async function save(link) {
  const response = await fetch(`${link}?filename=Some-name`);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /ftypisom/);
  return response.headers.get("content-disposition");
}

test("By itself it has the stand-in's 40 videos", async (t) => {
  const { url, output } = await start(t);
  const { result } = await call(url, "");

  await t.test(
    "The list has all of them, with thumbnails from the dashboard's own address",
    async () => {
      assert.deepEqual(
        result.map(({ uid }) => uid),
        LIBRARY.map(({ uid }) => uid),
      );
      const ready = result.filter(({ readyToStream }) => readyToStream);
      assert.equal(ready.length, 36);
      for (const video of ready) assert.match(video.thumbnail, /^\/thumbnails\/[0-9a-f]{32}$/);
      await assertThumbnail(url, ready[0]);
    },
  );
  await t.test("Search and pages reach the list", async () => {
    const found = await call(url, "?search=podcast&limit=1");
    assert.deepEqual(
      found.result.map(({ name }) => name),
      ["Podcast 41: Salt"],
    );
    const older = await call(url, `?search=podcast&before=${found.result[0].created}`);
    assert.deepEqual(
      older.result.map(({ name }) => name),
      ["Podcast 40: Bread"],
    );
  });
  await t.test("Every operation keeps the contract", () => assertContract(url, VIDEOS.nothing));
  await t.test("A link leads to a file", async () => {
    const { audio } = (await operate(url, "GET", VIDEOS.bothReady)).result;
    assert.equal(await save(audio.url), `attachment; filename="Some-name.m4a"`);
  });
  await t.test("The link of the private video leads to its file, and so does one with a token", async () => {
    const { default: mp4 } = (await operate(url, "GET", PRIVATE)).result;
    assert.equal((await fetch(mp4.url)).status, 401);
    const response = await fetch(`${url}/links/${PRIVATE}/default?filename=Some%20name`);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-disposition"), `attachment; filename="Some-name.mp4"`);
    const { token } = (await call(url, `/${PRIVATE}/token`, { method: "POST" })).result;
    assert.equal(await save(downloadLink(mp4.url, { token })), `attachment; filename="Some-name.mp4"`);
  });
  await t.test("The token is shown nowhere", async () => {
    const page = await (await fetch(url)).text();
    assert.ok(!(output() + page + JSON.stringify(result)).includes(API_TOKEN));
  });
});

/** What each download is, by its video and type, as `get(uid)` gives them. */
async function states(get) {
  const all = await Promise.all(LIBRARY.map(async ({ uid }) => [uid, Object.entries(await get(uid))]));
  return new Map(all.flatMap(([uid, downloads]) => downloads.map(([type, download]) => [`${uid} ${type}`, download])));
}

/** What has happened to those that were in progress. */
function moves(before, after) {
  const seen = { begins: 0, advances: 0, "is ready": 0, fails: 0 };
  for (const [name, { status, percentComplete }] of before) {
    if (status !== "inprogress") continue;
    const now = after.get(name);
    if (percentComplete === 0 && now.percentComplete > 0) seen.begins++;
    if (now.percentComplete > percentComplete) seen.advances++;
    if (now.status === "ready") seen["is ready"]++;
    if (now.status === "error") seen.fails++;
  }
  return seen;
}

/** The dashboard's stand-in by a clock that stands still, and the states of its downloads. */
async function stopped(t) {
  const clock = stoppedClock();
  const standIn = await startStandIn({ ...pace, clock });
  t.after(() => standIn.close());
  const headers = { authorization: `Bearer ${API_TOKEN}` };
  const get = async (uid) => {
    const url = `${standIn.baseURL}/accounts/${ACCOUNT_ID}/stream/${uid}/downloads`;
    return (await (await fetch(url, { headers })).json()).result;
  };
  return { clock, look: () => states(get) };
}

test("Within 20 seconds of its clock a download begins, another is ready and another fails", async (t) => {
  const { clock, look } = await stopped(t);
  const first = await look();
  const count = (wanted) => [...first.values()].filter(({ status }) => status === wanted).length;
  assert.ok(count("inprogress") >= 6);
  assert.ok(count("ready") >= 15);
  assert.ok(count("error") >= 1);
  clock.pass(20_000);
  for (const [what, seen] of Object.entries(moves(first, await look()))) assert.ok(seen > 0, `none ${what}`);
});

test("What is in progress goes on until it is ready or has failed", async (t) => {
  const first = await (await stopped(t)).look();
  const { url } = await start(t);
  const look = () => states(async (uid) => (await operate(url, "GET", uid)).result);
  const isOver = (seen) => !Object.values(seen).includes(0);
  // It takes them a minute at most, and ten are those of one that never ends.
  for (const end = Date.now() + 600_000; !isOver(moves(first, await look())); await sleep(1000)) {
    assert.ok(Date.now() < end, JSON.stringify(moves(first, await look())));
  }
});

test("--backend stream has Miniflare's simulator behind it, as a binding", async (t) => {
  const { url, output } = await start(t, ["--", "--backend", "stream"]);
  assert.match(output(), /Using Miniflare's simulator of Stream/);
  const { result } = await call(url, "");

  await t.test("The sample files are its videos", async () => {
    assert.equal(result.length, 6);
    for (const { uid, name, readyToStream } of result) {
      assert.match(uid, /^[\w-]{32}$/);
      assert.ok(name && readyToStream);
    }
    await assertThumbnail(url, result[0]);
  });
  await t.test("Search and pages reach the list", async () => {
    const lectures = (await call(url, "?search=LECTURE")).result;
    assert.deepEqual(
      lectures.map(({ name }) => name),
      ["Lecture 2", "Lecture 1"],
    );
    const older = (await call(url, `?before=${lectures[1].created}`)).result;
    assert.deepEqual(older, result.slice(5));
    assert.deepEqual((await call(url, "?limit=4")).result, result.slice(0, 4));
  });
  await t.test("Every operation keeps the contract", () =>
    assertContract(url, result[1].uid, { code: 2404, deleted: "" }),
  );
});

test("--real has the API of the environment behind it", async (t) => {
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const account = (token) => ({
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
    CLOUDFLARE_BASE_URL: standIn.baseURL,
  });

  const { url, output } = await start(t, ["--", "--real"], account(API_TOKEN));
  const { result } = await call(url, "");
  assert.ok(output().includes(`Using the API at ${standIn.origin}`));
  assert.match(output(), /Without DASHBOARD_PASSWORD, everybody on this machine can use it/);
  assert.equal(result.length, 40);
  assert.match(result[0].thumbnail, /^https:\/\/customer-[^/]+\.cloudflarestream\.com\//);
  await assertContract(url, VIDEOS.nothing);
  assert.ok(!output().includes(API_TOKEN));

  await t.test("A signing key of the environment makes the tokens of private videos", async (t) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const STREAM_SIGNING_JWK = Buffer.from(JSON.stringify(privateKey.export({ format: "jwk" }))).toString("base64");
    const key = { STREAM_SIGNING_KEY_ID: "the-key", STREAM_SIGNING_JWK };
    const { url, output } = await start(t, ["--", "--real"], { ...account(API_TOKEN), ...key });
    const { token } = (await call(url, `/${PRIVATE}/token`, { method: "POST" })).result;
    assert.equal(decodeProtectedHeader(token).kid, "the-key");
    assert.ok(!output().includes(STREAM_SIGNING_JWK));
  });
  await t.test("A token that it refuses is told to the page, and not shown", async (t) => {
    const { url, output } = await start(t, ["--", "--real"], account(UNKNOWN_TOKEN));
    const { status, body } = await call(url, "");
    assert.equal(status, 401);
    assert.equal(body.errors[0].code, 10000);
    assert.ok(!(output() + JSON.stringify(body)).includes(UNKNOWN_TOKEN));
  });
});
