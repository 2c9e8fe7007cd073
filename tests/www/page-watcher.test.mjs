// Which downloads the page reads and watches, and when it asks for nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { signal } from "../../www/node_modules/@preact/signals/dist/signals.mjs";
import { createConnection } from "../../www/page/connection.js";
import { createStates } from "../../www/page/states.js";
import { createWatcher } from "../../www/page/watcher.js";
import {
  APIConnectionError,
  answeredLater,
  DownloadFailedError,
  failure,
  inProgress,
  READY,
  settled,
  useClock,
} from "./page-parts.mjs";

// By then the page has seen that rows stand, and has asked.
const SOON = 150;
const video = (number, more) => ({ uid: `v${number}`, name: `Film ${number}`, ...more });

/**
 * A watcher over a library of ten videos. `reads` are those that are under way, by video, `asked` are all that there
 * were, and `watches` are the ones under way: `{ types, give, fail }`, by video.
 */
function start(t, { videos = Array.from({ length: 10 }, (_, i) => video(i)) } = {}) {
  const clock = useClock(t);
  const given = { clock, isHidden: false, asked: [], reads: new Map(), watches: new Map(), watched: [] };
  const connection = createConnection({ fetch: undefined, now: clock.now });
  const states = createStates({ say() {}, now: clock.now });
  const library = {
    ...{ videos: signal(videos), fault: signal() },
    find: (wanted) => library.videos.value.find(({ uid }) => uid === wanted),
    uids: () => library.videos.value.map(({ uid }) => uid),
  };
  const downloads = { getMany: (...args) => getMany(given, ...args), watch: (...args) => watch(given, ...args) };
  const api = { downloads };
  const watcher = createWatcher({ api, states, library, connection, isHidden: () => given.isHidden });

  /** Answers the read of a video, and gives the next one time to begin. */
  const answer = async (uid, downloads = {}) => {
    given.reads.get(uid)({ downloads });
    await clock.pass(SOON);
  };
  const underWay = () => [...given.reads.keys()];
  return Object.assign(given, { connection, states, library, watcher, answer, underWay });
}

/** As the package's: it takes an identifier when there is room, and gives what comes as it comes. */
async function* getMany({ asked, reads }, uids, params, { concurrency }) {
  const underWay = new Map();
  let next;
  const ask = (uid) => {
    asked.push(uid);
    const found = new Promise((resolve) => reads.set(uid, resolve));
    underWay.set(uid, found.then((result) => ({ identifier: uid, ...result })));
  };
  for (let isOver = false; !isOver || underWay.size > 0;) {
    if (!isOver && underWay.size < concurrency) next ??= uids.next().then((item) => ({ item }));
    const { item, ...result } = await Promise.race([...underWay.values(), ...(next ? [next] : [])]);
    if (item) {
      next = undefined;
      isOver = item.done;
      if (!isOver) ask(item.value);
      continue;
    }
    underWay.delete(result.identifier);
    reads.delete(result.identifier);
    if (result.refusal) {
      for (const uid of underWay.keys()) reads.delete(uid);
      throw result.refusal;
    }
    yield result;
  }
}

async function* watch({ watches, watched }, uid, { types }, { signal }) {
  const next = answeredLater();
  const give = (found) => next.calls.at(-1).resolve(found);
  const fail = (error) => next.calls.at(-1).reject(error);
  const own = { types, give, fail };
  watches.set(uid, own);
  watched.push(uid);
  const end = () => watches.get(uid) === own && watches.delete(uid);
  signal.addEventListener("abort", () => {
    end();
    own.fail(signal.reason);
  });
  try {
    for (let isOver = false; !isOver;) {
      const found = await next();
      yield found;
      isOver = types.every((type) => found[type]?.status === "ready");
    }
  } finally {
    end();
  }
}

test("Rows are read once they stand, six at a time, and the others are not", async (t) => {
  const { watcher, clock, underWay, answer, asked } = start(t);
  for (let i = 0; i < 8; i++) watcher.show(`v${i}`);
  assert.deepEqual(underWay(), []);
  await clock.pass(SOON);
  assert.deepEqual(underWay(), ["v0", "v1", "v2", "v3", "v4", "v5"]);
  await answer("v3");
  assert.deepEqual(underWay(), ["v0", "v1", "v2", "v4", "v5", "v6"]);
  for (const uid of underWay()) await answer(uid);
  await answer("v7");
  assert.equal(asked.length, 8);
});

test("What comes into view is read while an answer to another is still awaited", async (t) => {
  const { watcher, clock, asked, answer, states } = start(t);
  watcher.show("v1");
  await clock.pass(SOON);
  watcher.show("v2");
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v2"]);
  await answer("v2", { default: READY });
  assert.equal(states.statusOf("v2", "default"), "ready");
});

test("What was scrolled past is not asked for", async (t) => {
  const { watcher, clock, asked } = start(t);
  watcher.show("v0");
  await clock.pass(SOON);
  const hide = watcher.show("v1");
  await clock.pass(50);
  hide();
  watcher.show("v2");
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v0", "v2"]);
});

test("What is there at first is asked for at once", async (t) => {
  const { watcher, clock, asked } = start(t);
  watcher.show("v1");
  watcher.show("v2");
  await clock.pass(0);
  assert.deepEqual(asked, ["v1", "v2"]);
});

test("A video that two places show is looked after until both are gone", async (t) => {
  const { watcher, clock, watches, answer } = start(t);
  const hideRow = watcher.show("v1");
  const hideWindow = watcher.show("v1");
  await clock.pass(SOON);
  await answer("v1", { default: inProgress(1) });
  hideWindow();
  await clock.pass(SOON);
  assert.deepEqual([...watches.keys()], ["v1"]);
  hideRow();
  hideRow();
  await clock.pass(SOON);
  assert.deepEqual([...watches.keys()], []);
});

test("What is read shows in the row, and what Cloudflare does not know has no downloads", async (t) => {
  const { watcher, clock, reads, answer, states } = start(t);
  for (const uid of ["v1", "v2", "v3"]) watcher.show(uid);
  await clock.pass(SOON);
  await answer("v1", { default: READY });
  reads.get("v2")({ error: failure(404) });
  reads.get("v3")({ error: failure(500) });
  await settled();
  assert.deepEqual(["v1", "v2", "v3"].map((uid) => states.statusOf(uid, "default")), ["ready", "none", "unknown"]);
  assert.equal(states.of("v2").fault.value, undefined);
  assert.equal(states.of("v3").fault.value.status, 500);
});

test("One that could not be read is read again when it is asked for", async (t) => {
  const { watcher, clock, reads, asked, states } = start(t);
  watcher.show("v1");
  await clock.pass(SOON);
  reads.get("v1")({ error: failure(500) });
  await clock.pass(60_000);
  assert.deepEqual(asked, ["v1"]);
  watcher.readAgain("v1");
  assert.equal(states.of("v1").fault.value, undefined);
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v1"]);
});

test("All that could not be read are read again when that is asked for", async (t) => {
  const { watcher, clock, reads, asked, states, answer } = start(t);
  for (const uid of ["v1", "v2", "v3"]) watcher.show(uid);
  await clock.pass(SOON);
  for (const uid of ["v1", "v3"]) reads.get(uid)({ error: failure(500) });
  await answer("v2");
  assert.deepEqual(states.unreadable(), ["v1", "v3"]);
  watcher.readUnreadable();
  assert.deepEqual(states.unreadable(), []);
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v2", "v3", "v1", "v3"]);
});

test("One that had no answer is read again after 3 seconds, while it is in view", async (t) => {
  const { watcher, clock, reads, states, asked } = start(t);
  const hide = watcher.show("v0");
  watcher.show("v1");
  await clock.pass(SOON);
  for (const uid of ["v0", "v1"]) reads.get(uid)({ error: new APIConnectionError() });
  hide();
  await clock.pass(2900);
  assert.equal(states.of("v1").fault.value.constructor, APIConnectionError);
  assert.deepEqual(asked, ["v0", "v1"]);
  await clock.pass(200);
  assert.deepEqual(asked, ["v0", "v1", "v1"]);
  reads.get("v1")({ downloads: { default: READY } });
  await settled();
  assert.equal(states.of("v1").fault.value, undefined);
});

test("A video that is not ready has no downloads to read, until it is ready", async (t) => {
  const { watcher, clock, asked, library } = start(t, { videos: [video(1, { readyToStream: false })] });
  watcher.show("v1");
  await watcher.read(["v1"]);
  await clock.pass(SOON);
  assert.deepEqual(asked, []);
  library.videos.value = [video(1)];
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1"]);
});

test("All of the library is read when that is wanted: first what is in view, then what is waited for", async (t) => {
  const { watcher, clock, asked, underWay, answer } = start(t);
  watcher.readAll();
  watcher.read(["v7"]);
  watcher.show("v9");
  watcher.show("v8");
  await clock.pass(SOON);
  while (underWay().length > 0) await answer(underWay()[0]);
  assert.deepEqual(asked, ["v9", "v8", "v7", "v0", "v1", "v2", "v3", "v4", "v5", "v6"]);
});

/** Says of a promise whether it is resolved by now. */
function observe(promise) {
  const state = { isDone: false };
  promise.then(() => (state.isDone = true));
  return state;
}

test("Who waits for videos is told when all are read, or cannot be", async (t) => {
  const { watcher, clock, reads, answer } = start(t);
  const waiting = observe(watcher.read(["v1", "v2", "nobody's"]));
  await clock.pass(SOON);
  await answer("v1");
  assert.equal(waiting.isDone, false);
  reads.get("v2")({ error: failure(500) });
  await settled();
  assert.equal(waiting.isDone, true);
  await watcher.read(["v1"]);
  await watcher.read([]);
});

test("Who waits for what is being read waits for that answer, and so do two who wait for the same", async (t) => {
  const { watcher, clock, asked, answer } = start(t);
  watcher.show("v1");
  await clock.pass(SOON);
  const waiting = [observe(watcher.read(["v1"])), observe(watcher.read(["v1", "v2"]))];
  await clock.pass(SOON);
  assert.deepEqual(waiting.map(({ isDone }) => isDone), [false, false]);
  await answer("v1");
  assert.deepEqual(waiting.map(({ isDone }) => isDone), [true, false]);
  await answer("v2");
  assert.deepEqual(waiting.map(({ isDone }) => isDone), [true, true]);
  assert.deepEqual(asked, ["v1", "v2"]);
});

test("Nobody waits for a video that is no longer in the library", async (t) => {
  const { watcher, clock, library, answer } = start(t);
  const waiting = observe(watcher.read(["v1", "v2"]));
  await clock.pass(SOON);
  library.videos.value = [video(1)];
  await answer("v2");
  await answer("v1");
  assert.equal(waiting.isDone, true);
});

test("Nobody waits for a video that left the library before it was asked for", async (t) => {
  const { watcher, library } = start(t);
  const waiting = observe(watcher.read(["v1"]));
  library.videos.value = [];
  await settled();
  assert.equal(waiting.isDone, true);
});

test("A refusal of all is the fault of those that were asked for, and of the library", async (t) => {
  const { watcher, clock, reads, states, library } = start(t);
  const waiting = observe(watcher.read(["v1", "v2"]));
  await clock.pass(SOON);
  const refusal = failure(403);
  reads.get("v1")({ refusal });
  await settled();
  assert.equal(library.fault.value, refusal);
  assert.deepEqual(["v1", "v2"].map((uid) => states.of(uid).fault.value), [refusal, refusal]);
  assert.equal(waiting.isDone, true);
});

test("After a refusal nothing is asked for in 15 seconds, unless somebody looks again", async (t) => {
  for (const [how, again, expected] of [
    ["by itself", ({ clock }) => clock.pass(15_000), ["v6", "v7", "v8", "v9"]],
    ["all", ({ watcher }) => watcher.lookAgain(), ["v0", "v1", "v2", "v3", "v4", "v5"]],
    ["one", ({ watcher }) => watcher.readAgain("v3"), ["v3", "v6", "v7", "v8", "v9"]],
  ]) {
    await t.test(how, async (t) => {
      const given = start(t);
      const { watcher, clock, reads, asked } = given;
      watcher.readAll();
      await clock.pass(SOON);
      assert.equal(asked.splice(0).length, 6);
      reads.get("v0")({ refusal: failure(401) });
      await clock.pass(14_500);
      assert.deepEqual(asked, []);
      await again(given);
      await clock.pass(SOON);
      assert.deepEqual(asked, expected);
    });
  }
});

test("Without an answer the rest is not asked for before there is one", async (t) => {
  const { watcher, clock, connection, asked, reads, underWay } = start(t);
  watcher.readAll();
  await clock.pass(SOON);
  connection.unreachable.value = true;
  for (const uid of underWay()) reads.get(uid)({ error: failure(500) });
  await clock.pass(60_000);
  assert.equal(asked.length, 6);
  connection.unreachable.value = false;
  await clock.pass(SOON);
  assert.equal(asked.length, 10);
});

test("An answer from before a change is not taken, and is asked for again", async (t) => {
  const { watcher, clock, asked, states, answer } = start(t);
  watcher.show("v1");
  await clock.pass(SOON);
  const entry = states.of("v1");
  entry.changes += 1;
  entry.busy.default.value = "deleting";
  await answer("v1", { default: READY });
  assert.equal(states.statusOf("v1", "default"), "unknown");
  entry.changes += 1;
  entry.busy.default.value = undefined;
  watcher.adapt();
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v1"]);
  await answer("v1", {});
  assert.equal(states.statusOf("v1", "default"), "none");
});

/** A watcher with the row of v1, which has these downloads. */
async function startWatching(t, downloads = { default: inProgress(10), audio: READY }) {
  const given = start(t);
  given.hide = given.watcher.show("v1");
  await given.clock.pass(SOON);
  await given.answer("v1", downloads);
  return given;
}

test("What moves in a row is watched until it is ready, and shown as it moves", async (t) => {
  const { clock, watches, states } = await startWatching(t);
  const { types, give } = watches.get("v1");
  assert.deepEqual(types, ["default"]);
  give({ default: inProgress(60), audio: READY });
  await clock.pass(SOON);
  assert.equal(states.of("v1").default.value.percent, 60);
  give({ default: READY, audio: READY });
  await clock.pass(SOON);
  assert.equal(states.statusOf("v1", "default"), "ready");
  assert.equal(watches.size, 0);
});

test("What moves and is not in view is not watched, and what leaves the view no longer", async (t) => {
  const { clock, watches, hide, watcher, answer } = await startWatching(t);
  watcher.read(["v2"]);
  await clock.pass(SOON);
  await answer("v2", { default: inProgress(10) });
  assert.deepEqual([...watches.keys()], ["v1"]);
  hide();
  await clock.pass(SOON);
  assert.deepEqual([...watches.keys()], []);
});

test("When a second download begins to move both are watched together", async (t) => {
  const { clock, watches, states, watcher } = await startWatching(t);
  states.take(video(1), { audio: inProgress(0) }, ["audio"]);
  watcher.adapt();
  await clock.pass(SOON);
  assert.deepEqual([...watches.keys()], ["v1"]);
  assert.deepEqual(watches.get("v1").types, ["default", "audio"]);
});

test("At most 24 are watched, and the next when one is done", async (t) => {
  const videos = Array.from({ length: 30 }, (_, i) => video(i));
  const { watcher, clock, underWay, answer, watches, watched } = start(t, { videos });
  for (const { uid } of videos) watcher.show(uid);
  await clock.pass(SOON);
  while (underWay().length > 0) await answer(underWay()[0], { default: inProgress(1) });
  assert.equal(watches.size, 24);
  assert.equal(watched.length, 24);
  watches.get("v3").give({ default: READY });
  await clock.pass(SOON);
  assert.equal(watches.size, 24);
  assert.equal(watched.at(-1), "v24");
});

test("One that failed while it was watched shows that, and is watched no more", async (t) => {
  const { clock, watches, watched, states } = await startWatching(t);
  const download = { status: "error", percentComplete: 10 };
  watches.get("v1").fail(new DownloadFailedError("It failed", { type: "default", download }));
  await clock.pass(60_000);
  assert.equal(states.statusOf("v1", "default"), "error");
  assert.equal(states.statusOf("v1", "audio"), "ready");
  assert.deepEqual(watched, ["v1"]);
});

test("One that somebody else deleted while it was watched is read again at once", async (t) => {
  const { clock, watches, asked, answer, states } = await startWatching(t);
  watches.get("v1").fail(failure(404));
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v1"]);
  await answer("v1", { audio: READY });
  assert.equal(states.statusOf("v1", "default"), "none");
  assert.equal(watches.size, 0);
});

test("A watch goes on 3 seconds after a failure, 15 after a refusal, and at the end of a pause", async (t) => {
  for (const [error, pause, wait] of [
    [failure(500), 0, 3000],
    [failure(403), 0, 15_000],
    [failure(429), 20_000, 20_000],
  ]) {
    await t.test(`${error.status}`, async (t) => {
      const { clock, watches, asked, connection } = await startWatching(t);
      connection.pausedUntil.value = pause && clock.now() + pause;
      watches.get("v1").fail(error);
      await clock.pass(wait - 100);
      assert.deepEqual(asked, ["v1"]);
      await clock.pass(SOON + 100);
      assert.deepEqual(asked, ["v1", "v1"]);
    });
  }
});

test("While something is asked for from here the video is not watched", async (t) => {
  const { clock, watches, states, watcher } = await startWatching(t);
  const { busy } = states.of("v1");
  busy.audio.value = "deleting";
  watcher.adapt();
  await clock.pass(SOON);
  assert.equal(watches.size, 0);
  busy.audio.value = undefined;
  watcher.adapt();
  await clock.pass(SOON);
  assert.deepEqual([...watches.keys()], ["v1"]);
});

test("After a change that was quicker than the watch what still moves is watched anew", async (t) => {
  const { clock, watches, watched, states } = await startWatching(t);
  states.of("v1").changes += 2;
  watches.get("v1").give({ default: inProgress(20), audio: READY });
  await clock.pass(SOON);
  assert.deepEqual(watched, ["v1", "v1"]);
  watches.get("v1").give({ default: inProgress(30) });
  await settled();
  assert.equal(states.of("v1").default.value.percent, 30);
});

test("What a watch says of the time before a change is not taken", async (t) => {
  for (const answer of [
    ({ give }) => give({ default: inProgress(20), audio: READY }),
    ({ fail }) => fail(new DownloadFailedError("", { type: "default", download: { status: "error" } })),
  ]) {
    await t.test(async (t) => {
      const { clock, watches, states, watcher } = await startWatching(t);
      const entry = states.of("v1");
      // Deleted so quickly that the watch has not been ended yet.
      entry.changes += 2;
      states.take(video(1), {}, ["default"]);
      watcher.adapt();
      answer(watches.get("v1"));
      await settled();
      assert.equal(states.statusOf("v1", "default"), "none");
      await clock.pass(SOON);
      assert.equal(watches.size, 0);
    });
  }
});

for (const [how, set, ends] of [
  ["hidden", (given, value) => (given.isHidden = value), true],
  ["offline", ({ connection }, value) => (connection.offline.value = value), true],
  ["signed out", ({ connection }, value) => (connection.ended.value = value), false],
]) {
  test(`While it is ${how} nothing is read and nothing is watched`, async (t) => {
    const given = await startWatching(t);
    const { watcher, clock, asked, watches } = given;
    watcher.show("v2");
    set(given, true);
    // That the way is cut the connection says by itself.
    if (how === "hidden") watcher.adapt();
    await clock.pass(SOON);
    assert.equal(watches.size, 0);
    watcher.readAll();
    watcher.readAgain("v1");
    await clock.pass(60_000);
    assert.deepEqual(asked, ["v1"]);
    assert.equal(watches.size, 0);
    if (!ends) return;
    set(given, false);
    if (how === "hidden") watcher.adapt();
    await clock.pass(SOON);
    assert.deepEqual(asked.slice(0, 3), ["v1", "v1", "v2"]);
    assert.equal(asked.length, 7);
  });
}

test("One that is being read is not asked for a second time before there is an answer", async (t) => {
  const { watcher, clock, asked, answer, states } = start(t);
  watcher.show("v1");
  watcher.show("v2");
  await clock.pass(SOON);
  watcher.readShownAgain();
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v2"]);
  await answer("v1", {});
  assert.deepEqual(asked, ["v1", "v2", "v1"]);
  await answer("v1", { default: READY });
  assert.equal(states.statusOf("v1", "default"), "ready");
  assert.equal(asked.length, 3);
});

test("What is in view can be read again while it shows what it was", async (t) => {
  const { watcher, clock, asked, states } = await startWatching(t);
  watcher.readShownAgain();
  await clock.pass(SOON);
  assert.deepEqual(asked, ["v1", "v1"]);
  assert.equal(states.statusOf("v1", "default"), "inprogress");
});
