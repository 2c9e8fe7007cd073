// The automation: what a run by the cron trigger creates of new videos, and what it saves to R2.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startServer } from "../loopback.mjs";
import { API_TOKEN } from "../stand-in/library.js";
import { startJobs, uid, video } from "./worker-jobs-run.mjs";
import { opening } from "./worker-run.mjs";

const HOUR = 3_600_000;
const SOON = Date.now() + HOUR;
const PAST = "2026-07-01T00:00:00Z";
const HOST = "https://customer-m033z5x00ks6nunl.cloudflarestream.com";
/** Created after the automation was switched on; one of a later letter is newer. */
const fresh = (letter, downloads, more) =>
  video(letter, downloads, { created: new Date(SOON + letter.charCodeAt(0) * 60_000).toISOString(), ...more });

async function start(t, library, settings, options) {
  const jobs = await startJobs(t, library, options);
  const { status, body } = await jobs.send("PUT", "/automation", settings);
  assert.equal(status, 200);
  /** What was saved, by the first letter of the video, and what was not. */
  const saved = async () => {
    const { objects } = await jobs.bucket.list();
    return objects.map(({ key }) => `${key[0]}${key.slice(32)}`).sort();
  };
  const archive = async () =>
    (await jobs.read("/activity?limit=100"))
      .filter(({ action }) => action === "archive")
      .map(({ by, video, types, result }) => `${by} ${video[0]} ${types} ${result}`)
      .sort();
  return { ...jobs, set: body().result, saved, archive };
}

test("Of new videos that can be played the missing downloads are created, and nothing of the past", async (t) => {
  const library = [
    fresh("d", { default: 100 }),
    fresh("c", { audio: 100 }),
    fresh("b", {}, { state: "inprogress" }),
    fresh("a"),
    video("p", {}, { created: PAST }),
  ];
  const { set, scheduled, read, follow, writes } = await start(t, library, { create: { default: true } });
  assert.deepEqual(
    [set.create, set.archive, set.changedBy, set.archived],
    [["default"], false, "Editor", 0],
  );
  assert.ok(!Number.isNaN(Date.parse(set.changedAt)));
  await scheduled();
  const { jobs, automation } = await read("/jobs");
  assert.deepEqual(automation, set);
  assert.deepEqual(jobs.map(({ action, by, types, total }) => [action, by, types, total]), [
    ["create", "Automation", ["default"], 2],
  ]);
  assert.equal((await follow(jobs[0].id)).ready, 2);
  assert.deepEqual(await writes(), ["POST a default", "POST c default"]);

  // The next run finds nothing new.
  await scheduled();
  assert.equal((await read("/jobs")).jobs.length, 1);
});

test("A new video that is still being encoded has its turn when it is not", async (t) => {
  const encoding = {
    ...{ uid: uid("a"), created: new Date(SOON).toISOString(), readyToStream: false, status: { state: "inprogress" } },
  };
  const answers = [{ body: { success: true, errors: [], messages: [], result: [encoding] } }];
  const library = [video("a", {}, { created: encoding.created })];
  const { scheduled, read } = await start(t, library, { create: { audio: true } }, { answers });
  await scheduled();
  assert.deepEqual((await read("/jobs")).jobs, []);
  await scheduled();
  const { jobs } = await read("/jobs");
  assert.deepEqual(jobs.map(({ types, total }) => [types, total]), [[["audio"], 1]]);
});

test("Switched off it asks Cloudflare for nothing; on again, for nothing of the time between", async (t) => {
  const { send, scheduled, upstream, read } = await start(t, [video("a")], { create: { default: true } });
  await send("PUT", "/automation", { create: { default: false } });
  await scheduled();
  assert.deepEqual(await upstream(), []);
  await send("PUT", "/automation", { create: { default: true } });
  await scheduled();
  assert.deepEqual((await read("/jobs")).jobs, []);
});

test("What is not given stays as it is, whoever changed it", async (t) => {
  const { send, read } = await startJobs(t, [], { archive: true });
  const set = async (changes) => {
    const { create, archive } = (await send("PUT", "/automation", changes)).body().result;
    return [create, archive];
  };
  assert.deepEqual(await set({ create: { audio: true } }), [["audio"], false]);
  assert.deepEqual(await set({ archive: true }), [["audio"], true]);
  assert.deepEqual(await set({ create: { default: true } }), [["default", "audio"], true]);
  assert.deepEqual(await set({ create: { audio: false }, archive: false }), [["default"], false]);
  const told = (await read("/activity")).map(({ action, types }) => [action, types]);
  assert.deepEqual(told.slice(0, 2), [["automation", ["default"]], ["automation", ["default", "audio"]]]);
});

test("A run under way when it was switched off starts no job, nor does the next when it is on again", async (t) => {
  const [listed, going] = [opening(), opening()];
  const relay = async (_, send) => {
    listed.open();
    await going.opened;
    return send();
  };
  const { send, scheduled, object, read } = await start(t, [fresh("a")], { create: { default: true } }, {
    ...{ relay, leaps: true },
  });
  const run = scheduled();
  await listed.opened;
  // From then on the video is of the past.
  await (await object()).leap(3 * HOUR);
  await send("PUT", "/automation", { create: { default: false } });
  await send("PUT", "/automation", { create: { default: true } });
  going.open();
  await run;
  await scheduled();
  assert.deepEqual((await read("/jobs")).jobs, []);
});

test("A list that Cloudflare refuses is asked for again by the next run", async (t) => {
  const refused = { status: 400, body: { success: false, errors: [{ code: 1, message: API_TOKEN }], messages: [] } };
  const { scheduled, read, logs } = await start(t, [fresh("a")], { create: { default: true } }, { answers: [refused] });
  await scheduled();
  assert.deepEqual((await read("/jobs")).jobs, []);
  assert.ok(logs.length > 0 && !logs.join().includes(API_TOKEN));
  await scheduled();
  assert.equal((await read("/jobs")).jobs.length, 1);
});

const ARCHIVE = { archive: true, files: true };

test("What is ready is saved once, a private video too", async (t) => {
  const library = [
    video("a", { default: 100, audio: 100 }),
    video("b", { default: 100 }, { requireSignedURLs: true }),
    video("c", { default: 40 }),
    video("d", { audio: 100, default: { percent: 50, failsAt: 40 } }),
    video("e", {}, { state: "inprogress" }),
    video("f"),
  ];
  const { scheduled, saved, archive, bucket, read, logs } = await start(t, library, { archive: true }, {
    ...ARCHIVE,
    seconds: 3600,
  });
  await scheduled();
  const all = ["a/audio.m4a", "a/default.mp4", "b/default.mp4", "d/audio.m4a"];
  assert.deepEqual(await saved(), all);
  const file = await bucket.get(`${uid("b")}/default.mp4`);
  assert.match(await file.text(), /ftypisom/);
  assert.equal(file.httpMetadata.contentType, "video/mp4");
  assert.equal((await read("/jobs")).automation.archived, 4);

  await scheduled();
  assert.deepEqual(await archive(), [
    "Automation a audio ok",
    "Automation a default ok",
    "Automation b default ok",
    "Automation d audio ok",
  ]);
  assert.deepEqual(logs, []);
});

test("A large library is saved by many runs, 20 files in each", async (t) => {
  const library = Array.from({ length: 240 }, (_, index) => ({
    ...video("a", { default: 100 }),
    uid: `${index}`.padStart(32, "0"),
    // Some have the same time.
    created: new Date(Date.parse(PAST) - Math.floor(index / 3) * 1000).toISOString(),
  }));
  const { scheduled, bucket } = await start(t, library, { archive: true }, ARCHIVE);
  const count = async () => (await bucket.list()).objects.length;
  let before = 0;
  for (let run = 0; run < 40 && before < 240; run += 1) {
    await scheduled();
    const now = await count();
    assert.ok(now - before <= 20, `${now - before} in one run`);
    before = now;
  }
  assert.equal(before, 240);
});

test("Two runs at once are one", async (t) => {
  const library = [..."abcdef"].map((letter) => video(letter, { default: 100 }));
  const asked = [];
  const others = ({ url }) => {
    asked.push(url);
    return new Response(new Uint8Array(10), { headers: { "content-length": "10" } });
  };
  const { scheduled, archive } = await start(t, library, { archive: true }, { archive: true, others });
  await Promise.all([scheduled(), scheduled(), scheduled()]);
  assert.equal((await archive()).length, 6);
  assert.equal(asked.length, 6);
});

test("A file that cannot be saved is told of once, keeps no other, and shows no address", async (t) => {
  const signed = { requireSignedURLs: true };
  const library = [..."abce"].map((letter) => video(letter, { default: 100 }, letter === "b" ? signed : {}));
  const bytes = new Uint8Array(1000);
  const asked = [];
  const others = ({ url }) => {
    asked.push(url);
    const [, video] = new URL(url).pathname.split("/");
    const headers = { "content-type": "video/mp4", "content-length": "1000" };
    const answers = {
      [uid("a")]: () => new Response("no", { status: 404 }),
      [uid("c")]: () => new Response(bytes),
      [uid("e")]: () => new Response(bytes, { headers }),
    };
    // In the place of the private one's identifier is a token.
    return answers[video]?.() ?? new Response("gone", { status: 410 });
  };
  const { scheduled, saved, archive, logs, traffic, read } = await start(t, library, { archive: true }, {
    archive: true,
    others,
  });
  await scheduled();
  await scheduled();
  assert.deepEqual(await saved(), ["e/default.mp4"]);
  assert.deepEqual(await archive(), [
    "Automation a default The file's address answers 404.",
    "Automation b default The file's address answers 410.",
    "Automation c default Cloudflare does not say how long the file is.",
    "Automation e default ok",
  ]);
  assert.equal((await read("/jobs")).automation.archived, 1);
  const [token] = asked.map((url) => url.split("/")[3]).filter((part) => part.includes("."));
  const shown = logs.join() + traffic.join();
  assert.ok(!shown.includes(token) && !shown.includes(HOST));
});

test("A new file that takes long and fails each time keeps no other, and is tried once an hour", async (t) => {
  const library = [fresh("x", { default: 100 }), ...[..."abcde"].map((letter) => video(letter, { default: 100 }))];
  let leap;
  let tries = 0;
  const others = async ({ url }) => {
    if (!url.includes(uid("x"))) return new Response("a file", { headers: { "content-length": "6" } });
    tries += 1;
    await leap(60_000);
    return new Response("", { status: 500 });
  };
  const { scheduled, saved, object } = await start(t, library, { archive: true }, {
    ...{ archive: true, leaps: true, others },
  });
  leap = async (milliseconds) => (await object()).leap(milliseconds);
  await scheduled();
  assert.deepEqual(await saved(), [..."abcde"].map((letter) => `${letter}/default.mp4`));
  await scheduled();
  assert.equal(tries, 1);
  await leap(HOUR);
  await scheduled();
  assert.equal(tries, 2);
});

test("Of a file that breaks off nothing is stored", async (t) => {
  const { origin } = await startServer(t, (_, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("half of it", () => response.destroy());
  });
  const url = `${origin}/${uid("a")}/downloads/default.mp4`;
  const result = { default: { status: "ready", percentComplete: 100, url } };
  const answers = [null, { body: { success: true, errors: [], messages: [], result } }];
  const { scheduled, saved, archive } = await start(t, [video("a")], { archive: true }, {
    ...{ archive: true, direct: true, answers },
  });
  await scheduled();
  assert.deepEqual(await saved(), []);
  assert.deepEqual(await archive(), ["Automation a default The file broke off, or R2 did not take it."]);
});

test("With the bucket unbound again, a run leaves the archive alone", async (t) => {
  const { scheduled, upstream, logs } = await start(t, [video("a", { default: 100 })], { create: { audio: true } });
  await scheduled();
  assert.ok((await upstream()).every(({ url }) => !url.includes("downloads")));
  assert.deepEqual(logs, []);
});

test("With a Stream binding new videos have their downloads created, too", async (t) => {
  const { stream, send, scheduled, read, follow } = await startJobs(t, [], { stream: true, ...ARCHIVE });
  // Each at a time of its own.
  const upload = async (name) => {
    await stream.upload(new Response("a video").body, { meta: { name } });
    await new Promise((resolve) => setTimeout(resolve, 2));
  };
  await upload("Before");
  await send("PUT", "/automation", { create: { default: true, audio: true }, archive: true });
  await upload("After");
  await scheduled();
  const { jobs } = await read("/jobs");
  assert.equal(jobs.length, 1);
  assert.deepEqual([jobs[0].total, (await follow(jobs[0].id)).ready], [1, 1]);
  // The simulator has no files.
  await scheduled();
  const [entry] = await read("/activity");
  assert.deepEqual([entry.action, entry.result], ["archive", "Cloudflare gives no link to the file."]);
});
