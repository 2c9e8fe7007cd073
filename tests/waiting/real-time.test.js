// Waits in real time, in Node: what the conformance suite sees of them in made-up time, once as users
// do, and that a program ends when its wait does.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import Cloudflare from "cf-stream-downloads";
import { encoding } from "../conformance/scenario.js";
import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";

const SECONDS = 20;

describe("a wait in real time", { concurrency: true }, () => {
  let standIn;
  before(async () => (standIn = await startStandIn()));
  after(() => standIn.close());

  it(`sees a video of ${SECONDS} s in few looks, and never backwards`, async () => {
    const { baseURL, requests } = await encoding(standIn.origin, { seconds: SECONDS });
    const client = new Cloudflare({ apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL });
    const percents = [];
    const onProgress = (seen) => void percents.push(seen.default?.percentComplete ?? 0);
    const result = await client.stream.downloads.waitUntilReady(
      VIDEOS.nothing,
      { create: true },
      { onProgress },
    );
    assert.equal(result.default.status, "ready");
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.equal(percents.at(-1), 100);

    // How soon it is seen is for conformance/wait-delays.js, which makes up the time.
    const looks = (await requests()).filter(({ method }) => method === "GET");
    assert.ok(looks.length <= 10, `${looks.length} looks`);
  });

  const ENDINGS = {
    "its download is ready": { seconds: 2, ends: "ready" },
    "its time is over": { seconds: 100, options: { maxWait: 1500 }, ends: "DownloadTimeoutError" },
    "its signal is aborted": { seconds: 100, abortAfter: 1500, ends: "APIUserAbortError" },
    "nobody goes on watching": { seconds: 100, watch: true, ends: "inprogress" },
    "it has failed": { video: VIDEOS.error, seconds: 100, ends: "DownloadFailedError" },
  };
  for (const [name, { seconds, ends, video = VIDEOS.nothing, ...given }] of Object.entries(
    ENDINGS,
  )) {
    it(`lets its program end when ${name}`, async () => {
      const { baseURL } = await encoding(standIn.origin, { seconds });
      const program = fileURLToPath(new URL("program.js", import.meta.url));
      const client = { apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL };
      const child = spawn(
        process.execPath,
        [program, JSON.stringify({ client, video, ...given })],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const [printed, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
      assert.equal(code, 0);
      assert.equal(printed, `${ends}\nno timer is left\n`);
    });
  }
});
