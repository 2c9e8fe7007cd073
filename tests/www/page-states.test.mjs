// What the page knows of each download, what is said of it, and how much time it still takes.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createStates, isMoving } from "../../www/page/states.js";
import { inProgress, READY, useClock, valuesOf } from "./page-parts.mjs";

const FILM = { uid: "v", name: "Film" };

function start(t) {
  const clock = useClock(t);
  const said = [];
  const states = createStates({ say: (text) => said.push(text), now: clock.now });
  return { ...states, clock, said, entry: states.of(FILM.uid) };
}

test("Before it is read nothing is known of a download, and then what is not there is known as none", (t) => {
  const { statusOf, take, entry } = start(t);
  assert.equal(statusOf("v", "default"), "unknown");
  assert.equal(statusOf("another", "audio"), "unknown");
  take(FILM, { audio: READY });
  assert.deepEqual(entry.default.value, { status: "none", url: undefined });
  assert.deepEqual(entry.audio.value, { status: "ready", url: READY.url });
  assert.equal(statusOf("v", "audio"), "ready");
});

test("What says something of one type alone leaves the other as it is", (t) => {
  const { take, statusOf } = start(t);
  take(FILM, { default: READY, audio: READY });
  take(FILM, { default: undefined }, ["default"]);
  assert.deepEqual([statusOf("v", "default"), statusOf("v", "audio")], ["none", "ready"]);
});

test("What is read shows that the video can be read again", (t) => {
  const { take, entry } = start(t);
  entry.fault.value = new Error("It could not be read");
  take(FILM, {});
  assert.equal(entry.fault.value, undefined);
});

test("What is as it was changes nothing, and wakes nobody", async (t) => {
  const { take, entry, revision, clock } = start(t);
  take(FILM, { default: inProgress(10), audio: READY });
  await clock.pass(1000);
  const seen = [entry.default, entry.audio, revision].map(valuesOf);
  take(FILM, { default: inProgress(10), audio: { ...READY } });
  await clock.pass(1000);
  assert.deepEqual(seen.map(({ length }) => length), [1, 1, 1]);
});

test("Many changes are one revision, and progress is none", async (t) => {
  const { take, revision, clock } = start(t);
  for (let i = 0; i < 50; i++) take({ uid: `v${i}` }, { default: inProgress(0) });
  assert.equal(revision.value, 0);
  await clock.pass(200);
  assert.equal(revision.value, 1);
  take({ uid: "v1" }, { default: inProgress(50) });
  await clock.pass(1000);
  assert.equal(revision.value, 1);
  take({ uid: "v1" }, { default: READY });
  await clock.pass(200);
  assert.equal(revision.value, 2);
});

test("It is said when a download that moved is ready or has failed, and of no other", (t) => {
  const { take, said } = start(t);
  take(FILM, { default: READY, audio: { status: "error" } });
  take(FILM, { default: undefined, audio: undefined });
  assert.deepEqual(said, []);
  take(FILM, { default: inProgress(5), audio: { status: "queued" } });
  take(FILM, { default: READY, audio: { status: "error" } });
  assert.deepEqual(said, ["MP4 of Film is ready.", "M4A of Film has failed."]);
});

test("A state that has no name here moves, and those at rest do not", () => {
  assert.deepEqual(["queued", "inprogress"].map(isMoving), [true, true]);
  assert.deepEqual(["unknown", "none", "ready", "error"].map(isMoving), [false, false, false, false]);
});

test("How long it still takes is known from the second look on, and by its pace since the first", async (t) => {
  const { take, entry, clock } = start(t);
  const left = () => entry.default.value.left;
  take(FILM, { default: inProgress(20) });
  assert.equal(left(), "");
  await clock.pass(10_000);
  take(FILM, { default: inProgress(20) });
  assert.equal(left(), "");
  take(FILM, { default: inProgress(30) });
  assert.equal(left(), "about 2 min left");
  await clock.pass(10_000);
  take(FILM, { default: inProgress(90.7) });
  assert.equal(left(), "a few seconds left");
  assert.equal(entry.default.value.percent, 90);
});

test("A download that is made anew has a pace of its own", async (t) => {
  const { take, entry, clock } = start(t);
  take(FILM, { default: inProgress(50) });
  await clock.pass(1000);
  take(FILM, { default: undefined });
  take(FILM, { default: inProgress(1) });
  await clock.pass(1000);
  take(FILM, { default: inProgress(2) });
  assert.equal(entry.default.value.left, "about 2 min left");
});

test("What could not be read is told from what nobody has read, and that is a revision", async (t) => {
  const { take, setFault, judgedOf, unreadable, revision, clock } = start(t);
  const judged = () => ["default", "audio"].map((type) => judgedOf("v", type));
  assert.deepEqual(judged(), ["unknown", "unknown"]);
  setFault("v", new Error("It could not be read"));
  assert.deepEqual([judged(), unreadable()], [["unreadable", "unreadable"], ["v"]]);
  await clock.pass(200);
  assert.equal(revision.value, 1);
  setFault("v", undefined);
  assert.deepEqual([judged(), unreadable()], [["unknown", "unknown"], []]);
  await clock.pass(200);
  assert.equal(revision.value, 2);
  take(FILM, { audio: READY });
  setFault("v", new Error("It could not be read again"));
  assert.deepEqual([judged(), unreadable()], [["none", "ready"], ["v"]]);
});

test("That something was not done is said until it has come about all the same", (t) => {
  const { take, of } = start(t);
  for (const [i, [doing, before, after, isSaid]] of [
    ["creating", undefined, READY, false],
    ["creating", undefined, inProgress(1), false],
    ["creating", undefined, undefined, true],
    ["creating", { status: "error" }, undefined, true],
    ["creating", { status: "error" }, { status: "error" }, true],
    ["creating", { status: "error" }, inProgress(1), false],
    ["deleting", READY, undefined, false],
    ["deleting", READY, READY, true],
    ["deleting", inProgress(1), READY, true],
  ].entries()) {
    const video = { uid: `v${i}` };
    const { faults } = of(video.uid);
    take(video, { default: before });
    faults.default.value = faults.audio.value = { doing };
    take(video, { default: after, audio: undefined });
    assert.equal(faults.default.value !== undefined, isSaid, `${doing}: ${before?.status}, ${after?.status}`);
    assert.notEqual(faults.audio.value, undefined);
  }
});

test("Some are read again, or all", (t) => {
  const { of, forget } = start(t);
  const entries = ["a", "b", "c"].map(of);
  const read = () => entries.map(({ isRead }) => isRead);
  for (const entry of entries) entry.isRead = true;
  forget(["b", "nobody"]);
  assert.deepEqual(read(), [true, false, true]);
  forget();
  assert.deepEqual(read(), [false, false, false]);
});
