import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { VIDEOS } from "../stand-in/library.js";
import { ENCODED, encodingOf, startExample, startScenario, until } from "./guide.mjs";

const HEADING = "In a Queue";
// The next wait at once.
const delays = { "delaySeconds: 60": "delaySeconds: 0" };
// And a wait that ends before the download is ready, but not before an answer is here.
const short = { ...delays, "120_000": "4_000" };

async function send(worker, video) {
  const { status } = await worker.fetch(`/${video}`, { method: "POST" });
  assert.equal(status, 202);
}

// They mostly wait.
describe(HEADING, { concurrency: true }, () => {
  test("a message comes back until the download is ready, and is done once", async (t) => {
    const scenario = await startScenario(encodingOf(VIDEOS.nothing));
    const worker = await startExample(t, HEADING, { scenario, delays: short });
    await send(worker, VIDEOS.nothing);
    await until(
      () => worker.logs.length,
      (length) => length > 0,
    );
    const requests = await scenario.requests();
    assert.match(requests, ENCODED);
    await sleep(1000);
    assert.equal(await scenario.requests(), requests, "it went on");
    assert.equal(worker.logs.length, 1, worker.logs.join("\n"));
    assert.match(worker.logs[0], new RegExp(`^log: ${VIDEOS.nothing} is ready: https://.*mp4$`));
  });

  test("a download that has failed is said so, and does not come back", async (t) => {
    const scenario = await startScenario();
    const worker = await startExample(t, HEADING, { scenario, delays });
    await send(worker, VIDEOS.error);
    await until(
      () => worker.logs.length,
      (length) => length > 0,
    );
    await sleep(1000);
    assert.equal(await scenario.requests(), "GET");
    assert.equal(worker.logs.length, 1, worker.logs.join("\n"));
    assert.match(worker.logs[0], new RegExp(`^error: ${VIDEOS.error} has failed: `));
  });

  test("where the API asks for a pause, the message comes back after it", async (t) => {
    // More than the package waits for by itself; here it counts as so many hundredths.
    const blocked = { status: 429, headers: { "retry-after": "200" } };
    const scenario = await startScenario({ answers: [blocked] });
    const faster = { ...delays, "/ 1000)": "/ 100_000)" };
    const worker = await startExample(t, HEADING, { scenario, delays: faster });
    const started = performance.now();
    await send(worker, VIDEOS.defaultReady);
    await until(
      () => worker.logs.length,
      (length) => length > 0,
    );
    assert.ok(performance.now() - started > 1900, "it came too soon");
    assert.equal(worker.logs.length, 1, worker.logs.join("\n"));
    assert.match(worker.logs[0], new RegExp(`^log: ${VIDEOS.defaultReady} is ready: .*mp4$`));
    assert.equal(await scenario.requests(), "GET GET");
  });

  test("a message comes back after any other error", async (t) => {
    const down = { status: 503, headers: { "retry-after": "0" } };
    const scenario = await startScenario({ answers: [down, down, down] });
    const faster = { ...delays, '"retry_delay": 60': '"retry_delay": 0' };
    const worker = await startExample(t, HEADING, { scenario, delays: faster });
    await send(worker, VIDEOS.defaultReady);
    const isReady = (line) => line.includes(`${VIDEOS.defaultReady} is ready`);
    await until(
      () => worker.logs,
      (logs) => logs.some(isReady),
    );
    assert.equal(worker.logs.filter(isReady).length, 1, worker.logs.join("\n"));
    assert.equal(await scenario.requests(), "GET GET GET GET");
  });
});
