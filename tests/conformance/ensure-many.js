// The downloads of many videos that are to be there. What it has in common with getMany, its input and
// its endings, is in the files of that.

import { VIDEOS } from "../stand-in/library.js";
import { skipTime } from "./hurry.js";
import { look, progress, READY, refusal } from "./looks.js";
import { gather, names, namesOf } from "./many.js";
import { failure, settled } from "./outcome.js";

/**
 * An account whose downloads take `seconds`, of the clock that the package sees. `fault` may give an
 * answer for a method and a video in the place of the ordinary one.
 */
function account(seconds, fault = () => undefined) {
  const created = new Map();
  const seen = { created, posts: [], most: 0 };
  const isMade = (video) => performance.now() - created.get(video) >= seconds * 1000;
  seen.fetch = async (url, { method }) => {
    const video = /stream\/(\w+)\/downloads/.exec(url)[1];
    const answer = fault(method, video);
    if (answer) return answer;
    if (method === "POST") {
      seen.posts.push(video);
      if (created.has(video)) return refusal(409);
      created.set(video, performance.now());
      const open = [...created.keys()].filter((video) => !isMade(video));
      seen.most = Math.max(seen.most, open.length);
    }
    if (!created.has(video)) return look({});
    return look({ default: isMade(video) ? READY : progress(0) });
  };
  return seen;
}

export function ensureMany({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("ensure many");

  const ensure = ({ fetch }, ...args) => clientOf({ fetch }).stream.downloads.ensureMany(...args);
  const all = (...args) => skipTime(() => settled(gather(ensure(...args))));

  QUnit.test("each missing one is created once, and given as it is then", async (assert) => {
    const videos = names(20);
    const server = account(30);
    server.created.set("video3", -Infinity);
    const results = await all(server, videos);
    assert.deepEqual(namesOf(results).sort(), [...videos].sort());
    assert.deepEqual(server.posts.sort(), videos.filter((name) => name !== "video3").sort());
    for (const one of results) {
      assert.deepEqual(Object.keys(one), ["identifier", "downloads"]);
      const { status } = one.downloads.default;
      assert.strictEqual(status, one.identifier === "video3" ? "ready" : "inprogress");
    }
  });

  QUnit.test("to give it again what was done creates nothing", async (assert) => {
    const server = account(30);
    await all(server, names(8));
    const again = await all(server, names(8));
    assert.strictEqual(again.length, 8);
    assert.strictEqual(server.posts.length, 8);
  });

  QUnit.test("a video that fails comes with its error", async (assert) => {
    const fault = (method, video) => video === "video1" && method === "POST" && refusal(400);
    const results = await all(account(1, fault), names(3));
    const errors = results.filter(({ error }) => error);
    assert.deepEqual(namesOf(errors), ["video1"]);
    assert.true(errors[0].error instanceof exports.BadRequestError);
  });

  QUnit.test("a token that may not create ends all", async (assert) => {
    const fault = (method) => method === "POST" && refusal(403);
    const error = await failure(() => all(account(1, fault), names(30)));
    assert.strictEqual(error.name, "PermissionDeniedError");
  });

  QUnit.test("no more are encoded at once than wanted", async (assert) => {
    for (const maxEncoding of [1, 3]) {
      const server = account(20);
      const results = await all(server, names(9), undefined, { maxEncoding });
      assert.strictEqual(results.length, 9);
      assert.strictEqual(server.posts.length, 9);
      assert.strictEqual(server.most, maxEncoding);
    }
  });

  QUnit.test("it takes types and the making anew, against the stand-in", async (assert) => {
    const { baseURL, requests } = await scenario();
    const { downloads } = clientOf({ baseURL }).stream;
    const videos = [VIDEOS.bothReady, VIDEOS.nothing, VIDEOS.error];
    const params = { types: ["default", "audio"], retryFailed: true };
    const results = await gather(downloads.ensureMany(videos, params));
    assert.deepEqual(namesOf(results).sort(), [...videos].sort());
    for (const { downloads } of results) {
      assert.deepEqual(Object.keys(downloads).sort(), ["audio", "default"]);
    }
    const methods = (await requests()).map(({ method }) => method);
    assert.strictEqual(methods.filter((method) => method === "DELETE").length > 0, true);
  });

  QUnit.test("what cannot be used is named", async (assert) => {
    for (const [field, params, options] of [
      ["types", { types: ["video"] }],
      ["retryFailed", { retryFailed: 1 }],
      ["maxEncoding", null, { maxEncoding: 0 }],
      ["maxEncoding", null, { maxEncoding: 1.5 }],
      ["maxEncoding", null, { maxEncoding: "3" }],
      ["concurrency", null, { concurrency: 0 }],
    ]) {
      const server = account(1);
      const error = await failure(() => ensure(server, names(2), params, options).next());
      assert.strictEqual(error.name, "CloudflareError", `${error}`);
      assert.true(error.message.startsWith(`${field}: expected `), error.message);
      assert.strictEqual(server.posts.length, 0);
    }
  });
}
