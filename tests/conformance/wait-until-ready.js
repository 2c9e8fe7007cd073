// Waiting for downloads: what it resolves to, what it looks at, and what it reports meanwhile. After
// how long it looks is in wait-delays.js, how it fails in wait-endings.js.

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { hurry, pause } from "./hurry.js";
import { FAILED, progress, READY, waits } from "./looks.js";
import { settled } from "./outcome.js";
import { encoding } from "./scenario.js";

export function waitUntilReady({ QUnit, scenario, clientOf, standIn }) {
  QUnit.module("wait until ready");

  const wait = waits(clientOf);
  const video = VIDEOS.bothReady;

  QUnit.test("it is a promise like any other", async (assert) => {
    const call = clientOf().stream.downloads.waitUntilReady(video);
    assert.strictEqual(Object.getPrototypeOf(call), Promise.prototype);
    await call;
  });

  const account_id = ACCOUNT_ID;
  const FORMS = {
    "an identifier": [video],
    "an identifier and nothing": [video, undefined, undefined],
    "an identifier and an account": [video, { account_id }],
    "an identifier and types": [video, { types: ["audio"] }],
    "an identifier and both": [video, { account_id, types: ["audio", "default"], create: true }],
    "an object": [{ identifier: video }],
    "an object with an account": [{ identifier: video, account_id }],
    "an object with all": [{ identifier: video, account_id, types: ["audio"], create: false }],
  };
  QUnit.test.each("downloads that are ready are there at once", FORMS, async (assert, args) => {
    const { baseURL, request } = await scenario();
    const accountId = JSON.stringify(args).includes("account_id") ? null : ACCOUNT_ID;
    const downloads = await clientOf({ baseURL, accountId }).stream.downloads.waitUntilReady(
      ...args,
    );
    assert.deepEqual(downloads, await clientOf().stream.downloads.get(video));
    const { method, url } = await request();
    assert.strictEqual(method, "GET");
    assert.strictEqual(url, `/client/v4/accounts/${ACCOUNT_ID}/stream/${video}/downloads`);
  });

  QUnit.test("options follow either form", async (assert) => {
    for (const args of [[video, undefined], [{ identifier: video }]]) {
      const { baseURL, request } = await scenario();
      const reports = [];
      const result = await clientOf({ baseURL }).stream.downloads.waitUntilReady(...args, {
        headers: { "content-language": "en" },
        onProgress: (seen) => void reports.push(seen),
      });
      assert.deepEqual(reports, [result]);
      assert.strictEqual((await request()).headers["content-language"], "en");
    }
  });

  QUnit.test("the result is what the last look showed, as it came", async (assert) => {
    const last = {
      more: { status: "new", since: [1] },
      default: { note: null, ...READY, percentComplete: 99.5 },
      audio: progress(3, { status: "paused" }),
    };
    const { result, asked, reports } = await wait([{ default: progress(1) }, last]);
    assert.strictEqual(JSON.stringify(result), JSON.stringify(last));
    assert.deepEqual(asked, ["GET", "GET"]);
    assert.deepEqual(reports, [{ default: progress(1) }, last]);
  });

  const both = (audio, MP4) => ({ audio, default: MP4 });
  QUnit.test("it waits for the types that are asked for, and for no other", async (assert) => {
    const looks = [
      both(progress(0), progress(0)),
      both(READY, progress(50)),
      both(READY, progress(60)),
      both(READY, READY),
    ];
    for (const [types, count] of [
      [undefined, 4],
      [["default"], 4],
      [["audio"], 2],
      [["audio", "default"], 4],
      [["default", "audio"], 4],
    ]) {
      const { result, asked } = await wait(looks, { types });
      assert.deepEqual(result, looks[count - 1]);
      assert.strictEqual(asked.length, count, `${types}`);
    }
  });

  QUnit.test("what becomes of other types is not its business", async (assert) => {
    const looks = [both(FAILED, progress(1)), both(progress(0), progress(2)), { default: READY }];
    assert.deepEqual((await wait(looks)).reports, looks);
  });

  QUnit.test("a status that nobody knows is waited through", async (assert) => {
    const looks = ["queued", "ready ", "", null, undefined].map((status) => ({
      default: progress(100, { status }),
    }));
    const { result, asked } = await wait([...looks, { default: READY }]);
    assert.deepEqual(result, { default: READY });
    assert.strictEqual(asked.length, 6);
  });

  QUnit.test("a status is compared without case, and given as it came", async (assert) => {
    for (const status of ["READY", "Ready", "rEADy"]) {
      const looks = [progress(50, { status: "InProgress" }), { ...READY, status }].map(
        (download) => ({ default: download }),
      );
      const { result, asked, reports } = await wait(looks);
      assert.strictEqual(asked.length, 2, status);
      assert.deepEqual(result, looks[1]);
      assert.deepEqual(reports, looks);
    }
  });

  QUnit.test("null is absent in what it looks at", async (assert) => {
    const looks = [
      { default: null },
      { default: { percentComplete: null, status: null, url: null }, audio: null },
      { default: { ...READY, percentComplete: null }, audio: null },
    ];
    const { result, asked, reports } = await wait(looks, { create: true });
    assert.deepEqual(asked, ["GET", "POST /default", "GET"]);
    assert.deepEqual(result, looks[2]);
    assert.deepEqual(reports.at(-1), looks[2]);
  });

  QUnit.test("a percentage may be a text, and is given as it came", async (assert) => {
    const percents = ["10.000000", 30, "20", " 40.5 ", "9", "half", "100.000000"];
    const looks = percents.map((percent) => ({ default: progress(percent) }));
    looks.at(-1).default.status = "ready";
    const { result, asked, reports } = await wait(looks);
    assert.strictEqual(asked.length, looks.length);
    assert.deepEqual(result, looks.at(-1));
    const seen = reports.map(({ default: { percentComplete } }) => percentComplete);
    assert.deepEqual(seen, ["10.000000", 30, " 40.5 ", "100.000000"]);
  });

  QUnit.test("downloads that are an empty list have not been created", async (assert) => {
    const { result, asked } = await wait([[], { default: READY }], { create: true });
    assert.deepEqual(asked, ["GET", "POST /default"]);
    assert.deepEqual(result, { default: READY });
    const { error } = await wait([[]]);
    assert.strictEqual(error.name, "CloudflareError");
  });

  QUnit.test("what is missing of a download that is made is waited for", async (assert) => {
    const looks = [{}, { url: undefined }, { percentComplete: undefined }, { url: "" }].map(
      (more) => ({ default: JSON.parse(JSON.stringify({ status: "inprogress", ...more })) }),
    );
    assert.deepEqual((await wait([...looks, { default: READY }])).result, { default: READY });
  });

  QUnit.test("every change is reported, and nothing twice", async (assert) => {
    const steps = [
      { default: progress(10) },
      { default: progress(10, { note: 1 }) },
      { default: progress(10, { note: 1 }), audio: progress(0) },
      { default: progress(10, { note: 1 }), audio: progress(0), more: {} },
      { default: progress(10, { status: "stopped" }), audio: progress(0), more: {} },
      { default: progress(10), audio: progress(0), more: {} },
      { default: READY },
    ];
    const { reports, asked } = await wait(steps.flatMap((step) => [step, { ...step }]));
    assert.deepEqual(reports, steps);
    assert.strictEqual(asked.length, 13);
  });

  QUnit.test("progress is never reported backwards", async (assert) => {
    const looks = [10, 30, 20, 30, 29.9, 40, 0, 41].map((percent) => ({
      default: progress(percent),
    }));
    const { reports, result } = await wait([...looks, { default: READY }]);
    const percents = reports.map(({ default: { percentComplete } }) => percentComplete);
    assert.deepEqual(percents, [10, 30, 40, 41, 100]);
    assert.deepEqual(result, { default: READY });
  });

  QUnit.test("nor is a type that was ready", async (assert) => {
    const looks = [
      both(READY, progress(50)),
      both(progress(90), progress(60)),
      both(progress(100), progress(70)),
      both(READY, progress(80)),
      both(READY, READY),
    ];
    const { reports } = await wait(looks, { types: ["audio", "default"] });
    assert.deepEqual(reports, [looks[0], looks[3], looks[4]]);
  });

  QUnit.test("a report is waited for before the next look", async (assert) => {
    const order = [];
    const onProgress = async ({ default: { percentComplete } }) => {
      await pause(30_000);
      order.push(percentComplete);
    };
    const answers = [1, 2, 3].map((percent) => () => {
      order.push(`look ${percent}`);
      return { default: percent === 3 ? READY : progress(percent) };
    });
    await wait(answers, undefined, { onProgress });
    assert.deepEqual(order, ["look 1", 1, "look 2", 2, "look 3", 100]);
  });

  QUnit.test("the options of a request are those of every request", async (assert) => {
    const fetchOptions = { cache: "no-store" };
    const headers = { "x-mine": "yes" };
    const looks = [{}, { default: progress(0) }, { default: READY }];
    const options = { headers, fetchOptions, maxRetries: 0, timeout: 54_321 };
    const { requests, asked } = await wait(looks, { create: true }, options);
    assert.deepEqual(asked, ["GET", "POST /default", "GET"]);
    for (const request of requests) {
      assert.strictEqual(request.cache, "no-store");
      assert.strictEqual(request.headers.get("x-mine"), "yes");
    }
  });

  QUnit.test("a look is never answered from a cache", async (assert) => {
    const headers = { "cache-control": "public, max-age=14400" };
    const cacheable = (download) => ({ headers, body: { result: { default: download } } });
    const { baseURL, requests } = await scenario(cacheable(progress(1)), cacheable(READY));
    const { downloads } = clientOf({ baseURL }).stream;
    const looked = settled(downloads.waitUntilReady(video, undefined, { interval: 0 }));
    assert.deepEqual(await looked, { default: READY });
    assert.strictEqual((await requests()).length, 2);

    // Where the platform knows the option, and the caller has no other wish.
    const fresh = "cache" in Request.prototype ? "no-store" : undefined;
    const looks = [{}, { default: progress(0) }, { default: READY }];
    const asked = (await wait(looks, { create: true })).requests;
    assert.deepEqual(
      asked.map(({ cache }) => cache),
      [fresh, undefined, fresh],
    );
    const fetchOptions = { cache: "reload" };
    const own = (await wait(looks, { create: true }, { fetchOptions })).requests;
    assert.true(own.every(({ cache }) => cache === "reload"));
  });

  QUnit.test("the client's fields are read anew at each request", async (assert) => {
    const client = clientOf();
    const tokens = [];
    client.fetch = async (url, { headers }) => {
      tokens.push(headers.get("authorization"));
      client.apiToken = `token-${tokens.length}-${"0".repeat(40)}`;
      const answers = [{ default: progress(1) }, { default: progress(2) }, { default: READY }];
      return Response.json({ success: true, result: answers[tokens.length - 1] });
    };
    await client.stream.downloads.waitUntilReady(video, undefined, { interval: 0 });
    assert.strictEqual(new Set(tokens).size, 3, `${tokens}`);
  });

  // How soon is in wait-delays.js.
  QUnit.test("a video of 20 s is seen in few looks, and never backwards", async (assert) => {
    const factor = 10;
    const { baseURL, requests } = await encoding(standIn.origin, { seconds: 20, factor });
    const percents = [];
    const onProgress = (seen) => void percents.push(seen.default?.percentComplete ?? 0);
    const { downloads } = clientOf({ baseURL }).stream;
    const result = await hurry(factor, () =>
      downloads.waitUntilReady(VIDEOS.nothing, { create: true }, { onProgress }),
    );
    assert.strictEqual(result.default.status, "ready");
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.strictEqual(percents.at(-1), 100);
    const looks = (await requests()).filter(({ method }) => method === "GET");
    assert.true(looks.length <= 10, `${looks.length} looks`);
  });
}
