// A video that is itself still being encoded when a wait begins: with `create` it is waited for first.

import { VIDEOS } from "../stand-in/library.js";
import { skipTime } from "./hurry.js";
import { answering, FAILED, look, progress, READY, refusal, waits } from "./looks.js";
import { settled } from "./outcome.js";

const encoding = (pctComplete) =>
  look({ uid: VIDEOS.nothing, readyToStream: false, status: { state: "inprogress", pctComplete } });
const ENCODED = look({ uid: VIDEOS.nothing, readyToStream: true, status: { state: "ready" } });

export function waitVideo({ QUnit, exports, clientOf }) {
  QUnit.module("wait for a video");

  const wait = waits(clientOf);
  const create = true;
  const ANSWERS = [
    {},
    refusal(400),
    encoding("20.000000"),
    encoding("60.000000"),
    ENCODED,
    {},
    { default: progress(0) },
    { default: progress(50) },
    { default: READY },
  ];

  QUnit.test("it is waited for, and its downloads are created then", async (assert) => {
    const { result, asked, reports, progress: told } = await wait(ANSWERS, { create });
    assert.deepEqual(result, { default: READY });
    assert.deepEqual(asked, [
      ...["GET", "POST /default", "GET video", "GET video", "GET video"],
      ...["GET", "POST /default", "GET", "GET"],
    ]);
    const made = [progress(0), progress(50), READY].map((download) => ({ default: download }));
    assert.deepEqual(reports, [{}, {}, ...made]);
    const phases = ["encoding 20", "encoding 60", "creating 0", "creating 50", "ready 100"];
    assert.deepEqual(told, phases);
  });

  QUnit.test("a watch says so, too", async (assert) => {
    const { fetch } = answering(...ANSWERS);
    const watch = clientOf({ fetch }).stream.downloads.watch(VIDEOS.nothing, { create });
    assert.strictEqual(watch.progress, undefined);
    const seen = await skipTime(async () => {
      const all = [];
      for await (const downloads of watch) {
        const { phase, percentComplete } = watch.progress;
        all.push([Object.keys(downloads).join(), phase, percentComplete]);
      }
      return all;
    });
    assert.deepEqual(seen, [
      ["", "encoding", 20],
      ["", "encoding", 60],
      ["default", "creating", 0],
      ["default", "creating", 50],
      ["default", "ready", 100],
    ]);
    assert.strictEqual(watch.progress.phase, "ready");
  });

  QUnit.test("a step of a watch is as any iterator's", async (assert) => {
    const { fetch } = answering({ default: READY });
    const watch = clientOf({ fetch }).stream.downloads.watch(VIDEOS.nothing);
    assert.deepEqual(await settled(watch.next()), { value: { default: READY }, done: false });
    assert.deepEqual(await settled(watch.next()), { value: undefined, done: true });
  });

  QUnit.test("it is not waited for where that is not wanted", async (assert) => {
    const { error, asked } = await wait(ANSWERS, { create, waitForVideo: false });
    assert.strictEqual(error.name, "BadRequestError");
    assert.deepEqual(asked, ["GET", "POST /default"]);
  });

  QUnit.test("a refusal for another reason stands", async (assert) => {
    const refused = await wait([{}, refusal(400), ENCODED, {}, refusal(400), ENCODED], { create });
    assert.strictEqual(refused.error.name, "BadRequestError");
    assert.true(refused.error.message.includes("/downloads/default"), refused.error.message);
    assert.true(refused.took < 1000, `${refused.took} ms`);
    for (const unknown of [refusal(403), refusal(404), look("video")]) {
      const { error } = await wait([{}, refusal(400), unknown], { create });
      assert.strictEqual(error.name, "BadRequestError");
    }
  });

  QUnit.test("one that cannot be encoded ends it with Cloudflare's reason", async (assert) => {
    const errorReasonText = "The file was not recognized as a valid video file.";
    const failed = look({ readyToStream: false, status: { state: "error", errorReasonText } });
    const { error } = await wait([{}, refusal(400), failed], { create });
    assert.true(error instanceof exports.DownloadFailedError, `${error}`);
    assert.true(error.message.startsWith(`The video could not be encoded: ${errorReasonText}`));
  });

  QUnit.test("a download that has failed is made anew once, where that is wanted", async (assert) => {
    const anew = [{ default: FAILED }, look("ok"), { default: progress(0) }];
    const params = { create, retryFailed: true };
    const { asked, result } = await wait([...anew, { default: READY }], params);
    assert.deepEqual(result, { default: READY });
    assert.deepEqual(asked, ["GET", "DELETE /default", "POST /default", "GET"]);
    const { error } = await wait([...anew, { default: FAILED }], params);
    assert.strictEqual(error.name, "DownloadFailedError");
  });
}
