// A Worker that asks a Stream binding through the package, in Miniflare against its simulator of Stream:
// without a token, without an account, and with nothing to ask on the network.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

import { makeConsumer } from "./consumer.mjs";
import { bundledIn, bundleWorker } from "./worker-bundle.mjs";

const folder = await makeConsumer(fileURLToPath(new URL("stream/", import.meta.url)));
const output = join(folder, "bundle");
await bundleWorker(folder, output);

const READY = { percentComplete: 100, status: "ready" };

// The newest date, and one from before the binding's promises were objects of their own.
for (const compatibilityDate of ["2026-07-30", "2024-09-01"]) {
  let worker;
  let video;
  const said = [];
  const ask = async (what, id = video) => {
    const response = await worker.dispatchFetch(`http://worker/${what}/${id}`);
    return [response.status, await response.json()];
  };
  const answers = async (what, expected, id) => assert.deepEqual(await ask(what, id), [200, expected]);

  before(async () => {
    worker = new Miniflare({
      ...bundledIn(output),
      compatibilityDate,
      stream: { binding: "STREAM" },
      outboundService: () => assert.fail("nothing goes to the network"),
      cf: false,
      structuredWorkerLogs: true,
      handleStructuredLogs: ({ message }) => void said.push(message),
    });
    video = (await ask("upload"))[1];
    assert.equal(video.length, 36);
  });
  after(() => worker?.dispose());

  test(`it lists, creates, waits and deletes (${compatibilityDate})`, async () => {
    await answers("get", {});
    await answers("create", { default: READY });
    await answers("wait", { default: READY });
    await answers("createAudio", { audio: READY, default: READY });
    await answers("watch", [{ audio: READY, default: READY }]);
    await answers("response", { success: true, result: { audio: READY, default: READY } });
    await answers("delete", "");
    await answers("deleteAudio", "");
    await answers("get", {});
    await answers("wait", { default: READY });
  });

  test(`what is not there is a NotFoundError (${compatibilityDate})`, async () => {
    const [status, error] = await ask("get", "missing");
    assert.equal(status, 500);
    assert.deepEqual([error.name, error.status], ["NotFoundError", 404]);
    const message = "404 NotFoundError: Video not found: missing (GET /stream/missing/downloads)";
    assert.equal(error.message, message);
    const [, many] = await ask("many");
    assert.deepEqual(many, { true: { default: READY }, false: `NotFoundError: ${message}` });
  });

  test(`it creates what is missing and nothing else (${compatibilityDate})`, async () => {
    await answers("delete", "");
    const both = { audio: READY, default: READY };
    await answers("ensure", both);
    await answers("ensure", both);
    const message = "404 NotFoundError: Video not found: missing (POST /stream/missing/downloads/default)";
    await answers("ensureMany", { true: both, false: `NotFoundError: ${message}` });
  });

  test(`it lists all videos, each once (${compatibilityDate})`, async () => {
    // More than a page, with fewer times than videos.
    const [, { count, times }] = await ask("fill", 11);
    assert.equal(count, 1100);
    assert.ok(times < count, `${times}`);
    const [, all] = await ask("list", "");
    assert.equal(all.length, 1101);
    assert.equal(new Set(all).size, 1101);
    assert.equal(all.at(-1), video);
    for (const limit of [1, 3, 1000, 1001]) await answers("list", all.slice(0, limit), limit);
    const [, newest] = await ask("newest");
    assert.equal(newest.uid, all[0]);
    assert.equal(newest.id, newest.uid);
    assert.equal(newest.status.state, "ready");
    const [, older] = await ask("before", newest.created);
    const [, rest] = await ask("after", newest.created);
    assert.ok(rest.length > 0 && rest.length < 1000);
    assert.deepEqual([...rest, ...older], all);
  });

  test(`what it has no method or parameter for is refused (${compatibilityDate})`, async () => {
    const advice = "use apiToken and accountId";
    for (const [what, message] of [
      ["search", `search: the binding lists by before, after and limit alone; ${advice}`],
      ["token", `stream: the binding has no method for this; ${advice}`],
    ]) {
      const [status, error] = await ask(what);
      assert.deepEqual([status, error.name, error.message], [500, "CloudflareError", message]);
    }
  });

  test(`nothing is said of what was not disposed of (${compatibilityDate})`, async () => {
    await answers("often", true);
    // What was not disposed of is said when it is collected.
    await answers("collect", true);
    await answers("collect", true);
    assert.deepEqual(said, []);
  });
}
