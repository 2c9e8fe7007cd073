// How waits end other than well: with which error, how soon, and that nothing is left of them. Of
// maxWait see wait-time.js, and of the caller's signal wait-abort.js.

import { VIDEOS } from "../stand-in/library.js";
import { pause } from "./hurry.js";
import { FAILED, look, progress, READY, refusal, waits } from "./looks.js";
import { failure, settled, until } from "./outcome.js";
import { raise } from "./strange.js";
import { underWay } from "./under-way.js";
import { watchedController, watchTimers } from "./watch.js";

export function waitEndings({ QUnit, Cloudflare, exports, scenario, clientOf }) {
  QUnit.module("wait endings");

  const wait = waits(clientOf);
  const types = ["audio", "default"];
  const begun = { default: progress(1) };
  const done = { default: READY };

  QUnit.test("its errors are classes of their own", (assert) => {
    for (const name of ["DownloadFailedError", "DownloadTimeoutError"]) {
      const Class = exports[name];
      assert.strictEqual(Cloudflare[name], Class);
      assert.strictEqual(Object.getPrototypeOf(Class), exports.CloudflareError);
      assert.strictEqual(Class.name, name);
    }
  });

  const FAILURES = {
    "an error": [[{ default: FAILED }], undefined, "default"],
    "an error later": [[begun, begun, { default: FAILED }], undefined, "default"],
    "an error without anything else": [[{ default: { status: "error" } }], undefined, "default"],
    "an error without a url": [[{ default: { ...FAILED, url: null } }], undefined, "default"],
    "an error in capitals": [[{ default: { ...FAILED, status: "ERROR" } }], undefined, "default"],
    "an error of one of two": [[{ audio: FAILED, default: progress(1) }], { types }, "audio"],
    "an error of one when the other is ready": [
      [{ audio: READY, default: FAILED }],
      { types },
      "default",
    ],
    "an error of what it creates": [
      [{}, { audio: progress(0) }, { audio: FAILED }],
      { types: ["audio"], create: true },
      "audio",
    ],
    "an error after more progress": [
      [{ default: progress(80) }, { default: FAILED }],
      undefined,
      "default",
    ],
  };
  QUnit.test.each(
    "a download that fails ends it",
    FAILURES,
    async (assert, [looks, params, type]) => {
      const { error, asked, reports } = await wait(looks, params);
      assert.strictEqual(
        Object.getPrototypeOf(error),
        exports.DownloadFailedError.prototype,
        `${error}`,
      );
      assert.strictEqual(error.name, "DownloadFailedError");
      assert.strictEqual(error.type, type);
      assert.deepEqual(error.download, looks.at(-1)[type]);
      assert.true(error.message.includes(type), error.message);
      assert.strictEqual(asked.length, looks.length);
      assert.notDeepEqual(reports.at(-1), looks.at(-1), "it is not reported as progress");
    },
  );

  const URLS = { "no url": undefined, "an empty url": "", "a url that is null": null };
  const bare = (url) => JSON.parse(JSON.stringify({ ...READY, url }));
  QUnit.test.each(
    "ready with no url is looked at again for 10 s, and has then failed",
    URLS,
    async (assert, url) => {
      const looks = [begun, { default: bare(url) }];
      const { error, asked, took } = await wait(looks, undefined, { interval: 900 });
      assert.strictEqual(error.name, "DownloadFailedError", `${error}`);
      assert.strictEqual(error.type, "default");
      assert.deepEqual(error.download, bare(url));
      assert.true(error.message.includes("url"), error.message);
      // From the second on, and the last one 10.8 s after that.
      assert.strictEqual(asked.length, 14);
      assert.true(Math.abs(took - 11_700) <= 1, `${took} ms`);

      // By its own delays it is as patient.
      const { error: own, asked: few, took: patience } = await wait(looks);
      assert.strictEqual(own.name, "DownloadFailedError");
      assert.true(few.length > 3 && patience > 9999 && patience < 30_000, `${patience} ms`);
    },
  );

  QUnit.test.each("the url may come later", URLS, async (assert, url) => {
    const looks = [{ default: bare(url) }, { default: bare(url) }, done];
    const { result, asked } = await wait(looks, undefined, { interval: 4000 });
    assert.deepEqual(result, done);
    assert.strictEqual(asked.length, 3);
    // Whoever is ready in the meantime is not to blame for the other.
    const both = looks.map((look) => ({ audio: READY, ...look }));
    assert.deepEqual((await wait(both, { types })).result, both[2]);
  });

  const stop = (status, headers) => [
    [begun, { default: progress(2) }, refusal(status, headers), done],
    3,
  ];
  const ERRORS = {
    "a credential that expires": [...stop(401), "AuthenticationError"],
    "a permission that is gone": [...stop(403), "PermissionDeniedError"],
    "a video that is deleted": [...stop(404), "NotFoundError"],
    "a bad request": [...stop(400), "BadRequestError"],
    "a fault of the server": [...stop(503), "InternalServerError"],
    "a limit of 5 minutes": [...stop(429, { "retry-after": "300" }), "RateLimitError"],
    "an answer of another kind": [[begun, look(42)], 2, "APIResponseValidationError"],
    "a connection that breaks": [
      [begun, () => Promise.reject(new TypeError("broken"))],
      2,
      "APIConnectionError",
    ],
  };
  QUnit.test.each("so does a look that fails", ERRORS, async (assert, [answers, count, name]) => {
    const { error, asked } = await wait(answers);
    assert.strictEqual(error.name, name, `${error}`);
    assert.strictEqual(asked.length, count);
  });

  QUnit.test("a look that may be repeated is, and the wait goes on", async (assert) => {
    const flaky = refusal(503);
    const broken = () => Promise.reject(new TypeError("broken"));
    const { result, asked } = await wait([flaky, begun, broken, broken, done], undefined, {
      maxRetries: 2,
    });
    assert.deepEqual(result, done);
    assert.strictEqual(asked.length, 5);
    const { error } = await wait([begun, flaky], undefined, { maxRetries: 2 });
    assert.strictEqual(error.status, 503);
  });

  QUnit.test("a look that stalls ends after its timeout", (assert) => {
    const answers = [{ body: { result: begun } }, { fault: "stall" }];
    return underWay(scenario)(answers, async ({ options, requests, reached, delays, pass }) => {
      const { downloads } = clientOf(options).stream;
      const given = { timeout: 300, maxWait: Infinity, interval: 0 };
      const call = failure(() => downloads.waitUntilReady(VIDEOS.nothing, undefined, given));
      await reached();
      await pass(299);
      assert.deepEqual(delays(), [1]);
      await pass(1);
      assert.strictEqual((await call).name, "APIConnectionTimeoutError");
      assert.true(await until(async () => (await requests())[1].closed), "the server sees it");
      assert.strictEqual((await requests()).length, 2);
    });
  });

  const THROWN = { "an error": new Error("mine"), nothing: undefined, "a symbol": Symbol("mine") };
  QUnit.test.each("what the caller's functions throw ends it", THROWN, async (assert, thrown) => {
    const fail = () => {
      throw thrown;
    };
    for (const [options, count] of [
      [{ onProgress: fail }, 1],
      [{ onProgress: () => Promise.reject(thrown) }, 1],
      [{ onProgress: async () => (await pause(5000), fail()) }, 1],
      [{ onProgress: ({ default: { status } }) => status === "ready" && fail() }, 2],
      [{ interval: fail }, 1],
    ]) {
      const outcome = await wait([begun, done], undefined, options);
      assert.true("error" in outcome);
      assert.strictEqual(outcome.error, thrown);
      assert.strictEqual(outcome.asked.length, count);
    }
  });

  // The pause, the time limit and the timeout of a request, as timers that only `pass` lets fire.
  const LONG = { interval: 50_000, timeout: 52_000, maxWait: 54_321 };
  const soon = (_, attempt) => (attempt > 1 ? LONG.interval : 0);
  const body = (result) => ({ body: { success: true, result } });
  const ENDINGS = {
    "ready downloads": [[body(done)]],
    "a look later": [[body(begun), body(done)], { interval: soon }],
    "a creation": [[body({}), body(begun), body(done)], { interval: soon }, { create: true }],
    "a failed download": [[body({ default: FAILED })]],
    "a download that is not there": [[body({})]],
    "a creation that fails": [[body({}), { status: 400 }], {}, { create: true }],
    "a look that fails": [[body(begun), { status: 401 }], { interval: soon }],
    "a connection that breaks": [[body(begun), { fault: "close" }], { interval: soon }],
    "an onProgress that throws": [[body(begun)], { onProgress: raise }],
    "an onProgress that rejects": [[body(begun)], { onProgress: async () => raise() }],
    "an interval that throws": [[body(begun)], { interval: raise }],
    "a timeout": [[{ fault: "stall" }], { timeout: 51_000 }, {}, 51_000],
    "maxWait in a request": [[{ fault: "stall" }], { maxWait: 51_000 }, {}, 51_000],
    // Shorter than the pause, after which it would look again.
    "maxWait in a pause": [[body(begun)], { maxWait: 46_000 }, {}, 46_000],
  };
  QUnit.test.each(
    "nothing is left after it",
    ENDINGS,
    (assert, [answers, more, params, after]) =>
      underWay(scenario)(answers, async ({ options, requests, reached, delays, pass }) => {
        const { signal, listeners } = watchedController();
        const { downloads } = clientOf(options).stream;
        let pauses = 0;
        const interval = () => ((pauses += 1), LONG.interval);
        const given = { ...LONG, interval, ...more, signal };
        const { set } = await watchTimers(LONG.maxWait, async () => {
          const call = settled(downloads.waitUntilReady(VIDEOS.nothing, params, given));
          const ended = call.catch(() => {});
          if (after) {
            await reached();
            // The timer of the look has been there before that of the pause, and is as long.
            if (!answers.at(-1).fault) await until(() => pauses > 0);
            await pass(after);
          }
          await ended;
          assert.strictEqual(listeners.length, 0);
          assert.deepEqual(delays(), []);
        });
        assert.true(set > 0, `${set} timers`);
        const { length } = await requests();
        await pass(60_000);
        assert.strictEqual((await requests()).length, length);
      }),
  );
}
