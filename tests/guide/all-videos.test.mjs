// The README's recipe for a whole library. Its account is the stand-in's API over videos of each test, in
// which nothing becomes ready by itself.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";

import { startServer } from "../loopback.mjs";
import { send } from "../stand-in/answer.js";
import { streamApi } from "../stand-in/api.js";
import { Downloads } from "../stand-in/downloads.js";
import { plain } from "../stand-in/scenario.js";
import { Tokens } from "../stand-in/tokens.js";
import { startExample } from "./guide.mjs";

const HEADING = "Keeping every video in R2";
const READY = { default: 100 };

/**
 * The videos of an account, the newest first. Those that are `isPrivate` require signed URLs, and for those that
 * are `isRefused` nothing can be created.
 */
function library(videos) {
  return videos.map((video, index) => ({
    uid: String(index).padStart(32, "a"),
    created: new Date(Date.UTC(2026, 6, 28) - index * 60_000).toISOString(),
    duration: 60,
    ...video,
  }));
}

const keyOf = ({ uid }) => `${uid}.mp4`;
const creationOf = ({ uid }) => `POST ${uid}/downloads/default`;
const fileOf = (uid) => Buffer.from(`The MP4 of ${uid}. `.repeat(1000));

/** An account with a server for its API and its files. `answerFile` may answer for a file, and then returns true. */
async function startAccount(t, videos, answerFile = () => false) {
  // With a speed of 0 whatever is in progress stays so.
  const downloads = new Downloads(0, videos);
  const tokens = new Tokens();
  const api = streamApi(downloads, undefined, tokens);
  const requests = [];
  const files = [];

  async function answerApi({ method, url, headers }, body) {
    requests.push(`${method} ${url.replace(/^.*\/stream\/?/, "")}`);
    const refused = videos.find(({ uid, isRefused }) => isRefused && url.includes(`/${uid}/`));
    if (refused && method === "POST") return { status: 400, headers: {}, body: "{}" };
    const request = new Request(`http://localhost${url}`, { method, headers, body: body || undefined });
    const answer = await plain(api.fetch(request));
    if (!/\/stream(\?|$)/.test(url)) return answer;
    const list = JSON.parse(Buffer.from(answer.body));
    for (const listed of list.result) {
      listed.requireSignedURLs = downloads.video(listed.uid).isPrivate === true;
    }
    return { ...answer, body: JSON.stringify(list) };
  }

  async function answerDownload(name, response) {
    // A token stands in the place of the identifier.
    const uid = name.includes(".") ? await tokens.videoOf(name) : name;
    files.push(uid);
    if (answerFile(uid, response)) return;
    if (uid === undefined || (uid === name && downloads.video(uid).isPrivate)) {
      response.writeHead(401, { "content-type": "text/html" }).end("<html>");
      return;
    }
    const file = fileOf(uid);
    response.writeHead(200, { "content-length": file.length, "content-type": "video/mp4" }).end(file);
  }

  const { origin } = await startServer(t, async (request, response) => {
    const [, name] = /^\/([^/]+)\/downloads\/default\.mp4$/.exec(request.url) ?? [];
    const body = await text(request);
    if (name) await answerDownload(name, response);
    else await send(response, () => answerApi(request, body));
  });
  return {
    origin,
    /** The requests to the API so far. */
    requests,
    /** The identifiers of the videos whose files were asked for so far. */
    files,
    creations: () => requests.filter((request) => /^POST .*\/downloads\/default$/.test(request)),
    /** Makes ready all that is in progress. */
    encode() {
      for (const { downloads: made, failed } of downloads.videos()) {
        if (made.has("default") && !failed) made.set("default", { percent: 100 });
      }
    },
  };
}

/** Runs the example for an account. */
async function start(t, { origin }, options) {
  const scenario = { baseURL: origin };
  const worker = await startExample(t, HEADING, { scenario, files: origin, ...options });
  const example = await worker.miniflare.getWorker("example");
  const bucket = await worker.miniflare.getR2Bucket("BUCKET", "example");
  const scheduled = () => example.scheduled({ cron: "*/15 * * * *" });
  return {
    logs: worker.logs,
    stop: worker.stop,
    bucket,
    scheduled,
    /** Has the cron trigger fire, and waits for the end of the run, which must be a good one. */
    async run() {
      const { outcome } = await scheduled();
      assert.equal(outcome, "ok", worker.logs.join("\n"));
    },
  };
}

async function keysIn(bucket) {
  return (await bucket.list()).objects.map(({ key }) => key);
}

/** Fails unless the MP4s of these videos, as they are, are all that the bucket has. */
async function assertSaved(bucket, videos) {
  assert.deepEqual(await keysIn(bucket), videos.map(keyOf).sort());
  for (const video of videos) {
    const object = await bucket.get(keyOf(video));
    assert.equal(object.httpMetadata.contentType, "video/mp4");
    assert.ok(fileOf(video.uid).equals(Buffer.from(await object.arrayBuffer())), keyOf(video));
  }
}

// The bucket lists two objects at a time.
const SMALL_PAGES = `
  import worker from "worker";
  export default {
    scheduled(controller, env) {
      const list = (options) => env.BUCKET.list({ ...options, limit: 2 });
      const put = (...object) => env.BUCKET.put(...object);
      return worker.scheduled(controller, { ...env, BUCKET: { list, put } });
    },
  };
`;

test("every video that can be played gets one MP4, which is saved once", async (t) => {
  const videos = library([
    {},
    { downloads: READY },
    { downloads: { default: 12.5 } },
    { isPrivate: true },
    { isPrivate: true, downloads: READY },
    { state: "inprogress" },
    { downloads: { audio: 100 } },
    { state: "pendingupload" },
  ]);
  const [missing, ready, inProgress, secret, secretReady, , onlyAudio] = videos;
  const account = await startAccount(t, videos);
  const worker = await start(t, account, { around: SMALL_PAGES });

  await worker.run();
  await assertSaved(worker.bucket, [ready, secretReady]);
  const creations = [missing, secret, onlyAudio].map(creationOf).sort();
  assert.deepEqual(account.creations().sort(), creations);

  await worker.run();
  await assertSaved(worker.bucket, [ready, secretReady]);
  account.encode();
  await worker.run();
  const playable = [missing, ready, inProgress, secret, secretReady, onlyAudio];
  await assertSaved(worker.bucket, playable);
  assert.deepEqual(account.creations().sort(), creations);

  const before = account.requests.length;
  await worker.run();
  const [list, ...more] = account.requests.slice(before);
  assert.match(list, /^GET \?/);
  assert.deepEqual(more, []);
  assert.deepEqual(account.files.toSorted(), playable.map(({ uid }) => uid).sort());
  assert.deepEqual(worker.logs, []);
});

test("videos that fail are logged, and do not keep others from being saved", async (t) => {
  const videos = library([
    { downloads: { default: 37.5 }, failed: true },
    { downloads: READY },
    { downloads: READY },
    { downloads: READY },
    { downloads: READY, isPrivate: true },
    { isRefused: true },
    {},
    { downloads: READY },
  ]);
  const [failed, denied, gone, broken, secret, refused, missing, ready] = videos;
  const account = await startAccount(t, videos, (uid, response) => {
    if (uid === denied.uid) response.writeHead(401, { "content-type": "text/html" }).end("<html>");
    else if (uid === gone.uid) response.writeHead(404).end();
    else if (uid === secret.uid) response.writeHead(403).end("no");
    else if (uid === broken.uid) {
      response.writeHead(200, { "content-length": 1_000_000, "content-type": "video/mp4" });
      response.write(Buffer.alloc(500_000), () => response.destroy());
    } else return false;
    return true;
  });
  const worker = await start(t, account);
  await worker.run();
  await assertSaved(worker.bucket, [ready]);
  account.encode();
  worker.logs.length = 0;
  await worker.run();
  await assertSaved(worker.bucket, [missing, ready]);
  const creations = [refused, missing, refused].map(creationOf);
  assert.deepEqual(account.creations().sort(), creations.sort());

  const logged = Object.fromEntries(worker.logs.map((line) => /^error: (\w+): (.*)$/.exec(line).slice(1)));
  assert.match(logged[broken.uid], /connection lost/);
  assert.match(logged[refused.uid], /^400 /);
  delete logged[broken.uid];
  delete logged[refused.uid];
  assert.deepEqual(logged, {
    [failed.uid]: "its download has failed",
    [denied.uid]: "the file answers 401",
    [gone.uid]: "the file answers 404",
    [secret.uid]: "the file answers 403",
  });
});

test("a run ends with a hundred videos in progress, and the next ones create the rest", async (t) => {
  const videos = library(Array.from({ length: 107 }, () => ({})));
  const account = await startAccount(t, videos);
  const worker = await start(t, account);
  await worker.run();
  assert.equal(account.creations().length, 100);
  await worker.run();
  // Up to five others are asked for together with the hundredth.
  assert.ok(account.creations().length <= 105, `${account.creations().length} in progress`);
  account.encode();
  await worker.run();
  account.encode();
  await worker.run();
  await assertSaved(worker.bucket, videos);
  assert.deepEqual(account.creations().sort(), videos.map(creationOf).sort());
});

test("a run whose time is up leaves the rest to the next ones", async (t) => {
  const videos = library([{ downloads: READY }, { downloads: READY }, { downloads: READY }]);
  const account = await startAccount(t, videos);
  const worker = await start(t, account, { delays: { "600_000": "-1" } });
  for (let saved = 1; saved <= videos.length; saved++) {
    await worker.run();
    assert.equal((await keysIn(worker.bucket)).length, saved);
  }
  await assertSaved(worker.bucket, videos);
  assert.equal(account.files.length, videos.length);
});

test("a run that is cut off in the middle of a file is gone on with", async (t) => {
  const persist = mkdtempSync(join(tmpdir(), "cf-stream-downloads-"));
  t.after(() => rmSync(persist, { recursive: true, force: true }));
  const videos = library([{}, { downloads: READY }, { downloads: READY }, { downloads: READY }]);
  let hold;
  const held = new Promise((resolve) => (hold = resolve));
  const account = await startAccount(t, videos, (uid, response) => {
    // The second file stops halfway.
    if (account.files.length !== 2) return false;
    const file = fileOf(uid);
    response.writeHead(200, { "content-length": file.length, "content-type": "video/mp4" });
    response.write(file.subarray(0, file.length / 2), hold);
    return true;
  });

  const first = await start(t, account, { persist });
  const cut = first.scheduled().catch(() => "cut off");
  await held;
  await first.stop();
  assert.equal(await cut, "cut off");
  const [saved, half] = account.files;

  account.encode();
  const second = await start(t, account, { persist });
  assert.deepEqual(await keysIn(second.bucket), [`${saved}.mp4`]);
  await second.run();
  account.encode();
  await second.run();
  await assertSaved(second.bucket, videos);
  assert.deepEqual(account.creations(), [creationOf(videos[0])]);
  assert.deepEqual(account.files.toSorted(), [...videos.map(({ uid }) => uid), half].sort());
});
