// The API of the jobs, the automation and the activity: who may do what, and what is said to bad input.

import assert from "node:assert/strict";
import { test } from "node:test";

import { API_TOKEN } from "../stand-in/library.js";
import { EDITOR, FAILED, startJobs, uid, until, video, VIEWER } from "./worker-jobs-run.mjs";
import { assertFailure, DOWNLOADS, HOST } from "./worker-run.mjs";

const JOB = { action: "create", types: ["default"], videos: [uid("a")] };
const AUTOMATION = { create: { default: true }, archive: false };
const WRITES = [
  ["POST", "/jobs", JOB],
  ["POST", "/jobs/some-job/stop", undefined],
  ["PUT", "/automation", AUTOMATION],
];
const LIST = 'types must be a list of "default" (MP4), "audio" (M4A) or both.';
const VIDEOS = "videos must be a list of 1 to 10,000 identifiers of videos.";
const CREATE = 'create must be an object in which "default" (MP4), "audio" (M4A) or both are true or false.';
const CHANGES = "The body must be a JSON object with create, archive or both.";

const assertRefusal = (answer, status, message) => {
  assertFailure(answer, status);
  assert.equal(answer.body().errors[0].message, message);
};

test("A body that is none of a job's is refused, and the answer names the field", async (t) => {
  const { send, read, upstream } = await startJobs(t, []);
  const whole = "The body must be a JSON object with action, types and videos.";
  const action = 'action must be "create", "retry" or "delete".';
  for (const [body, message] of [
    ["", whole],
    ["{", whole],
    ["[]", "action is missing."],
    ["null", whole],
    [{}, "action is missing."],
    [{ action: "create" }, "types is missing."],
    [{ action: "create", types: ["default"] }, "videos is missing."],
    [{ ...JOB, action: "destroy" }, action],
    [{ ...JOB, action: ["create"] }, action],
    [{ ...JOB, types: [] }, LIST],
    [{ ...JOB, types: "default" }, LIST],
    [{ ...JOB, types: ["default", "original"] }, LIST],
    [{ ...JOB, videos: [] }, VIDEOS],
    [{ ...JOB, videos: uid("a") }, VIDEOS],
    [{ ...JOB, videos: [1] }, VIDEOS],
    [{ ...JOB, videos: ["../x"] }, VIDEOS],
    [{ ...JOB, videos: ["a".repeat(33)] }, VIDEOS],
    [{ ...JOB, videos: Array.from({ length: 10_001 }, (_, index) => `${index}`) }, VIDEOS],
  ]) {
    assertRefusal(await send("POST", "/jobs", body), 400, message);
  }
  assertFailure(await send("POST", "/jobs", " ".repeat(1_000_001)), 413);
  assert.deepEqual((await read("/jobs")).jobs, []);
  assert.deepEqual([await read("/activity"), await upstream()], [[], []]);
});

test("A job takes 10,000 videos, each once, and types in any order", async (t) => {
  const { create, send } = await startJobs(t, []);
  const videos = Array.from({ length: 9_999 }, (_, index) => `${index}`.padStart(32, "0"));
  const { id, total, types } = await create("delete", [...videos, videos[0]], ["audio", "default", "audio"]);
  assert.deepEqual([total, types], [9_999, ["default", "audio"]]);
  const stopped = (await send("POST", `/jobs/${id}/stop`)).body().result;
  assert.equal(stopped.state, "stopped");
});

test("An automation and a query that are none are refused, and the answer names the field", async (t) => {
  const { send, read } = await startJobs(t, []);
  for (const [body, message] of [
    ["", CHANGES],
    [{}, CHANGES],
    [{ create: "default" }, CREATE],
    [{ create: ["default"] }, CREATE],
    [{ create: { original: true }, archive: false }, CREATE],
    [{ create: { audio: "yes" } }, CREATE],
    [{ create: null }, CREATE],
    [{ archive: "yes" }, "archive must be true or false."],
    [{ archive: true }, "archive needs an R2 bucket, bound as ARCHIVE in wrangler.jsonc."],
  ]) {
    assertRefusal(await send("PUT", "/automation", body), 400, message);
  }
  for (const [query, message] of [
    ["video=a/b", "video must be the identifier of a video."],
    ["before=yesterday", "before must be the id of an entry."],
    ["limit=0", "limit must be 1 to 100."],
    ["limit=101", "limit must be 1 to 100."],
  ]) {
    assertRefusal(await send("GET", `/activity?${query}`), 400, message);
  }
  assert.deepEqual((await read("/jobs")).automation, {
    ...{ create: [], archive: false, changedBy: null, changedAt: null, archived: 0 },
  });
});

test("A viewer sees the jobs and the activity, and changes nothing", async (t) => {
  const { send, read } = await startJobs(t, []);
  for (const path of ["/jobs", "/activity"]) assert.equal((await send("GET", path, undefined, VIEWER)).status, 200);
  for (const [method, path, body] of WRITES) {
    const answer = await send(method, path, body, VIEWER);
    assertFailure(answer, 403);
    assert.match(answer.body().errors[0].message, /You may look/);
  }
  assert.deepEqual([(await read("/jobs")).jobs, await read("/activity")], [[], []]);
});

test("A page of another origin changes nothing, nor does one of nobody's", async (t) => {
  const { send, read } = await startJobs(t, []);
  const { authorization } = EDITOR;
  const foreign = [
    { origin: "https://evil.example" },
    { origin: `http://${HOST}` },
    { origin: `https://${HOST}.evil.example` },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: `https://other.${HOST}` },
    {},
  ];
  for (const [method, path, body] of WRITES) {
    for (const headers of foreign) assertFailure(await send(method, path, body, { authorization, ...headers }), 403);
    assertFailure(await send(method, path, body, {}), 401);
  }
  assert.deepEqual([(await read("/jobs")).jobs, await read("/activity")], [[], []]);
});

test("There is no job to stop under a wrong name, and no other operation", async (t) => {
  const { send } = await startJobs(t, []);
  assertRefusal(await send("POST", "/jobs/some-job/stop"), 404, "There is no such job.");
  for (const [method, path] of [["PUT", "/jobs"], ["DELETE", "/jobs"], ["GET", "/automation"], ["POST", "/activity"]]) {
    assertFailure(await send(method, path), 405);
  }
});

test("No more than 20 jobs run at once", async (t) => {
  const { send, create } = await startJobs(t, [video("a", { default: 1 })], { seconds: 3600 });
  for (let count = 0; count < 20; count += 1) await create("create", [uid("a")]);
  assertRefusal(
    await send("POST", "/jobs", JOB),
    409,
    "Too many jobs are running. Wait until one has ended, or stop one.",
  );
});

test("The activity says who did what, the newest first", async (t) => {
  const { ask, send, read, create, follow } = await startJobs(t, [video("a"), video("b", { default: FAILED })]);
  await ask(DOWNLOADS(uid("a")), { method: "POST", headers: EDITOR });
  await until(async () => (await read("/activity")).length === 1);
  await ask(`${DOWNLOADS(uid("x"))}/audio`, { method: "DELETE", headers: EDITOR });
  await until(async () => (await read("/activity")).length === 2);
  const { id } = await create("create", [uid("b"), uid("x")]);
  await follow(id);
  await send("PUT", "/automation", AUTOMATION);
  const stopped = await create("delete", [uid("a")]);
  await send("POST", `/jobs/${stopped.id}/stop`);

  const entries = await read("/activity");
  const told = entries.map(({ by, action, video, types, result, job }) => [by, action, video?.[0], types, result, job]);
  const ended = told[0][1] === "stop" ? told.slice(1) : told;
  assert.deepEqual(ended, [
    ["Editor", "delete", undefined, ["default"], "ok", stopped.id],
    ["Editor", "automation", undefined, ["default"], "ok", null],
    ["Editor", "create", undefined, ["default"], "ok", id],
    ["Editor", "delete", "x", ["audio"], "Not Found", null],
    ["Editor", "create", "a", ["default"], "ok", null],
  ]);
  for (const { at, id: entry } of entries) assert.ok(Number.isInteger(entry) && !Number.isNaN(Date.parse(at)));

  await t.test("page by page", async () => {
    const page = await read("/activity?limit=2");
    assert.deepEqual(page, entries.slice(0, 2));
    assert.deepEqual(await read(`/activity?before=${page[1].id}`), entries.slice(2));
  });
  await t.test("of one video, with its jobs and what became of it there", async () => {
    const ofX = await read(`/activity?video=${uid("x")}`);
    assert.deepEqual(
      ofX.map(({ action, video, result, job }) => [action, video, result, job]),
      [
        ["create", uid("x"), "There is no such video.", id],
        ["delete", uid("x"), "Not Found", null],
      ],
    );
    const [ofB] = await read(`/activity?video=${uid("b")}`);
    assert.deepEqual([ofB.result, ofB.job], ["ok", id]);
    assert.deepEqual(await read(`/activity?video=${uid("c")}`), []);
  });
});

test("What was done to a video is known for 90 days, whatever else is done meanwhile", async (t) => {
  const { create, follow, read, object, scheduled } = await startJobs(t, [], { leaps: true });
  const jobs = await object();
  const history = async (letter) => (await read(`/activity?video=${uid(letter)}`)).map(({ action }) => action);
  const save = (video) => jobs.archived({ video, types: ["default"], result: "ok" }, `${video}/default.mp4`);
  await follow((await create("delete", [uid("a"), uid("c")])).id);
  await jobs.record({ by: "Editor", action: "create", video: uid("b"), types: ["default"] });
  for (let count = 0; count < 101; count += 1) await follow((await create("delete", [uid("x")])).id);
  assert.equal((await read("/jobs")).jobs.length, 50);
  await save(uid("d"));
  for (let at = 0; at < 10_000; at += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, index) => save(`${at + index}`.padStart(32, "0"))));
  }
  await scheduled();
  assert.deepEqual([await history("a"), await history("b"), await history("c")], [["delete"], ["create"], ["delete"]]);
  // Of the saved files the last 10,000 are known.
  assert.deepEqual(await history("d"), []);
  assert.equal((await read("/activity?limit=1"))[0].action, "archive");

  await jobs.leap(90 * 24 * 3_600_000);
  await follow((await create("delete", [uid("x")])).id);
  await scheduled();
  assert.deepEqual([await history("a"), await history("b"), await history("x")], [[], [], ["delete"]]);
});

test("What an API repeats of the token is not in a job", async (t) => {
  const body = { success: false, errors: [{ code: 1, message: `Bad: ${API_TOKEN}` }], messages: [], result: null };
  const { create, follow, logs, traffic } = await startJobs(t, [], { answers: [{ status: 400, body }] });
  const { failures } = await follow((await create("create", [uid("a")])).id);
  assert.equal(failures[0].message, "Bad: ***");
  assert.ok(!(traffic.join() + logs.join()).includes(API_TOKEN));
});
