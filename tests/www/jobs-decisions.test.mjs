// What the jobs decide, without a Worker.

import assert from "node:assert/strict";
import { test } from "node:test";

import { chooseNew } from "../../www/worker/automation/new-videos.js";
import {
  hasFailed,
  isGivenUp,
  lookSize,
  mayPass,
  MOST_ENCODING,
  nextPace,
  nextStep,
  outcomeOf,
  progressOf,
  restAfter,
  retryOf,
  waitingFor,
} from "../../www/worker/jobs/decisions.js";

const READY = { status: "ready", percentComplete: 100 };
const FAILED = { status: "error", percentComplete: 40 };
const at = (percentComplete, status = "inprogress") => ({ status, percentComplete });
const BOTH = ["default", "audio"];

test("A video is ready when all its types are, and failed when the last of them has ended without that", () => {
  assert.deepEqual(outcomeOf({ default: READY }, ["default"]), { state: "ready", percent: 100, message: null });
  assert.equal(outcomeOf({ default: READY, audio: READY }, BOTH).state, "ready");
  assert.equal(outcomeOf({ default: FAILED, audio: READY }, BOTH).message, "Cloudflare could not make the MP4.");
  const { message } = outcomeOf({ default: FAILED, audio: FAILED }, BOTH);
  assert.equal(message, "Cloudflare could not make the MP4 and M4A.");
  assert.equal(outcomeOf({ default: FAILED, audio: at(10) }, BOTH).state, "following");
  assert.equal(outcomeOf({ default: READY }, BOTH).message, "The M4A was deleted meanwhile.");
  assert.equal(outcomeOf({ default: READY, audio: FAILED }, ["default"]).state, "ready");
});

test("The progress of a video is that of its types, whatever Cloudflare writes there", () => {
  assert.equal(outcomeOf({ default: READY, audio: at(10) }, BOTH).percent, 55);
  for (const [given, expected] of [["43.5", 43.5], [null, 0], [undefined, 0], ["none", 0], [-3, 0], [250, 100]]) {
    assert.equal(outcomeOf({ default: at(given) }, ["default"]).percent, expected);
  }
  assert.equal(outcomeOf({ default: at(5, "a state of tomorrow") }, ["default"]).state, "following");
});

test("A retry makes anew only where something has failed, and follows only what is there", () => {
  assert.deepEqual(retryOf({ default: FAILED }, BOTH), { types: ["default"] });
  assert.deepEqual(retryOf({ default: FAILED, audio: READY }, BOTH), { types: BOTH });
  assert.equal(retryOf({ audio: FAILED }, ["default"]).outcome.state, "untouched");
  assert.equal(retryOf({}, BOTH).outcome.state, "untouched");
  assert.equal(retryOf({ default: READY }, BOTH).outcome.state, "ready");
  const { types, outcome } = retryOf({ default: READY, audio: at(50) }, BOTH);
  assert.deepEqual([types, outcome.state, outcome.percent], [BOTH, "following", 75]);
});

test("A retry makes what a job should have created and has not", () => {
  assert.deepEqual(retryOf({}, BOTH, ["audio"]), { types: ["audio"] });
  assert.deepEqual(retryOf({ default: READY }, BOTH, ["default", "audio"]), { types: BOTH });
  assert.equal(retryOf({}, ["default"], ["audio"]).outcome.state, "untouched");
  assert.equal(retryOf({ default: READY }, ["default"], ["default"]).outcome.state, "ready");
});

test("A job has 100 percent only when every video is settled", () => {
  assert.equal(progressOf({ total: 3, settled: 0, progress: 0 }), 0);
  assert.equal(progressOf({ total: 1000, settled: 999, progress: 99.9 }), 99);
  assert.equal(progressOf({ total: 3, settled: 3, progress: 0 }), 100);
});

test("What may pass is no answer, a token that is not good, too many requests and faults at Cloudflare", () => {
  for (const status of [undefined, 401, 403, 408, 429, 500, 503]) assert.ok(mayPass({ status }), `${status}`);
  for (const status of [200, 400, 404, 409, 422]) assert.ok(!mayPass({ status }), `${status}`);
});

test("Looks are far apart while nothing changes, and take in two videos for each second", () => {
  let pace = nextPace(0, true);
  assert.equal(pace, 2000);
  for (let look = 0; look < 20; look += 1) pace = nextPace(pace, false);
  assert.equal(pace, 30_000);
  assert.equal(nextPace(pace, true), 2000);
  assert.deepEqual([0, 2000, 6750, 30_000, 3_600_000].map(lookSize), [1, 4, 13, 60, 60]);
});

test("Rests grow to a minute, and a download is given up after a day", () => {
  assert.deepEqual([1, 2, 3, 9, 2000].map(restAfter), [2000, 4000, 8000, 60_000, 60_000]);
  assert.ok(!isGivenUp(0, 86_400_000));
  assert.ok(isGivenUp(0, 86_400_001));
});

test("A video whose requests fail is given up after a day, or a quarter of an hour while others get through", () => {
  const since = 1_000_000;
  for (const workedAt of [0, since]) {
    assert.ok(!hasFailed(since, workedAt, since + 86_400_000));
    assert.ok(hasFailed(since, workedAt, since + 86_400_001));
  }
  assert.ok(!hasFailed(since, since + 1, since + 900_000));
  assert.ok(hasFailed(since, since + 1, since + 900_001));
});

test("A look that is due comes before further work, and neither waits for the other's rest", () => {
  const state = { now: 100, waiting: "create", following: 3, workAt: 0, lookAt: 100 };
  assert.deepEqual(nextStep(state), { step: "follow" });
  assert.deepEqual(nextStep({ ...state, lookAt: 101 }), { step: "work" });
  assert.deepEqual(nextStep({ ...state, workAt: 150 }), { step: "follow" });
  assert.deepEqual(nextStep({ ...state, lookAt: 140, workAt: 150 }), { until: 140 });
  assert.deepEqual(nextStep({ ...state, lookAt: 140, workAt: 130 }), { until: 130 });
  assert.deepEqual(nextStep({ ...state, waiting: undefined, lookAt: 130 }), { until: 130 });
  assert.deepEqual(nextStep({ ...state, following: 0 }), { step: "work" });
  assert.equal(nextStep({ ...state, waiting: undefined, following: 0 }), undefined);
});

test("Nothing is created while Cloudflare encodes as many as it may, but deleted", () => {
  const state = { now: 0, following: MOST_ENCODING, workAt: 0, lookAt: 70 };
  assert.deepEqual(nextStep({ ...state, waiting: "create" }), { until: 70 });
  assert.deepEqual(nextStep({ ...state, waiting: "retry" }), { until: 70 });
  assert.deepEqual(nextStep({ ...state, waiting: "delete" }), { step: "work" });
});

test("A job that rests says why", () => {
  const rest = { until: 0, why: null };
  const state = { now: 0, hasWaiting: true, isFirst: true, following: 0, isLimited: false, rest };
  assert.equal(waitingFor(state), null);
  assert.equal(waitingFor({ ...state, isLimited: true }), "Cloudflare's limit of requests");
  assert.equal(waitingFor({ ...state, rest: { until: 1, why: "a reason" } }), "a reason");
  assert.equal(waitingFor({ ...state, isFirst: false }), "another job");
  assert.match(waitingFor({ ...state, following: MOST_ENCODING }), /other downloads/);
  assert.equal(waitingFor({ ...state, hasWaiting: false, isFirst: false }), null);
});

const MINUTE = 60_000;
const START = Date.parse("2026-07-01T12:00:00Z");
const newVideo = (uid, minutes, more) => ({
  uid,
  created: new Date(START + minutes * MINUTE).toISOString(),
  readyToStream: true,
  status: { state: "ready" },
  ...more,
});
const OPEN = { readyToStream: false, status: { state: "inprogress" } };
const BROKEN = { readyToStream: false, status: { state: "error" } };
const chosenOf = (videos, more) => {
  const result = chooseNew(videos, { from: START, dealtWith: [], most: 10, now: START + 120 * MINUTE, ...more });
  return { uids: result.chosen.map(({ video }) => video), from: (result.from - START) / MINUTE };
};

test("Of the new videos those are chosen that can be played, the oldest first, and each once", () => {
  const videos = [newVideo("c", 30), newVideo("b", 20), newVideo("a", 10), newVideo("past", -5)];
  assert.deepEqual(chosenOf(videos), { uids: ["a", "b", "c"], from: 20 });
  assert.deepEqual(chosenOf(videos, { dealtWith: ["a", "c"] }), { uids: ["b"], from: 20 });
  assert.deepEqual(chosenOf([]), { uids: [], from: 0 });
});

test("A video that is still being encoded is looked at by the next run, and a broken one is not", () => {
  const videos = [newVideo("c", 90), newVideo("b", 60, OPEN), newVideo("a", 50, BROKEN)];
  assert.deepEqual(chosenOf(videos), { uids: ["c"], from: 50 });
  const later = START + 8 * 24 * 60 * MINUTE;
  assert.deepEqual(chosenOf(videos, { now: later }), { uids: ["c"], from: 80 });
});

test("More new videos than a run takes are left to the next", () => {
  const videos = [newVideo("c", 60), newVideo("b", 50), newVideo("a", 40)];
  assert.deepEqual(chosenOf(videos, { most: 1 }), { uids: ["a"], from: 40 });
  const next = { most: 1, dealtWith: ["a"], from: START + 40 * MINUTE };
  assert.deepEqual(chosenOf(videos, next), { uids: ["b"], from: 50 });
});

test("A video without a time of its own is left out", () => {
  assert.deepEqual(chosenOf([{ uid: "a", readyToStream: true }, newVideo("b", 30)]), { uids: ["b"], from: 20 });
});
