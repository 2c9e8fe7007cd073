// Jobs: they run in the Worker, whoever looks, and what they do to Cloudflare.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { library } from "../stand-in/library.js";
import { FAILED, startJobs, uid, until, video } from "./worker-jobs-run.mjs";
import { opening } from "./worker-run.mjs";

const LIMIT = "Cloudflare's limit of requests";
const refusal = { success: false, errors: [{ code: 10100, message: "Too many requests" }], messages: [], result: null };
// Cloudflare's refusals say the same in both headers.
const tooMany = (seconds) => ({
  status: 429,
  headers: { "retry-after": `${seconds}`, ratelimit: `"default";r=0;t=${seconds}` },
  body: refusal,
});
/** So many videos of a job are asked for at once. */
const AT_ONCE = 6;
const letters = [..."abcdefghijklmnopqrst"];
const uids = (text) => [...text].map(uid);
const created = (text) => [...text].map((letter) => `POST ${letter} default`);

/**
 * Holds the first requests to Cloudflare for which `isHeld`, as many as there are at once: when `all` is resolved, no
 * other can be under way.
 */
function holdFirst(isHeld) {
  const [all, going] = [opening(), opening()];
  let asked = 0;
  const relay = async (request, answer) => {
    const answered = await answer();
    if (!isHeld(request)) return answered;
    asked += 1;
    if (asked === AT_ONCE) all.open();
    if (asked <= AT_ONCE) await going.opened;
    return answered;
  };
  return { relay, all: all.opened, letGo: going.open };
}

const every = [
  video("a", { default: 100 }),
  video("b", { default: FAILED }),
  video("c", { default: 30 }),
  video("d"),
  video("e", {}, { state: "inprogress" }),
  video("f", { default: 10 }, { failed: true }),
];

test("A job creates what is missing and what has failed, and ends when all is ready or failed", async (t) => {
  const { create, follow, writes } = await startJobs(t, every);
  const begun = await create("create", uids("abcdefx"));
  assert.match(begun.id, /^[\w-]{36}$/);
  assert.deepEqual(
    [begun.action, begun.types, begun.by, begun.finished, begun.state, begun.total],
    ["create", ["default"], "Editor", null, "running", 7],
  );

  const ended = await follow(begun.id);
  assert.deepEqual(
    [ended.state, ended.settled, ended.ready, ended.failed, ended.percent, ended.waiting],
    ["done", 7, 4, 3, 100, null],
  );
  assert.ok(Date.parse(ended.finished) >= Date.parse(ended.created));
  assert.deepEqual(ended.failures, [
    { video: uid("e"), message: "Bad Request: the video is not ready to stream" },
    { video: uid("f"), message: "Cloudflare could not make the MP4." },
    { video: uid("x"), message: "There is no such video." },
  ]);
  const done = await writes();
  assert.deepEqual(done.filter((write) => /[acx]/.test(write[5]) && write.startsWith("DELETE")), []);
  assert.deepEqual(done.filter((write) => /^(POST|DELETE) [bd]/.test(write)), [
    "DELETE b default",
    "POST b default",
    "POST d default",
  ]);
  assert.ok(!done.some((write) => /^\w+ [ac] /.test(write)));
});

test("Of both types each is created where it is missing", async (t) => {
  const videos = [video("a", { default: 100 }), video("b", { audio: 100 }), video("c")];
  const { create, follow, writes } = await startJobs(t, videos);
  const { id } = await create("create", uids("abc"), ["audio", "default"]);
  const { types, ready } = await follow(id);
  assert.deepEqual([types, ready], [["default", "audio"], 3]);
  assert.deepEqual(await writes(), ["POST a audio", "POST b default", "POST c audio", "POST c default"]);
});

test("A retry makes anew only what has failed", async (t) => {
  const videos = [...every.slice(0, 4), video("g", { default: FAILED, audio: FAILED }), video("h", { audio: FAILED })];
  const { create, follow, writes } = await startJobs(t, videos);
  const { id } = await create("retry", uids("abcdghx"));
  const { ready, failed, settled } = await follow(id);
  // In d, h and x there is no MP4 that could have failed.
  assert.deepEqual({ ready, failed, settled }, { ready: 4, failed: 0, settled: 7 });
  assert.deepEqual(await writes(), ["DELETE b default", "DELETE g default", "POST b default", "POST g default"]);
});

test("A deletion deletes what is there, and nothing else", async (t) => {
  const videos = [video("a", { default: 100, audio: 100 }), video("b", { audio: 100 }), video("c", { default: 5 })];
  const { create, follow, writes } = await startJobs(t, videos);
  const { id } = await create("delete", uids("abcx"));
  const { ready, failed, settled, percent } = await follow(id);
  assert.deepEqual({ ready, failed, settled, percent }, { ready: 2, failed: 0, settled: 4, percent: 100 });
  assert.deepEqual(await writes(), ["DELETE a default", "DELETE c default"]);
});

test("A job that has ended stays so when one of its downloads is deleted", async (t) => {
  const { create, follow, job } = await startJobs(t, [video("a"), video("b")]);
  const { id } = await create("create", uids("ab"));
  const ended = await follow(id);
  await follow((await create("delete", uids("a"))).id);
  assert.deepEqual(await job(id), ended);
});

test("What is deleted while a job follows it has failed, and says why", async (t) => {
  const { create, follow } = await startJobs(t, [video("a")], { seconds: 3600 });
  const { id } = await create("create", uids("a"));
  await follow(id, ({ encoding }) => encoding === 1);
  await follow((await create("delete", uids("a"))).id);
  const { failures } = await follow(id);
  assert.deepEqual(failures, [{ video: uid("a"), message: "The MP4 was deleted meanwhile." }]);
});

test("After Stop nothing is created of what waited", async (t) => {
  const { relay, all, letGo } = holdFirst(({ method }) => method === "POST");
  const { create, follow, send, requests } = await startJobs(t, letters.map((letter) => video(letter)), { relay });
  const { id } = await create("create", letters.map(uid));
  await all;
  const stopped = (await send("POST", `/jobs/${id}/stop`)).body().result;
  assert.equal(stopped.state, "stopped");
  assert.ok(stopped.finished);
  assert.ok(stopped.settled < stopped.total);
  const before = await requests();
  letGo();
  // The queue is one: when the next job has ended, nothing of the first is under way any more.
  await follow((await create("delete", uids("x"))).id);
  const after = (await requests()).slice(before.length);
  assert.deepEqual(after.filter(({ method }) => method === "POST"), []);

  const again = (await send("POST", `/jobs/${id}/stop`)).body().result;
  assert.equal(again.finished, stopped.finished);
});

test("Stop holds in a pause for Cloudflare's limit, too", async (t) => {
  // All that are asked for at once are refused, so that no other request can be under way.
  const answers = new Array(AT_ONCE).fill(tooMany(30));
  const { create, follow, send, requests } = await startJobs(t, letters.map((letter) => video(letter)), { answers });
  const { id } = await create("create", letters.map(uid));
  await until(async () => (await requests()).length === AT_ONCE);
  await follow(id, ({ waiting }) => waiting === LIMIT);
  const { state } = (await send("POST", `/jobs/${id}/stop`)).body().result;
  assert.equal(state, "stopped");
  const before = await requests();
  await follow((await create("delete", uids("x"))).id);
  const after = (await requests()).slice(before.length);
  assert.deepEqual([...new Set(after.map(({ letter }) => letter))], ["x"]);
});

test("A 429 makes a job wait, and costs no video", async (t) => {
  const answers = [null, null, tooMany(1)];
  const { create, follow, writes } = await startJobs(t, letters.map((letter) => video(letter)), { answers });
  const { id } = await create("create", letters.map(uid));
  const { ready, waiting } = await follow(id);
  assert.deepEqual([ready, waiting], [letters.length, null]);
  assert.deepEqual(await writes(), created(letters.join("")));
});

test("A fault at Cloudflare that passes costs no video, either", async (t) => {
  const answers = new Array(9).fill({ status: 500, body: refusal });
  const { create, follow, writes } = await startJobs(t, [video("a"), video("b")], { answers });
  const { id } = await create("create", uids("ab"));
  const { ready } = await follow(id);
  assert.equal(ready, 2);
  assert.deepEqual(await writes(), created("ab"));
});

test("While Cloudflare refuses the token a job waits, and goes on by itself", async (t) => {
  const answers = [{ status: 401, body: refusal }];
  const { create, follow } = await startJobs(t, [video("a")], { answers });
  const { id } = await create("create", uids("a"));
  assert.equal((await follow(id)).ready, 1);
});

test("A job that waits for Cloudflare says what for", async (t) => {
  for (const [status, why] of [
    [401, "a token that Cloudflare accepts"],
    [500, "Cloudflare, which does not answer as it should"],
  ]) {
    const always = { answers: [{ status, body: refusal }], script: { repeat: true } };
    const { create, follow } = await startJobs(t, [video("a")], always);
    const { id } = await create("create", uids("a"));
    assert.equal((await follow(id, ({ waiting }) => waiting)).waiting, why);
  }
});

test("A deletion waits for a good token, too, and costs no video", async (t) => {
  const { create, follow } = await startJobs(t, [video("a", { default: 100 })], {
    answers: [null, { status: 403, body: refusal }],
  });
  const { id } = await create("delete", [uid("a")]);
  assert.equal((await follow(id)).ready, 1);
});

test("Two jobs share one queue, the oldest first, and everybody sees the same", async (t) => {
  const going = opening();
  const relay = async ({ method }, answer) => {
    if (method === "POST") await going.opened;
    return answer();
  };
  const { create, follow, read, requests } = await startJobs(t, letters.map((letter) => video(letter)), { relay });
  const [older, newer] = [await create("create", letters.slice(0, 18).map(uid)), await create("create", uids("st"))];
  await follow(newer.id, ({ waiting }) => waiting === "another job");
  const [one, other] = await Promise.all([read("/jobs"), read("/jobs")]);
  assert.deepEqual(one, other);
  assert.deepEqual(one.jobs.map(({ id }) => id), [newer.id, older.id]);
  going.open();
  await follow(newer.id);
  assert.equal((await follow(older.id)).ready, 18);
  // What is held for long is asked for again.
  const order = new Set((await requests()).filter(({ method }) => method === "POST").map(({ letter }) => letter));
  assert.deepEqual([...order].slice(-2).sort(), ["s", "t"]);
});

test("A job goes on where it was when its object is evicted in the middle, and creates nothing twice", async (t) => {
  const persist = mkdtempSync(join(tmpdir(), "jobs-"));
  t.after(() => rmSync(persist, { recursive: true, force: true }));
  const videos = letters.map((letter) => video(letter));
  // From the fourth creation on none is answered, so that the eviction comes in the middle of them.
  let creations = 0;
  const fourth = opening();
  const relay = async ({ method }, answer) => {
    const answered = await answer();
    if (method === "POST") creations += 1;
    if (creations < 4) return answered;
    fourth.open();
    return new Promise(() => {});
  };
  const first = await startJobs(t, videos, { relay, persist });
  const { id } = await first.create("create", letters.map(uid));
  await fourth.opened;
  await first.end();
  assert.ok((await first.writes()).length < letters.length);

  const next = await startJobs(t, videos, { persist, predecessor: first });
  // Nobody looks: the alarm is stored.
  await until(async () => (await next.writes()).length === letters.length);
  const { ready, total } = await next.follow(id);
  assert.deepEqual([ready, total], [letters.length, letters.length]);
  assert.deepEqual(await next.writes(), created(letters.join("")));
});

test("1,000 videos are within Cloudflare's limit of requests", async (t) => {
  const videos = library(1000).map((one, index) => ({
    ...one,
    state: undefined,
    failed: undefined,
    downloads: index % 25 === 0 ? {} : { default: 100 },
  }));
  const script = { limit: { quota: 1200, window: 300 } };
  const { create, follow, requests, writes } = await startJobs(t, videos, { script });
  const { id } = await create("create", videos.map(({ uid }) => uid));
  assert.equal((await follow(id)).ready, 1000);
  assert.equal((await writes()).length, 40);
  assert.ok((await requests()).length < 1200);
});
