// Downloads that are not there when a wait begins: with `create` it makes them, without it ends.

import { VIDEOS } from "../stand-in/library.js";
import { hurry } from "./hurry.js";
import { answer, look, progress, READY, refusal, waits } from "./looks.js";
import { encoding } from "./scenario.js";

export function waitCreation({ QUnit, exports, clientOf, standIn }) {
  QUnit.module("wait creation");

  const wait = waits(clientOf);
  const types = ["default", "audio"];
  const create = true;

  const MISSING = {
    "no downloads at all": [[{}], undefined, "default"],
    "only the other type": [[{ audio: READY }], undefined, "default"],
    "only one of two": [[{ default: progress(1) }], { types }, "audio"],
    "a type that is null": [[{ default: null }], { create: false }, "default"],
    "none, where create is false": [[{}], { types: ["audio"], create: false }, "audio"],
    "a type that is deleted meanwhile": [[{ default: progress(1) }, {}], undefined, "default"],
  };
  QUnit.test.each(
    "a type that nobody created is an error at once",
    MISSING,
    async (assert, [looks, params, type]) => {
      const { error, asked } = await wait(looks, params);
      assert.true(error instanceof exports.CloudflareError, `${error}`);
      assert.true(error.message.includes(type), error.message);
      assert.strictEqual(asked.length, looks.length);
    },
  );

  QUnit.test("so is a video without downloads", async (assert) => {
    const { error, asked, reports } = await wait([refusal(404)], { create: false });
    assert.strictEqual(error.name, "NotFoundError");
    assert.deepEqual([asked, reports], [["GET"], []]);
  });

  const CREATED = {
    "the MP4": [[{}], undefined, ["POST /default"]],
    "the audio": [[{}], ["audio"], ["POST /audio"]],
    both: [[{}], types, ["POST /default", "POST /audio"]],
    "the one that is missing": [[{ default: READY }], types, ["POST /audio"]],
    "none, when all are there": [[{ audio: progress(1), default: progress(1) }], types, []],
    "what a look cannot find": [[refusal(404)], types, ["POST /default", "POST /audio"]],
  };
  QUnit.test.each(
    "it creates what is missing, once",
    CREATED,
    async (assert, [[first], types, posts]) => {
      const done = { audio: READY, default: READY };
      const begun = { audio: progress(0), default: progress(0) };
      const answers = [first, ...posts.map(() => begun), begun, done];
      const { result, asked } = await wait(answers, { create, types });
      assert.deepEqual(result, done);
      assert.deepEqual(asked, ["GET", ...posts, "GET", "GET"]);
    },
  );

  QUnit.test("one after another", async (assert) => {
    let running = 0;
    const slowly = (result) => async () => {
      assert.strictEqual(running, 0);
      running += 1;
      await new Promise((resolve) => globalThis.setTimeout(resolve, 5000));
      running -= 1;
      return result;
    };
    const done = { audio: READY, default: READY };
    const answers = [{}, { default: progress(0) }, { audio: progress(0) }, done];
    const { result } = await wait(answers.map(slowly), { create, types });
    assert.deepEqual(result, done);
  });

  QUnit.test("what the creation answers is a change, and a look follows in 1 s", async (assert) => {
    const seen = [progress(2), progress(3), READY].map((download) => ({ default: download }));
    const { reports, gaps } = await wait([{}, ...seen], { create });
    assert.deepEqual(reports.slice(-3), seen);
    assert.true(gaps[1] >= 900 && gaps[1] <= 1100, `${gaps}`);
  });

  QUnit.test("nothing is reported before all of it is created", async (assert) => {
    for (const first of [{}, { audio: READY }, { default: progress(5) }]) {
      const answers = [first, refusal(400)];
      const { reports, asked } = await wait(answers, { create, types, waitForVideo: false });
      assert.deepEqual(asked.length, 2);
      assert.deepEqual(reports, []);
    }
  });

  QUnit.test("what is created by somebody else is as good", async (assert) => {
    const looks = [{}, refusal(409), { default: progress(0) }, { default: READY }];
    const { result, asked } = await wait(looks, { create });
    assert.deepEqual(result, { default: READY });
    assert.deepEqual(asked, ["GET", "POST /default", "GET", "GET"]);
    // A 409 says that there is one, and would again.
    const retries = { maxRetries: 1 };
    const once = await wait([{}, refusal(409), { default: READY }], { create }, retries);
    assert.deepEqual(once.asked, ["GET", "POST /default", "GET"]);
    const rest = await wait(
      [{}, refusal(409), { audio: progress(0) }, { audio: READY, default: READY }],
      { create, types },
    );
    assert.deepEqual(rest.asked, ["GET", "POST /default", "POST /audio", "GET"]);
  });

  QUnit.test("two that wait for the same are both served", async (assert) => {
    const [seconds, factor] = [6, 40];
    for (const form of [undefined, "flat"]) {
      const answers = Array.from({ length: 8 }, () => (form ? { form } : {}));
      const { baseURL, requests } = await encoding(standIn.origin, { seconds, factor }, ...answers);
      const { downloads } = clientOf({ baseURL }).stream;
      const params = { types, create };
      const wait = () => downloads.waitUntilReady(VIDEOS.nothing, params, { maxWait: Infinity });
      const both = await hurry(factor, () => Promise.all([wait(), wait()]));
      for (const { audio, default: MP4 } of both) {
        assert.deepEqual([audio.status, MP4.status], ["ready", "ready"]);
      }
      const posts = (await requests()).filter(({ method }) => method === "POST");
      assert.true(posts.length >= 2 && posts.length <= 4, `${posts.length}`);
    }
  });

  // The forms in which sources disagree.
  const FORMS = {
    "a flat answer": [{}, { form: "flat" }],
    "nothing to list": [{ form: "not-found" }],
    both: [{ form: "not-found" }, { form: "flat" }],
    "the ordinary ones": [],
  };
  QUnit.test.each("the API may answer as it likes", FORMS, async (assert, answers) => {
    const [seconds, factor] = [4, 40];
    const { baseURL, requests } = await encoding(standIn.origin, { seconds, factor }, ...answers);
    const { downloads } = clientOf({ baseURL }).stream;
    const reports = [];
    const onProgress = (seen) => void reports.push(seen);
    const options = { onProgress, maxWait: Infinity };
    const call = () => downloads.waitUntilReady(VIDEOS.nothing, { create }, options);
    const result = await hurry(factor, call);
    assert.deepEqual(Object.keys(result), ["default"]);
    assert.strictEqual(result.default.status, "ready");
    assert.true(reports.slice(1).every((seen) => Object.keys(seen).join() === "default"));
    const urls = (await requests()).map(({ method, url }) => `${method} ${url.split("/").at(-1)}`);
    assert.deepEqual(urls.slice(0, 3), ["GET downloads", "POST default", "GET downloads"]);
  });

  QUnit.test("what is created and never listed is an error after 10 s", async (assert) => {
    for (const looks of [
      [{}, { default: progress(0) }, {}],
      [refusal(404), { default: progress(0) }, refusal(404)],
    ]) {
      const { error, asked, took } = await wait(looks, { create });
      assert.strictEqual(error.name, "CloudflareError", `${error}`);
      assert.true(error.message.includes("default"), error.message);
      assert.true(took >= 9000 && took <= 16_500, `${took} ms`);
      assert.strictEqual(asked.filter((what) => what !== "GET").length, 1);
    }
  });

  QUnit.test("what is listed a little late is not", async (assert) => {
    const looks = [
      {},
      { default: progress(0) },
      {},
      {},
      {},
      { default: progress(1) },
      { default: READY },
    ];
    const { result, asked } = await wait(looks, { create });
    assert.deepEqual(result, { default: READY });
    assert.deepEqual(asked, ["GET", "POST /default", "GET", "GET", "GET", "GET", "GET"]);
  });

  const REFUSALS = {
    "a bad request": [refusal(400), "BadRequestError"],
    "no permission": [refusal(403), "PermissionDeniedError"],
    "no such video": [refusal(404), "NotFoundError"],
    "a fault of the server": [refusal(500), "InternalServerError"],
    "too many requests": [refusal(429, { "retry-after": "61" }), "RateLimitError"],
    "an answer that cannot be used": [
      answer(200, { success: false, errors: [] }),
      "APIResponseValidationError",
    ],
  };
  QUnit.test.each(
    "a creation that fails ends the wait",
    REFUSALS,
    async (assert, [refused, name]) => {
      const params = { create, types, waitForVideo: false };
      const { error, asked, took } = await wait([{}, refused], params);
      assert.strictEqual(error.name, name, `${error}`);
      assert.deepEqual(asked, ["GET", "POST /default"]);
      assert.true(took < 1000, `${took} ms`);
      const second = await wait([{}, { default: progress(0) }, refused], params);
      assert.strictEqual(second.error.name, name);
      assert.deepEqual(second.asked, ["GET", "POST /default", "POST /audio"]);
    },
  );

  QUnit.test("a look that fails creates nothing", async (assert) => {
    for (const status of [400, 401, 403, 500]) {
      const { error, asked } = await wait([refusal(status)], { create });
      assert.strictEqual(error.status, status);
      assert.deepEqual(asked, ["GET"]);
    }
  });

  QUnit.test("a creation that is retried is one", async (assert) => {
    const busy = refusal(503, { "retry-after-ms": "0" });
    const begun = look({ default: progress(0) });
    const answers = [{}, busy, begun, { default: READY }];
    const { asked } = await wait(answers, { create }, { maxRetries: 1 });
    assert.deepEqual(asked, ["GET", "POST /default", "POST /default", "GET"]);
  });
}
