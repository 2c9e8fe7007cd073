// A Worker that uses the package, built with what people build Workers with, and run in workerd.
// wrangler needs Node 22.12 or newer.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { makeConsumer } from "./consumer.mjs";
import { askStandIn, assertOneWasm } from "./output.mjs";
import { runTool } from "./tool.mjs";
import { bundledIn, bundleWorker } from "./worker-bundle.mjs";

const folder = await makeConsumer(fileURLToPath(new URL("worker/", import.meta.url)));
const standIn = await startStandIn();
after(() => standIn.close());

const quiet = {
  CI: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  XDG_CONFIG_HOME: join(folder, "config"),
};

function start(t, options) {
  const worker = new Miniflare({
    ...options,
    compatibilityDate: "2026-07-30",
    bindings: { apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL: standIn.baseURL },
  });
  t.after(() => worker.dispose());
  return worker;
}

/** Runs the Worker in `output`, and fails unless it answers with what the stand-in has. */
async function assertWorks(t, output) {
  const worker = start(t, bundledIn(output));
  const answer = await worker.dispatchFetch(`http://worker/${VIDEOS.bothReady}`);
  assert.equal(await answer.text(), JSON.stringify(await askStandIn(standIn)));
}

test("wrangler builds a Worker that works", async (t) => {
  const output = join(folder, "wrangler");
  const command = ["deploy", "--dry-run", "--outdir", output];
  const { status, output: said } = runTool("wrangler", command, { cwd: folder, env: quiet });
  assert.equal(status, 0, said);
  assert.doesNotMatch(said, /warning/i);
  assertOneWasm(folder, output);
  await assertWorks(t, output);
});

test("esbuild builds and minifies a Worker that works", async (t) => {
  const output = join(folder, "esbuild");
  const { warnings } = await bundleWorker(folder, output);
  assert.deepEqual(warnings, []);
  assertOneWasm(folder, output);
  await assertWorks(t, output);
});

test("a call outside of any request, where workerd refuses it, is told why at once", async (t) => {
  const output = join(folder, "global-scope");
  await bundleWorker(folder, output, { entryPoints: { worker: "global-scope.js" } });
  const worker = start(t, bundledIn(output));
  const messages = await (await worker.dispatchFetch("http://worker/")).json();
  assert.equal(messages.length, 9);
  const reasons = /Disallowed operation called within global scope|no timer can be set here; a Worker sets one while/;
  for (const message of messages) assert.match(message, reasons);
});
