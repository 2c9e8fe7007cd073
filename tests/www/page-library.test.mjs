// The library of the page: all videos of the account, whatever happens while they come.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConnection } from "../../www/page/connection.js";
import { createLibrary } from "../../www/page/library.js";
import { failure, settled, useClock, valuesOf } from "./page-parts.mjs";

const START = Date.UTC(2026, 6, 1);
/** Videos by these numbers; a higher one is newer. */
const videos = (...numbers) => numbers.map(video);
const video = (number) => ({ uid: `v${number}`, name: `Film ${number}`, created: timeOf(number) });
const timeOf = (number) => new Date(START + number * 1000).toISOString();
const down = (from, to = 1) => Array.from({ length: from - to + 1 }, (_, i) => from - i);
const uids = (list) => list.map(({ uid }) => uid);

/**
 * A library over an API that lists `account`, which may be changed. Each of its `listings` has a `limit`, a `signal`
 * and `release(number, error)`, which lets so many videos through and ends with the error if there is one. Unless that
 * is to be done `byHand`, all come by themselves.
 */
function start(account, { byHand = false, now } = {}) {
  const given = { account, listings: [], byHand };
  async function* listing(limit = Infinity, signal) {
    const own = { limit, signal, left: 0 };
    own.more = new Promise((resolve) => (own.wake = resolve));
    own.release = (number = Infinity, error) => {
      Object.assign(own, { left: number, error }).wake();
      return settled();
    };
    given.listings.push(own);
    if (!given.byHand) own.release();
    await own.more;
    for (const one of given.account.slice(0, limit)) {
      if (own.left-- <= 0) break;
      // Each answer has objects of its own.
      yield { ...one };
    }
    if (own.error) throw own.error;
    if (signal.aborted) throw new Error("It goes on after it was given up");
  }
  const connection = createConnection({ fetch: undefined, now });
  const library = createLibrary({ api: { videos: listing }, connection });
  return Object.assign(given, { library, connection, shown: () => uids(library.videos.value) });
}

test("The newest 100 are shown first, and then all", async () => {
  const given = start(videos(...down(250)), { byHand: true });
  const { library, listings, shown } = given;
  assert.equal(library.phase.value, "first");
  const loaded = library.load();
  assert.equal(listings[0].limit, 100);
  await listings[0].release();
  assert.deepEqual(shown(), uids(given.account.slice(0, 100)));
  assert.equal(library.phase.value, "loading");
  assert.equal(listings[1].limit, Infinity);
  await listings[1].release();
  await loaded;
  assert.deepEqual(shown(), uids(given.account));
  assert.equal(library.phase.value, "complete");
});

test("A library of fewer than 100 costs one listing, and an empty one is complete", async () => {
  for (const number of [0, 99]) {
    const given = start(videos(...down(number)));
    await given.library.load();
    assert.equal(given.listings.length, 1);
    assert.equal(given.shown().length, number);
    assert.equal(given.library.phase.value, "complete");
  }
});

test("A large library is shown as it grows, a thousand more at a time", async () => {
  const given = start(videos(...down(2500)));
  const lengths = valuesOf(given.library.videos);
  await given.library.load();
  assert.deepEqual(lengths.map(({ length }) => length), [0, 100, 1000, 2000, 2500]);
});

test("When nothing can be had it says why, and tries again when asked", async () => {
  const given = start(videos(2, 1), { byHand: true });
  const { library, listings } = given;
  const loaded = library.load();
  const error = failure(403);
  await listings[0].release(0, error);
  await loaded;
  assert.equal(library.phase.value, "failed");
  assert.equal(library.fault.value, error);
  given.byHand = false;
  const again = library.load();
  assert.equal(library.phase.value, "first");
  await again;
  assert.deepEqual(given.shown(), ["v2", "v1"]);
  assert.equal(library.fault.value, undefined);
});

test("A failure in the middle keeps what is there, and the next attempt brings all", async () => {
  const given = start(videos(...down(250)), { byHand: true });
  const { library, listings } = given;
  const loaded = library.load();
  await listings[0].release();
  await listings[1].release(180, failure(500));
  await loaded;
  assert.equal(library.phase.value, "failed");
  assert.equal(given.shown().length, 100);
  given.byHand = false;
  const again = library.load();
  assert.equal(library.phase.value, "loading");
  assert.equal(given.shown().length, 100);
  await again;
  assert.deepEqual(given.shown(), uids(given.account));
  assert.equal(library.phase.value, "complete");
});

test("After too many requests it goes on by itself when the pause is over", async (t) => {
  const clock = useClock(t);
  const { library, listings, connection } = start(videos(2, 1), { byHand: true, now: clock.now });
  library.load();
  connection.pausedUntil.value = 3000;
  await listings[0].release(0, failure(429));
  await clock.pass(2900);
  assert.equal(listings.length, 1);
  await clock.pass(200);
  await listings[1].release();
  await settled();
  assert.deepEqual(uids(library.videos.value), ["v2", "v1"]);
  assert.equal(library.phase.value, "complete");
});

test("It does not go on by itself while the way is cut or out of reach, or another attempt is under way", async (t) => {
  const clock = useClock(t);
  for (const cut of [
    ({ connection }) => (connection.ended.value = true),
    ({ connection }) => (connection.offline.value = true),
    ({ connection }) => (connection.unreachable.value = true),
    ({ library }) => void library.load(),
  ]) {
    const given = start(videos(2, 1), { byHand: true });
    given.library.load();
    await given.listings[0].release(0, failure(429));
    cut(given);
    await settled();
    const { length } = given.listings;
    await clock.pass(60_000);
    assert.equal(given.listings.length, length);
  }
});

test("A refresh shows what was there until its answer has come, and then that alone", async () => {
  const given = start(videos(3, 2, 1));
  const { library } = given;
  await library.load();
  given.account = videos(4, 3, 1);
  given.byHand = true;
  const refreshed = library.load();
  assert.equal(library.refreshing.value, true);
  assert.equal(library.phase.value, "complete");
  assert.deepEqual(given.shown(), ["v3", "v2", "v1"]);
  await given.listings.at(-1).release();
  await refreshed;
  assert.deepEqual(given.shown(), ["v4", "v3", "v1"]);
  assert.equal(library.refreshing.value, false);
});

test("A refresh that fails leaves the library complete, and says why", async () => {
  const given = start(videos(2, 1));
  const { library } = given;
  await library.load();
  given.byHand = true;
  const refreshed = library.load();
  const error = failure(500);
  await given.listings.at(-1).release(1, error);
  await refreshed;
  assert.deepEqual(given.shown(), ["v2", "v1"]);
  assert.equal(library.phase.value, "complete");
  assert.equal(library.fault.value, error);
  assert.equal(library.refreshing.value, false);
});

test("A refresh that is overtaken is given up, and neither its answer nor its failure is taken", async () => {
  for (const error of [undefined, failure(500)]) {
    const given = start(videos(2, 1));
    const { library, listings } = given;
    await library.load();
    given.byHand = true;
    const overtaken = library.load();
    const latest = library.load();
    await settled();
    const [, old, current] = listings;
    assert.equal(old.signal.aborted, true);
    given.account = videos(3, 2, 1);
    await current.release();
    await latest;
    given.account = videos(1);
    await old.release(1, error ?? new Error("It was given up"));
    await overtaken;
    assert.deepEqual(given.shown(), ["v3", "v2", "v1"]);
    assert.equal(library.fault.value, undefined);
    assert.equal(library.phase.value, "complete");
  }
});

test("A quiet look adds, deletes and changes among the newest 100, and leaves the others", async () => {
  const given = start(videos(...down(250)));
  const { library, listings } = given;
  await library.load();
  given.account = [video(251), ...videos(...down(250)).filter((_, i) => i !== 3)];
  given.account[1] = { ...given.account[1], name: "Another name" };
  const before = listings.length;
  await library.look();
  assert.equal(listings.length, before + 1);
  assert.equal(listings.at(-1).limit, 100);
  assert.deepEqual(given.shown(), uids(given.account));
  assert.equal(library.videos.value[1].name, "Another name");
});

test("A quiet look at fewer than 100 sees each that is gone", async () => {
  const given = start(videos(...down(99)));
  await given.library.load();
  given.account = [given.account[5]];
  await given.library.look();
  assert.deepEqual(given.shown(), [given.account[0].uid]);
});

test("A quiet look loses no video that has the time of the last it sees, or has no time", async () => {
  const together = down(150).map((number) => ({ ...video(number), created: timeOf(number > 90 ? number : 90) }));
  const { created, ...timeless } = video(0);
  const given = start([...together, timeless]);
  await given.library.load();
  await given.library.look();
  assert.deepEqual(given.shown(), uids(given.account));
});

test("A quiet look that fails leaves all as it is, and says why", async () => {
  const given = start(videos(2, 1));
  await given.library.load();
  given.byHand = true;
  const looked = given.library.look();
  await given.listings.at(-1).release(0, failure(500));
  await looked;
  assert.deepEqual(given.shown(), ["v2", "v1"]);
  assert.equal(given.library.phase.value, "complete");
  assert.equal(given.library.fault.value.status, 500);
});

test("A video that is as it was stays the same object, and a list that is as it was the same list", async () => {
  const given = start(videos(...down(120)));
  const { library } = given;
  await library.load();
  const before = library.videos.value;
  await library.load();
  await library.look();
  assert.equal(library.videos.value, before);
  given.account = given.account.with(7, { ...given.account[7], name: "Another name" });
  await library.look();
  assert.notEqual(library.videos.value, before);
  assert.deepEqual(library.videos.value.flatMap((video, i) => (video === before[i] ? [] : [i])), [7]);
});
