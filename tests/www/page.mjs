import assert from "node:assert/strict";
import { test } from "node:test";

import { ACCOUNT_ID, API_TOKEN, LIBRARY, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { start } from "./start.mjs";

async function get(url) {
  const response = await fetch(url);
  const page = (await response.text()).replace(/\s+/g, " ");
  const videos = page.split('<li class="video">').slice(1);
  const video = (uid) => videos.find((part) => part.includes(uid));
  return { status: response.status, page, video, count: videos.length };
}

const account = (baseURL, token) => ({
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
  CLOUDFLARE_BASE_URL: baseURL,
});

test("With nothing set, the page lists the stand-in's videos", async (t) => {
  const { url, output } = await start(t);
  const first = await get(url);

  await t.test("It says so, and never the token", () => {
    assert.match(output(), /Using the stand-in/);
    assert.match(first.page, /from the stand-in/);
    assert.ok(!(output() + first.page).includes(API_TOKEN));
  });
  await t.test("Every video is there with its name", () => {
    assert.equal(first.status, 200);
    assert.equal(first.count, LIBRARY.length);
    for (const { uid, name } of LIBRARY) assert.ok(first.video(uid).includes(`<h2>${name}</h2>`));
  });
  await t.test("A video without downloads says that it has none", () => {
    assert.match(first.video(VIDEOS.nothing), /No download has been created\./);
  });
  await t.test("Each download type has its status, progress and link", () => {
    const both = first.video(VIDEOS.bothReady);
    for (const [type, file] of [
      ["Video (MP4)", "default.mp4"],
      ["Audio (M4A)", "audio.m4a"],
    ]) {
      const row = both.split("<li>").find((part) => part.includes(type));
      assert.match(row, />Ready</);
      assert.match(row, /<progress max="100" value="100"/);
      assert.match(row, new RegExp(`<a href="https://[^"]+/downloads/${file}">Download</a>`));
    }
  });
  await t.test("A download in progress has advanced when the page is loaded again", async () => {
    const percent = ({ video }) => Number(video(VIDEOS.inProgress).match(/value="([\d.]+)"/)[1]);
    assert.match(first.video(VIDEOS.inProgress), />In progress</);
    while (percent(await get(url)) <= percent(first));
  });
  await t.test("A download that failed says so in a sentence", () => {
    assert.match(first.video(VIDEOS.error), /Cloudflare could not create this download\./);
  });
  await t.test("A video named in the address is shown alone", async () => {
    const { status, page, count } = await get(`${url}/?video=${VIDEOS.defaultReady}`);
    assert.equal(status, 200);
    assert.equal(count, 1);
    assert.match(page, />Ready</);
  });
  await t.test("A video that there is not has the package's error in its place", async () => {
    const unknown = "0".repeat(32);
    const { status, video } = await get(`${url}/?video=${unknown}&video=${VIDEOS.defaultReady}`);
    assert.equal(status, 200);
    assert.match(video(unknown), /Its downloads cannot be listed: [^<]*404[^<]*10003[^<]*\.<\/p>/);
    assert.match(video(VIDEOS.defaultReady), />Ready</);
  });
  await t.test("What the address holds is shown as text", async () => {
    const { page } = await get(`${url}/?video=${encodeURIComponent("<b>x</b>")}`);
    assert.match(page, /&lt;b&gt;x&lt;\/b&gt;/);
    assert.doesNotMatch(page, /<b>/);
  });
  await t.test("Any other path is not found", async () => {
    assert.equal((await fetch(`${url}/favicon.ico`)).status, 404);
  });
});

test("With a token that the API refuses, the page says why", async (t) => {
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const { url, output } = await start(t, account(standIn.baseURL, UNKNOWN_TOKEN));

  const refused = await get(url);
  assert.equal(refused.status, 502);
  assert.match(
    refused.page,
    /The videos cannot be listed: 401 Authentication error \[code 10000\] \(GET [^)]+\)\.</,
  );
  assert.ok(output().includes(`Using the API at ${standIn.origin}`));
  assert.ok(!(output() + refused.page).includes(UNKNOWN_TOKEN));

  await t.test("and when the API cannot be reached, too", async () => {
    await standIn.close();
    const unreachable = await get(url);
    assert.equal(unreachable.status, 502);
    assert.match(unreachable.page, /The videos cannot be listed: [^<]+\.<\/p>/);
    assert.ok(!unreachable.page.includes(UNKNOWN_TOKEN));
    const named = await get(`${url}/?video=${VIDEOS.defaultReady}`);
    assert.match(named.page, /Its downloads cannot be listed: [^<]+\.<\/p>/);
    assert.ok(!named.page.includes(UNKNOWN_TOKEN));
  });
});

test("What the API answers can neither become markup nor show the token", async (t) => {
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const evil = '"><script>alert(1)</script>';
  const ok = (result) => ({ body: { result, success: true, errors: [], messages: [] } });
  const answers = [
    ok([{ uid: VIDEOS.nothing, meta: { name: evil } }]),
    ok({
      default: { status: evil, percentComplete: 1, url: "javascript:alert(1)" },
      [evil]: { status: { isEscaped: true }, percentComplete: evil, url: `https://x/${evil}` },
      hls: null,
    }),
    {
      status: 401,
      body: { success: false, errors: [{ code: 1, message: `Bearer ${API_TOKEN}` }], result: null },
    },
    { status: 200, headers: { "content-type": "text/html" }, body: "<b>maintenance</b>" },
    { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" },
  ];
  const response = await fetch(`${standIn.origin}/scenarios`, {
    method: "POST",
    body: JSON.stringify({ answers }),
  });
  const { baseURL } = await response.json();
  const { url } = await start(t, account(baseURL, API_TOKEN));

  const hostile = await get(url);
  assert.equal(hostile.status, 200);
  assert.doesNotMatch(hostile.page, /<script/);
  assert.deepEqual(
    [...hostile.page.matchAll(/<a href="([^"]*)"/g)].map(([, link]) => link),
    ["https://x/&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"],
  );
  for (const sentence of ["401 Bearer ***", "200", "302"]) {
    const { status, page } = await get(url);
    assert.equal(status, 502);
    assert.ok(page.includes(`The videos cannot be listed: ${sentence}`), page);
    assert.ok(!page.includes(API_TOKEN));
  }
});
