// Downloads that are to be there: what is missing is created, and the rest is left alone.

import { VIDEOS } from "../stand-in/library.js";
import { answering, answer, FAILED, look, progress, READY, refusal } from "./looks.js";
import { skipTime } from "./hurry.js";
import { failure, settled } from "./outcome.js";
import { raise } from "./strange.js";
import { PARAMS } from "./wait-input.js";

export function ensure({ QUnit, exports, scenario, clientOf }) {
  QUnit.module("ensure");

  const types = ["default", "audio"];

  /** Ensures, while the API gives `answers` in turn; says what came of it and what was asked. */
  async function ensured(answers, params, options) {
    const { fetch, asked } = answering(...answers);
    const { downloads } = clientOf({ fetch }).stream;
    const call = () => settled(downloads.ensure(VIDEOS.nothing, params, options));
    const ended = await skipTime(() => call().then((result) => ({ result }), (error) => ({ error })));
    return { ...ended, asked: asked.map(({ what }) => what), requests: asked };
  }

  const CASES = {
    "the MP4": [{}, undefined, ["POST /default"]],
    "the audio": [{}, ["audio"], ["POST /audio"]],
    both: [{}, types, ["POST /default", "POST /audio"]],
    "the one that is missing": [{ default: READY }, types, ["POST /audio"]],
    "none, when all are there": [{ audio: progress(1), default: READY }, types, []],
    "what a list cannot find": [refusal(404), types, ["POST /default", "POST /audio"]],
    "none for one that has failed": [{ audio: FAILED, default: FAILED }, types, []],
  };
  QUnit.test.each("it creates what is missing", CASES, async (assert, [first, types, posts]) => {
    const made = { audio: progress(0), default: progress(0) };
    const { result, asked } = await ensured([first, ...posts.map(() => made)], { types });
    assert.deepEqual(asked, ["GET", ...posts]);
    assert.deepEqual(result, posts.length > 0 ? made : first);
  });

  QUnit.test("against the stand-in, twice, and in both forms of the arguments", async (assert) => {
    const { baseURL, requests } = await scenario();
    const { downloads } = clientOf({ baseURL }).stream;
    const first = await downloads.ensure(VIDEOS.nothing, { types });
    assert.deepEqual(Object.keys(first).sort(), ["audio", "default"]);
    const again = await downloads.ensure({ identifier: VIDEOS.nothing, types });
    assert.deepEqual(Object.keys(again).sort(), ["audio", "default"]);
    const methods = (await requests()).map(({ method }) => method);
    assert.deepEqual(methods, ["GET", "POST", "POST", "GET"]);
  });

  QUnit.test("one that has failed is made anew where that is wanted", async (assert) => {
    const made = { default: progress(0) };
    const answers = [{ default: FAILED }, look("ok"), made];
    const { result, asked } = await ensured(answers, { retryFailed: true });
    assert.deepEqual(result, made);
    assert.deepEqual(asked, ["GET", "DELETE /default", "POST /default"]);
  });

  QUnit.test("it waits for a minute at most until it may ask, and then the answer says how long", async (assert) => {
    const limits = [{ "retry-after": "3600" }, { "retry-after": "3600", ratelimit: '"default";r=0;t=290' }];
    for (const headers of limits) {
      const { fetch, asked } = answering(refusal(429, headers));
      const { downloads } = clientOf({ fetch }).stream;
      await failure(() => downloads.get(VIDEOS.nothing));
      const error = await skipTime(() => failure(() => downloads.ensure(VIDEOS.nothing)));
      assert.deepEqual([error.name, error.retryAfter], ["RateLimitError", 3_600_000]);
      assert.strictEqual(asked.length, 2);
    }
    // A shorter one it waits for.
    const { fetch, asked } = answering(look({}, { ratelimit: '"default";r=0;t=50' }), { default: READY });
    const { downloads } = clientOf({ fetch }).stream;
    await downloads.get(VIDEOS.nothing);
    await skipTime(() => settled(downloads.ensure(VIDEOS.nothing)));
    assert.true(asked[1].at - asked[0].at >= 50_000);
  });

  QUnit.test("what somebody else creates first is as good", async (assert) => {
    const errors = [{ code: 1, message: "Downloads already exist" }];
    for (const conflict of [refusal(409), answer(400, { success: false, errors })]) {
      const theirs = { default: progress(0) };
      const { result, asked } = await ensured([{}, conflict, theirs]);
      assert.deepEqual(result, theirs);
      assert.deepEqual(asked, ["GET", "POST /default", "GET"]);
    }
  });

  QUnit.test("any other failure is that of the request", async (assert) => {
    for (const [status, name] of [
      [400, "BadRequestError"],
      [403, "PermissionDeniedError"],
      [404, "NotFoundError"],
      [500, "InternalServerError"],
    ]) {
      const { error, asked } = await ensured([{}, refusal(status)]);
      assert.strictEqual(error.name, name);
      assert.strictEqual(error.status, status);
      assert.deepEqual(asked, ["GET", "POST /default"]);
    }
  });

  QUnit.test("a list is never answered from a cache", async (assert) => {
    const { requests } = await ensured([{}, { default: progress(0) }]);
    assert.deepEqual(
      requests.map(({ cache }) => cache),
      ["no-store", undefined],
    );
  });

  QUnit.test("it ends with its signal", async (assert) => {
    const controller = new AbortController();
    const fetch = () => new Promise(() => {});
    const { downloads } = clientOf({ fetch }).stream;
    const promise = downloads.ensure(VIDEOS.nothing, null, { signal: controller.signal });
    controller.abort(new Error("mine"));
    const error = await failure(() => promise);
    assert.true(error instanceof exports.APIUserAbortError, `${error}`);
    assert.strictEqual(error.cause.message, "mine");
  });

  const BAD = {
    types: [[], "default", ["video"], [undefined], new Proxy(["default"], { get: raise })],
    retryFailed: ["true", 1, {}, Symbol("yes")],
  };
  QUnit.test.each("what cannot be used is named", Object.entries(BAD), async (assert, [field, values]) => {
    for (const value of values) {
      for (const args of PARAMS({ [field]: value })) {
        const { fetch, asked } = answering({});
        const { downloads } = clientOf({ fetch }).stream;
        const error = await failure(() => downloads.ensure(...args));
        assert.strictEqual(error.name, "CloudflareError", `${error}`);
        assert.true(error.message.startsWith(`${field}: `), error.message);
        assert.strictEqual(asked.length, 0);
      }
    }
  });
}
