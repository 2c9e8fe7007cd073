import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { VIDEOS } from "../stand-in/library.js";
import { ENCODED, encodingOf, startExample, startScenario, until } from "./guide.mjs";

const HEADING = "In a Workflow";
// 0.2 s of sleep.
const delays = { "60_000": "200" };
// And a wait that ends before the download is ready, but not before an answer is here.
const short = { ...delays, "20_000": "4_000", "10_000": "2_000" };

/** Starts an instance, and gives its state when it has ended. */
async function run(worker, video) {
  const { id } = await (await worker.fetch(`/${video}`, { method: "POST" })).json();
  return until(
    async () => (await worker.fetch(`/${id}`)).json(),
    ({ status }) => status === "complete" || status === "errored",
  );
}

/** What each step has given; Cloudflare's own API does not say it. */
function results(state) {
  return state.__LOCAL_DEV_STEP_OUTPUTS;
}

function linesOf(worker) {
  return worker.logs.filter((line) => line.includes("is ready"));
}

// They mostly wait.
describe(HEADING, { concurrency: true }, () => {
  test("steps go on until the download is ready, and the work is done once", async (t) => {
    const scenario = await startScenario(encodingOf(VIDEOS.nothing));
    const worker = await startExample(t, HEADING, { scenario, delays: short });
    const state = await run(worker, VIDEOS.nothing);
    assert.equal(state.status, "complete");
    assert.match(state.output.url, new RegExp(`/${VIDEOS.nothing}/downloads/default.mp4$`));

    const [created, first, ...others] = results(state);
    assert.equal(created.default.status, "inprogress");
    assert.deepEqual(first, {}, "one wait would have been enough");
    assert.equal(others.at(-2).ready.default.status, "ready");
    assert.deepEqual(others.at(-1), state.output);
    assert.match(await scenario.requests(), ENCODED);
    assert.equal(linesOf(worker).length, 1, worker.logs.join("\n"));
  });

  test("a download that has failed ends the instance, with the reason", async (t) => {
    const scenario = await startScenario();
    const worker = await startExample(t, HEADING, { scenario, delays });
    const { status, error } = await run(worker, VIDEOS.error);
    assert.equal(status, "errored");
    assert.match(error.message, /default/);
    assert.equal(await scenario.requests(), "GET GET");
    assert.deepEqual(linesOf(worker), []);
  });

  test("a step that meets an API that is down is repeated", async (t) => {
    const down = { status: 503, headers: { "retry-after": "0" } };
    const scenario = await startScenario({ answers: [null, down, down, down] });
    const worker = await startExample(t, HEADING, { scenario, delays });
    const { status } = await run(worker, VIDEOS.defaultReady);
    assert.equal(status, "complete");
    assert.equal(await scenario.requests(), "GET GET GET GET GET");
    assert.equal(linesOf(worker).length, 1, worker.logs.join("\n"));
  });
});
