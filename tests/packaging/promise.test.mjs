// What looks at a promise's own state and not at its `then`: runtimes that are written in C++, and
// test runners.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

import { scenarios } from "../conformance/scenario.js";
import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { question } from "./answer.mjs";
import { makeConsumer } from "./consumer.mjs";
import { askStandIn } from "./output.mjs";
import { bin } from "./tool.mjs";
import { bundledIn, bundleWorker } from "./worker-bundle.mjs";

const folder = await makeConsumer(fileURLToPath(new URL("promise/", import.meta.url)));
const output = join(folder, "output");
await bundleWorker(folder, output, { external: ["cloudflare:*"] });
const standIn = await startStandIn();
after(() => standIn.close());

const slow = { delay: 300 };
const busy = { status: 503, headers: { "retry-after-ms": "0" }, body: { errors: [] } };

/** Runs the Worker where the API gives `answers`. */
async function start(t, ...answers) {
  const { baseURL, requests } = await scenarios(standIn.origin)(...answers);
  const miniflare = new Miniflare({
    name: "worker",
    ...bundledIn(output),
    compatibilityDate: "2026-07-30",
    workflows: { STEPS: { name: "steps", className: "Steps" } },
    durableObjects: { VIDEOS: { className: "Videos", useSQLite: true } },
    serviceBindings: { ENTRYPOINT: { name: "worker", entrypoint: "Entrypoint" } },
    bindings: { apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL },
  });
  t.after(() => miniflare.dispose());
  const ask = async (what, video) =>
    (await miniflare.dispatchFetch(`http://worker/${what}/${video}`)).json();
  return { miniflare, requests, ask };
}

test("waitUntil has a call run to its end, with its retries", async (t) => {
  const { requests, ask } = await start(t, { ...busy, ...slow }, { ...busy, ...slow }, slow);
  assert.deepEqual(await ask("waitUntil", VIDEOS.nothing), { value: "started" });
  while ((await requests()).length < 3) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const record = await requests();
  assert.equal(record.length, 3);
  assert.ok(record.slice(0, 2).every(({ method, closed }) => method === "POST" && !closed));
});

for (const [what, where] of Object.entries({
  entrypoint: "a WorkerEntrypoint",
  object: "a Durable Object",
  block: "blockConcurrencyWhile",
  step: "a step of a Workflow",
})) {
  test(`a call that is returned from ${where} gives its result or its error`, async (t) => {
    const { ask } = await start(t, slow);
    assert.deepEqual(await ask(what, VIDEOS.bothReady), { value: await askStandIn(standIn) });
    const { error } = await ask(what, "0".repeat(32));
    assert.match(error.message, /404 Not Found \[code 10003\]/);
    // Classes do not cross, but names do; a Workflow writes the name before the message.
    if (what === "step") assert.match(error.message, /^NotFoundError: /);
    else assert.equal(error.name, "NotFoundError");
  });
}

test("a scheduled event is as good as the call that it returns", async (t) => {
  const { miniflare, requests } = await start(t, slow);
  const worker = await miniflare.getWorker();
  const { outcome } = await worker.scheduled({ cron: VIDEOS.nothing });
  assert.equal(outcome, "ok");
  assert.equal((await requests()).length, 1);
  const failed = await worker.scheduled({ cron: "0".repeat(32) });
  assert.equal(failed.outcome, "exception");
});

test("Bun's expect and its tests see how a call ends", async () => {
  const result = await askStandIn(standIn);
  const env = {
    ...process.env,
    NO_COLOR: "1",
    QUESTION: JSON.stringify({ ...question(standIn), result }),
  };
  const child = spawn(`${bin}bun`, ["test", "calls.test.js"], { cwd: folder, env });
  const [said] = await Promise.all([text(child.stderr), text(child.stdout)]);
  assert.match(said, /^ 3 pass$/m);
  assert.match(said, /^ 1 fail$/m);
  assert.match(said, /^\(fail\) a call that fails is a test that fails/m);
});
