import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";

import { startServer } from "../loopback.mjs";
import { VIDEOS } from "../stand-in/library.js";
import { ENCODED, encodingOf, startExample, startScenario, until } from "./guide.mjs";

const HEADING = "Saving a download to R2";
const KEY = `${VIDEOS.defaultReady}.mp4`;

/** Runs the example with `answer` as the listener of the server that has the downloads. */
async function start(t, answer, { script, ...options } = {}) {
  const { origin: files } = await startServer(t, answer);
  const scenario = await startScenario(script);
  const worker = await startExample(t, HEADING, { scenario, files, ...options });
  const bucket = await worker.miniflare.getR2Bucket("BUCKET", "example");
  return { scenario, worker, bucket };
}

/** A listener that sends `bytes` with their length. */
function sends(bytes, headers) {
  return (_, response) => {
    response.writeHead(200, { "content-length": bytes.length, ...headers }).end(bytes);
  };
}

/** Fails unless the example fails, with `message`, and nothing is stored. */
async function assertNothingStored({ worker, bucket }, message) {
  const response = await worker.fetch(`/${VIDEOS.defaultReady}`);
  assert.equal(response.status, 500);
  assert.match(await response.text(), message);
  assert.deepEqual((await bucket.list()).objects, []);
}

test("the object is the file, with its content type", async (t) => {
  const bytes = randomBytes(1000);
  const paths = [];
  const { worker, bucket } = await start(t, (request, response) => {
    paths.push(request.url);
    sends(bytes, { "content-type": "video/mp4; codecs=avc1" })(request, response);
  });
  const response = await worker.fetch(`/${VIDEOS.defaultReady}`);
  assert.deepEqual(await response.json(), { key: KEY, size: 1000 });
  assert.deepEqual(paths, [`/${VIDEOS.defaultReady}/downloads/default.mp4`]);
  const object = await bucket.get(KEY);
  assert.equal(object.httpMetadata.contentType, "video/mp4; codecs=avc1");
  assert.ok(bytes.equals(Buffer.from(await object.arrayBuffer())));
});

test("a file of 8 MB is handed over before all of it is here", { timeout: 60_000 }, async (t) => {
  const bytes = randomBytes(8_000_000);
  const half = bytes.length / 2;
  let resolve;
  const put = new Promise((given) => (resolve = given));
  const { worker, bucket } = await start(
    t,
    async (request, response) => {
      if (request.url === "/put/downloads/") {
        resolve();
        return response.end();
      }
      response.writeHead(200, { "content-length": bytes.length, "content-type": "video/mp4" });
      response.write(bytes.subarray(0, half));
      await put;
      response.end(bytes.subarray(half));
    },
    {
      around: `
        import worker from "worker";
        // The rest of the file is sent when R2 has been given the first half.
        class Bucket {
          constructor(bucket) { this.bucket = bucket; }
          async put(key, value, options) {
            const object = this.bucket.put(key, value, options);
            await fetch("https://customer.cloudflarestream.com/put/downloads/");
            return object;
          }
        }
        export default {
          fetch(request, env) {
            return worker.fetch(request, { ...env, BUCKET: new Bucket(env.BUCKET) });
          },
        };
      `,
    },
  );
  const response = await worker.fetch(`/${VIDEOS.defaultReady}`);
  assert.deepEqual(await response.json(), { key: KEY, size: bytes.length });
  const object = await bucket.get(KEY);
  assert.equal(object.httpMetadata.contentType, "video/mp4");
  assert.ok(bytes.equals(Buffer.from(await object.arrayBuffer())));
});

test("nothing is stored of an answer that is no file", async (t) => {
  const parts = await start(t, (_, response) => response.writeHead(404).end("<html>"));
  await assertNothingStored(parts, /the file answers 404/);
});

test("nothing is stored of a file that breaks off", async (t) => {
  const parts = await start(t, (_, response) => {
    response.writeHead(200, { "content-length": 1_000_000, "content-type": "video/mp4" });
    response.write(randomBytes(500_000), () => response.destroy());
  });
  await assertNothingStored(parts, /connection lost/);
});

test("nothing is stored of a file whose length nobody says", async (t) => {
  const parts = await start(t, (_, response) => {
    response.writeHead(200, { "content-type": "video/mp4" }).write("file");
    response.end();
  });
  await assertNothingStored(parts, /known length/);
});

test("a download that takes longer is on its way, and is stored when asked again", async (t) => {
  const bytes = randomBytes(1000);
  const { scenario, worker, bucket } = await start(t, sends(bytes), {
    script: encodingOf(VIDEOS.nothing),
    delays: { "20_000": "4_000" },
  });
  const first = await worker.fetch(`/${VIDEOS.nothing}`);
  assert.equal(first.status, 202);
  assert.equal(first.headers.get("retry-after"), "15");
  assert.equal((await first.json()).default.status, "inprogress");
  assert.deepEqual((await bucket.list()).objects, []);
  const stored = await until(
    async () => (await worker.fetch(`/${VIDEOS.nothing}`)).json(),
    ({ key }) => key,
  );
  assert.deepEqual(stored, { key: `${VIDEOS.nothing}.mp4`, size: 1000 });
  const object = await bucket.get(`${VIDEOS.nothing}.mp4`);
  assert.equal(object.httpMetadata.contentType, "video/mp4");
  assert.match(await scenario.requests(), ENCODED);
});

test("an API that says nothing in time is asked again, too", async (t) => {
  const { worker } = await start(t, sends(Buffer.from("")), {
    script: { answers: [{ fault: "stall" }] },
    delays: { "20_000": "500" },
  });
  const response = await worker.fetch(`/${VIDEOS.defaultReady}`);
  assert.equal(response.status, 202);
  assert.equal(await response.json(), null);
});
