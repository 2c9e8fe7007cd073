import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCOUNT_ID, API_TOKEN, library, LIBRARY, PRIVATE, READ_TOKEN, VIDEOS } from "./library.js";
import { stoppedClock } from "./clock.js";
import { startStandIn } from "./server.js";

async function start(t, options) {
  const standIn = await startStandIn(options);
  t.after(() => standIn.close());
  return standIn;
}

async function list({ baseURL }, query = "", token = READ_TOKEN) {
  const response = await fetch(`${baseURL}/accounts/${ACCOUNT_ID}/stream?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { result, errors } = await response.json();
  return { status: response.status, result, errors, uids: result?.map(({ uid }) => uid) };
}

async function downloads({ baseURL }, video, init) {
  const response = await fetch(`${baseURL}/accounts/${ACCOUNT_ID}/stream/${video}/downloads`, {
    headers: { authorization: `Bearer ${API_TOKEN}` },
    ...init,
  });
  return (await response.json()).result;
}

const all = LIBRARY.map(({ uid }) => uid);

test("lists 40 videos, those that tests name first", async (t) => {
  const { status, uids, result } = await list(await start(t));
  assert.equal(status, 200);
  assert.equal(new Set(uids).size, 40);
  assert.deepEqual(uids, all);
  assert.deepEqual(uids.slice(0, 7), Object.values(VIDEOS));
  assert.ok(uids.every((uid) => /^[0-9a-f]{32}$/.test(uid)));
  assert.deepEqual(result[1], {
    uid: VIDEOS.alsoNothing,
    meta: { name: "Interview, take 3" },
    created: "2026-07-28T09:22:00.000Z",
    duration: 212,
    size: 53_000_000,
    thumbnail: `https://customer-m033z5x00ks6nunl.cloudflarestream.com/${VIDEOS.alsoNothing}/thumbnails/thumbnail.jpg`,
    readyToStream: true,
    requireSignedURLs: false,
    status: { state: "ready", errorReasonCode: "", errorReasonText: "" },
  });
});

test("a video that is not ready says why, and has no thumbnail", async (t) => {
  const { result } = await list(await start(t));
  const waiting = result.filter(({ readyToStream }) => !readyToStream);
  assert.deepEqual(
    waiting.map(({ status }) => status.state),
    ["inprogress", "pendingupload", "queued", "error"],
  );
  assert.equal(waiting[0].uid, VIDEOS.notReadyToStream);
  assert.ok(waiting.every((video) => video.duration === -1 && !("thumbnail" in video)));
  assert.equal(waiting[0].status.pctComplete, "43.000000");
  assert.equal(waiting[3].status.errorReasonCode, "ERR_NON_VIDEO");
});

test("pages go on before the last video, and lose and repeat none", async (t) => {
  const standIn = await start(t);
  const seen = [];
  for (let query = "limit=15"; ;) {
    const { uids, result } = await list(standIn, query);
    if (uids.length === 0) break;
    seen.push(...uids);
    query = `limit=15&before=${result.at(-1).created}`;
  }
  assert.deepEqual(seen, all);
});

test("before and after, under either of their names, leave out the time itself", async (t) => {
  const standIn = await start(t);
  const [, second, third, fourth] = LIBRARY;
  for (const names of [
    ["before", "after"],
    ["end", "start"],
  ]) {
    const query = `${names[0]}=${second.created}&${names[1]}=${fourth.created}`;
    assert.deepEqual((await list(standIn, query)).uids, [third.uid]);
  }
});

test("asc gives the oldest first", async (t) => {
  const standIn = await start(t);
  assert.deepEqual((await list(standIn, "asc=true&limit=3")).uids, all.slice(-3).reverse());
  assert.deepEqual((await list(standIn, "asc=false&limit=3")).uids, all.slice(0, 3));
});

test("search finds a part of the name, in capitals or not", async (t) => {
  const { result } = await list(await start(t), "search=MARKET%2C");
  assert.deepEqual(
    result.map(({ meta }) => meta.name),
    ["Market, Saturday", "Market, Sunday"],
  );
  const standIn = await start(t);
  assert.deepEqual((await list(standIn, "search=%E6%B8%AF")).uids.length, 1);
  assert.deepEqual((await list(standIn, "search=no+such+name")).uids, []);
});

test("status chooses by the state of the video", async (t) => {
  const { result } = await list(await start(t), "status=queued");
  assert.deepEqual(
    result.map(({ meta }) => meta.name),
    ["Just uploaded"],
  );
});

test("a parameter that is none is a bad request", async (t) => {
  const standIn = await start(t);
  for (const query of ["limit=1001", "limit=-1", "limit=ten", "before=yesterday", "asc=1"]) {
    const { status, errors } = await list(standIn, query);
    assert.equal(status, 400, query);
    assert.equal(errors[0].code, 10005);
  }
});

test("gives one video as the list has it", async (t) => {
  const standIn = await start(t);
  const { result } = await list(standIn);
  for (const video of result) {
    const response = await fetch(`${standIn.baseURL}/accounts/${ACCOUNT_ID}/stream/${video.uid}`, {
      headers: { authorization: `Bearer ${READ_TOKEN}` },
    });
    assert.deepEqual((await response.json()).result, video);
  }
});

test("a library of any size has different videos in it", async (t) => {
  const standIn = await start(t, { library: library(1000) });
  const { uids } = await list(standIn);
  assert.equal(new Set(uids).size, 1000);
  assert.equal(new Set(library(1000).map(({ created }) => created)).size, 1000);
});

test("every video has a picture of its own, always the same one", async (t) => {
  const standIn = await start(t);
  const pictures = await Promise.all(
    [...all, all[0]].map(async (uid) => {
      const response = await fetch(`${standIn.origin}/thumbnails/${uid}`);
      assert.equal(response.headers.get("content-type"), "image/svg+xml");
      return response.text();
    }),
  );
  assert.equal(new Set(pictures).size, 40);
  assert.equal(pictures.at(-1), pictures[0]);
  for (const picture of pictures) {
    assert.match(picture, /^<svg .*<\/svg>$/);
    assert.doesNotMatch(picture, /NaN|undefined|style=|<script/);
    assert.ok(picture.length < 1200, `${picture.length}`);
  }
});

test("with `files`, the links lead to the stand-in, which has a file there", async (t) => {
  const standIn = await start(t, { files: true });
  const { audio } = await downloads(standIn, VIDEOS.bothReady);
  assert.equal(audio.url, `${standIn.origin}/${VIDEOS.bothReady}/downloads/audio.m4a`);
  const response = await fetch(`${audio.url}?filename=Light`);
  assert.equal(response.headers.get("content-type"), "audio/mp4");
  assert.equal(response.headers.get("content-disposition"), `attachment; filename="Light.m4a"`);
  assert.match(await response.text(), /^\0{3}\x1cftypisom/);
  assert.equal((await fetch(audio.url.replace("audio.m4a", "hls.m3u8"))).status, 404);
});

test("of a private video the file opens with a token of its own, and with nothing else", async (t) => {
  for (const files of [true, false]) {
    const standIn = await start(t, { files });
    const { result } = await list(standIn);
    assert.deepEqual(result.filter(({ requireSignedURLs }) => requireSignedURLs).map(({ uid }) => uid), [PRIVATE]);
    const tokenOf = async (video, asked) => {
      const response = await fetch(`${standIn.baseURL}/accounts/${ACCOUNT_ID}/stream/${video}/token`, {
        method: "POST",
        headers: { authorization: `Bearer ${API_TOKEN}` },
        body: JSON.stringify(asked),
      });
      return (await response.json()).result.token;
    };
    const open = async (name) => (await fetch(`${standIn.origin}/${name}/downloads/default.mp4`)).status;
    assert.equal(await open(PRIVATE), 401);
    assert.equal(await open(await tokenOf(PRIVATE, {})), 401);
    assert.equal(await open(`${PRIVATE}.x.y`), 401);
    assert.equal(await open(await tokenOf(PRIVATE, { downloadable: true })), 200);
    assert.equal(await open(VIDEOS.bothReady), 200);
  }
});

test("encoding takes no less and no more than it may", async (t) => {
  const { nothing } = VIDEOS;
  const percents = {};
  for (const [name, options] of Object.entries({
    quick: { speed: 1e6, atLeast: 1 },
    slow: { speed: 1e-6, atMost: 1 },
  })) {
    const clock = stoppedClock();
    const standIn = await start(t, { ...options, clock });
    await downloads(standIn, nothing, { method: "POST" });
    clock.pass(300);
    percents[name] = (await downloads(standIn, nothing)).default.percentComplete;
  }
  assert.deepEqual(percents, { quick: 30, slow: 30 });
});

test("a download can wait before it begins, and fail on its way until it is made anew", async (t) => {
  const uid = "a".repeat(32);
  const make = (percent) => ({
    uid,
    created: "2026-07-01T00:00:00Z",
    duration: 10,
    downloads: percent,
  });
  const library = [make({ default: { percent: 20, failsAt: 45.5 }, audio: -50 })];
  const clock = stoppedClock();
  const standIn = await start(t, { library, speed: 10, atLeast: 1, clock });
  assert.equal((await downloads(standIn, uid)).audio.percentComplete, 0);
  clock.pass(400);
  const later = await downloads(standIn, uid);
  assert.deepEqual(
    { ...later.default, url: "" },
    { percentComplete: 45.5, status: "error", url: "" },
  );
  assert.equal(later.audio.percentComplete, 0);
  assert.equal(later.audio.status, "inprogress");

  await downloads(standIn, uid, { method: "DELETE" });
  const { default: anew } = await downloads(standIn, uid, { method: "POST" });
  assert.equal(anew.status, "inprogress");
  clock.pass(1000);
  const { default: last, audio } = await downloads(standIn, uid);
  assert.equal(last.status, "ready");
  assert.equal(audio.percentComplete, 90);
});

test("what is in progress goes on from the first look", async (t) => {
  const clock = stoppedClock();
  const standIn = await start(t, { speed: 540, clock });
  clock.pass(300);
  const { default: first } = await downloads(standIn, VIDEOS.inProgress);
  assert.equal(first.percentComplete, 12.5);
});
