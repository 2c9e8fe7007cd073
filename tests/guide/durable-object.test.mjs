import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { VIDEOS } from "../stand-in/library.js";
import { ENCODED, encodingOf, startExample, startScenario, until } from "./guide.mjs";

const HEADING = "In a Durable Object";
// The next alarm 0.2 s later.
const delays = { "15_000": "200" };
// And a wait that ends before the download is ready, but not before an answer is here.
const short = { ...delays, "20_000": "4_000" };
// 95.4 s of video: ready 2 s after it was created.
const speed = 48;

async function start(worker, video) {
  return (await worker.fetch(`/${video}`, { method: "POST" })).json();
}

async function get(worker, video) {
  return (await worker.fetch(`/${video}`)).json();
}

// They mostly wait.
describe(HEADING, { concurrency: true }, () => {
  test("alarms go on until the download is ready, and then there is none", async (t) => {
    const scenario = await startScenario(encodingOf(VIDEOS.nothing));
    const worker = await startExample(t, HEADING, { scenario, delays: short });
    assert.equal(await get(worker, VIDEOS.nothing), null);

    const begun = await start(worker, VIDEOS.nothing);
    assert.equal(begun.status, "waiting");
    assert.deepEqual(await start(worker, VIDEOS.nothing), begun, "it was started anew");
    const { status, downloads } = await until(
      () => get(worker, VIDEOS.nothing),
      ({ status }) => status !== "waiting",
    );
    assert.equal(status, "ready");
    assert.match(downloads.default.url, new RegExp(`/${VIDEOS.nothing}/downloads/default.mp4$`));
    const requests = await scenario.requests();
    assert.match(requests, ENCODED);
    await sleep(1000);
    assert.equal(await scenario.requests(), requests, "it went on");
  });

  test("a download that has failed ends it", async (t) => {
    const scenario = await startScenario();
    const worker = await startExample(t, HEADING, { scenario, delays });
    await start(worker, VIDEOS.error);
    const { status, reason } = await until(
      () => get(worker, VIDEOS.error),
      ({ status }) => status !== "waiting",
    );
    assert.equal(status, "failed");
    assert.match(reason, /default/);
    await sleep(1000);
    assert.equal(await scenario.requests(), "GET");
  });

  test("an API that is down for long does not end it, and a refusal does", async (t) => {
    const down = { status: 503, headers: { "retry-after": "0" } };
    const refusal = { status: 403, body: { success: false, errors: [] } };
    const scenario = await startScenario({ answers: [down, down, down, down, refusal] });
    const worker = await startExample(t, HEADING, { scenario, delays });
    await start(worker, VIDEOS.defaultReady);
    const { status, reason } = await until(
      () => get(worker, VIDEOS.defaultReady),
      ({ status }) => status !== "waiting",
    );
    assert.equal(status, "failed");
    assert.match(reason, /403/);
    assert.equal(await scenario.requests(), "GET GET GET GET GET");
  });

  test("an object that is gone in the middle of a wait goes on where it was", async (t) => {
    const persist = mkdtempSync(join(tmpdir(), "cf-stream-downloads-"));
    t.after(() => rmSync(persist, { recursive: true, force: true }));
    const scenario = await startScenario({ speed });
    const first = await startExample(t, HEADING, { scenario, delays, persist });
    await start(first, VIDEOS.nothing);
    await until(scenario.requests, (requests) => requests.includes("POST"));
    await first.stop();

    // Nobody starts it again.
    const second = await startExample(t, HEADING, { scenario, delays, persist });
    await until(
      () => get(second, VIDEOS.nothing),
      ({ status }) => status === "ready",
    );
    await second.stop();
  });
});
