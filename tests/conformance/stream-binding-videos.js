// What a Stream binding is asked of the videos themselves: their list, and whether they are encoded.

import { library, VIDEOS } from "../stand-in/library.js";
import { bindingOf, listed, thrown } from "./bindings.js";
import { skipTime } from "./hurry.js";
import { failure, settled } from "./outcome.js";

const VIDEO = VIDEOS.nothing;
const READY = { default: { percentComplete: 100, status: "ready" } };
// A binding has `id` for `uid`.
const many = library(2500, 3).map(({ uid, name, created }) => ({ id: uid, meta: { name }, created }));

/** A binding with all of these videos, and the parameters of each list that it was asked for. */
function listing(videos = many) {
  const { binding, calls } = bindingOf((_, params) => listed(videos, params));
  return { binding, lists: () => calls.map(([, ...params]) => params) };
}

/** The identifiers of all videos; or an error where there are more than any test expects. */
async function gather(videos) {
  const found = [];
  for await (const { uid } of videos) {
    if (found.push(uid) > 5000) throw new Error("There are too many videos.");
  }
  return found;
}

export function streamBindingVideos({ QUnit, Cloudflare, exports }) {
  QUnit.module("stream binding: videos");

  const streamOf = (stream, options) => new Cloudflare({ stream, maxRetries: 0, ...options }).stream;

  QUnit.test("of many pages each video comes once", async (assert) => {
    const { binding, lists } = listing();
    const found = await settled(gather(streamOf(binding).videos.list({ account_id: "another" })));
    assert.deepEqual(found, many.map(({ id }) => id));
    assert.deepEqual(lists(), [
      [{ limit: 1000 }],
      [{ limit: 1000, before: many[998].created }],
      [{ limit: 1000, before: many[1997].created }],
    ]);
  });

  QUnit.test("limit, before and after are its parameters", async (assert) => {
    const { binding, lists } = listing();
    const after = new Date("2020-01-01T00:00:00Z");
    const params = { limit: 2, before: many[3].created, after, asc: false, search: undefined, creator: null };
    const found = await settled(gather(streamOf(binding).list(params)));
    assert.deepEqual(found, [many[6].id, many[7].id]);
    const start = "2019-12-31T22:00:00+02:00";
    assert.strictEqual((await settled(gather(streamOf(binding).list({ limit: 1200, start })))).length, 1200);
    assert.deepEqual(lists(), [
      [{ limit: 2, before: many[3].created, after: "2020-01-01T00:00:00.000Z" }],
      [{ limit: 1000, after: start }],
      // With the three of the last time, which may come again.
      [{ limit: 204, before: many[998].created, after: start }],
    ]);
  });

  QUnit.test("a video has its uid beside what the binding gives", async (assert) => {
    const videos = [{ id: "a", created: "2026-01-02", more: 1 }, { uid: "b", created: "2026-01-01" }];
    const list = streamOf(listing(videos).binding).videos.list();
    const { value: a } = await settled(list.next());
    const { value: b } = await settled(list.next());
    assert.deepEqual([a, b], [{ uid: "a", ...videos[0] }, videos[1]]);
  });

  QUnit.test("a parameter that it does not have is refused by name", async (assert) => {
    const { binding, lists } = listing();
    const advice = "the binding lists by before, after and limit alone; use apiToken and accountId";
    for (const [name, params] of [
      ["search", { search: "a" }],
      ["creator", { limit: 1, creator: "a", status: "ready" }],
      ["asc", { asc: true }],
      ["video_name", { asc: false, video_name: "a&b=c" }],
    ]) {
      const error = await failure(() => streamOf(binding).videos.list(params).next());
      assert.strictEqual(Object.getPrototypeOf(error), exports.CloudflareError.prototype);
      assert.strictEqual(error.message, `${name}: ${advice}`);
    }
    assert.deepEqual(lists(), []);
  });

  const ODD = {
    "no list": [{}, "expected an array, got an object"],
    "the same page for ever": [many.slice(0, 1000), "expected videos in their order, from where the last page ended"],
  };
  QUnit.test.each("an error tells of", ODD, async (assert, [result, fault]) => {
    const { binding } = bindingOf(() => result);
    const error = await failure(() => gather(streamOf(binding).videos.list()));
    assert.true(error instanceof exports.APIResponseValidationError, `${error}`);
    assert.true(error.message.startsWith(`200 result: ${fault} (GET /stream`), error.message);
  });

  QUnit.test("a binding without lists fails as a connection does", async (assert) => {
    const error = await failure(() => streamOf({ video() {} }).videos.list().next());
    assert.strictEqual(error.name, "APIConnectionError");
  });

  QUnit.test("ensure creates what is missing, and ensureMany of many", async (assert) => {
    const there = new Map([["b", READY]]);
    const { binding, calls } = bindingOf((name, id) => {
      if (id === "c") throw thrown("NotFoundError: Video not found");
      if (name === "generate") there.set(id, READY);
      return there.get(id) ?? {};
    });
    const { downloads } = streamOf(binding);
    assert.deepEqual(await settled(downloads.ensure("a")), READY);
    assert.deepEqual(await settled(downloads.ensure("a")), READY);
    assert.deepEqual(calls, [["get", "a"], ["generate", "a", "default"], ["get", "a"]]);
    calls.length = 0;
    const found = {};
    const ensuring = downloads.ensureMany(["b", "c", "d"]);
    for await (const { identifier, downloads, error } of ensuring) found[identifier] = downloads ?? error.name;
    assert.deepEqual(found, { b: READY, c: "NotFoundError", d: READY });
    const generated = calls.filter(([name]) => name === "generate").map(([, id]) => id);
    // They are under way together.
    assert.deepEqual(generated.sort(), ["c", "d"]);
  });

  const details = (pctComplete) => ({ id: VIDEO, readyToStream: false, status: { state: "inprogress", pctComplete } });
  QUnit.test("a video that is being encoded is waited for", async (assert) => {
    const encoding = [details("20"), details(60), { id: VIDEO, readyToStream: true, status: { state: "ready" } }];
    let [isEncoded, isThere] = [false, false];
    const { binding, calls } = bindingOf((name) => {
      if (name === "details") {
        isEncoded = encoding.length === 1;
        return encoding.shift();
      }
      if (name === "generate" && !isEncoded) throw thrown("Not ready", { name: "StreamError" });
      isThere ||= name === "generate";
      return isThere ? READY : {};
    });
    const progress = [];
    const onProgress = (_, { phase, percentComplete }) => progress.push([phase, percentComplete]);
    const wait = () => streamOf(binding).downloads.waitUntilReady(VIDEO, { create: true }, { onProgress });
    assert.deepEqual(await skipTime(() => settled(wait())), READY);
    assert.deepEqual(progress.slice(0, 2), [["encoding", 20], ["encoding", 60]]);
    const names = calls.map(([name]) => name);
    assert.deepEqual(names, ["get", "generate", "details", "details", "details", "get", "generate"]);
  });

  QUnit.test("a video that could not be encoded ends a wait", async (assert) => {
    const status = { state: "error", errorReasonText: "It is no video." };
    const { binding } = bindingOf((name) => {
      if (name === "generate") throw thrown("StreamError");
      return name === "details" ? { id: VIDEO, readyToStream: false, status } : {};
    });
    const wait = () => streamOf(binding).downloads.waitUntilReady(VIDEO, { create: true });
    const error = await skipTime(() => failure(wait));
    assert.strictEqual(error.name, "DownloadFailedError");
    assert.true(error.message.includes("It is no video."), error.message);
  });

  QUnit.test("what a token needs is said", async (assert) => {
    const { binding, calls } = bindingOf();
    const create = (params) => failure(() => streamOf(binding).token.create(VIDEO, params));
    for (const params of [undefined, { downloadable: true }]) {
      const { name, message } = await create(params);
      const fault = "stream: the binding has no method for this; use apiToken and accountId";
      assert.deepEqual([name, message], ["CloudflareError", fault]);
    }
    assert.deepEqual(calls, []);
  });
}
