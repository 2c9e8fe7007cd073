import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { startServer } from "../loopback.mjs";
import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { ENCODED, encodingOf, startExample, startScenario, until } from "./guide.mjs";

const HEADING = "When a video is ready";
// 0.2 s of sleep.
const delays = { "60_000": "200" };
// And a wait that ends before the download is ready, but not before an answer is here.
const short = { ...delays, "20_000": "4_000", "10_000": "2_000" };

/** An event, as Cloudflare documents those of the source "stream". */
const event = (type, id) => ({
  type: `cf.stream.${type}`,
  source: { type: "stream" },
  payload: {
    id,
    readyToStream: true,
    readyToStreamAt: "2026-05-18T20:54:46Z",
    requireSignedURLs: false,
    status: {
      state: "ready",
      pctComplete: "100.000000",
      errorReasonCode: "",
      errorReasonText: "",
    },
    meta: { name: "holiday.mp4" },
    created: "2026-05-18T20:54:36Z",
    modified: "2026-05-18T20:54:46Z",
    duration: 95.4,
    size: 402073,
    input: { height: 720, width: 1280 },
    thumbnail: `https://cloudflarestream.com/${id}/thumbnails/thumbnail.jpg`,
    preview: `https://cloudflarestream.com/${id}/watch`,
    hlsPlaybackUrl: `https://cloudflarestream.com/${id}/manifest/video.m3u8`,
    dashPlaybackUrl: `https://cloudflarestream.com/${id}/manifest/video.mpd`,
  },
  metadata: {
    accountId: ACCOUNT_ID,
    eventSubscriptionId: "406da66917224ef3bf09434e1b51aee8",
    eventSchemaVersion: 1,
    eventTimestamp: "2026-05-18T20:54:46.812Z",
  },
});

/** Runs the example, with a server that has the downloads. */
async function start(t, { script, delays: own = delays } = {}) {
  const file = randomBytes(1000);
  const { origin: files } = await startServer(t, (_, response) => {
    const headers = { "content-length": file.length, "content-type": "video/mp4" };
    response.writeHead(200, headers).end(file);
  });
  const scenario = await startScenario(script);
  const more = { queueProducers: { EVENTS: "stream-events" } };
  const worker = await startExample(t, HEADING, { scenario, delays: own, files, more });
  const bucket = await worker.miniflare.getR2Bucket("BUCKET", "example");
  const queue = await worker.miniflare.getQueueProducer("EVENTS", "example");
  const keys = async () => (await bucket.list()).objects.map(({ key }) => key);
  return { file, scenario, worker, bucket, queue, keys };
}

// They mostly wait.
describe(HEADING, { concurrency: true }, () => {
  test("a new video is created, waited for and saved once, though its event comes twice", async (t) => {
    const { file, scenario, bucket, queue, keys } = await start(t, {
      script: encodingOf(VIDEOS.nothing),
      delays: short,
    });
    const ready = event("video_state.ready", VIDEOS.nothing);
    await queue.send(ready);
    await queue.send(ready);
    await until(keys, ({ length }) => length > 0);
    const object = await bucket.get(`${VIDEOS.nothing}.mp4`);
    assert.ok(file.equals(Buffer.from(await object.arrayBuffer())));
    assert.equal(object.httpMetadata.contentType, "video/mp4");
    await queue.send(ready);
    await sleep(1000);
    assert.match(await scenario.requests(), ENCODED);
  });

  test("other events are left alone", async (t) => {
    const { scenario, queue, keys } = await start(t);
    await queue.send(event("video_state.updated", VIDEOS.nothing));
    await queue.send(event("liveInput.live_input.connected", VIDEOS.nothing));
    await sleep(1000);
    assert.equal(await scenario.requests(), "");
    assert.deepEqual(await keys(), []);
  });

  test("a download that fails is not saved", async (t) => {
    const { scenario, queue, keys } = await start(t);
    await queue.send(event("video_state.ready", VIDEOS.error));
    await until(() => scenario.requests(), (requests) => requests === "GET GET");
    await sleep(1000);
    assert.equal(await scenario.requests(), "GET GET");
    assert.deepEqual(await keys(), []);
  });
});
