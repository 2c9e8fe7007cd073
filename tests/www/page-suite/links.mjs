// The links to files: copied, opened, of private videos, and of many at once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { library, VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

/** Keeps what is copied in `window.copied`, and what is saved in `window.saved`. */
const watchCopies = (page) =>
  page.run(() => {
    window.copied = [];
    window.saved = [];
    const writeText = async (text) => {
      if (window.refuses) throw new Error("refused");
      window.copied.push(text);
    };
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      // A mark at its start is part of what is saved.
      blob.arrayBuffer().then((bytes) => (window.text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)));
      return createObjectURL(blob);
    };
    HTMLAnchorElement.prototype.click = function () {
      window.saved.push(this.download);
    };
  });

/** Two videos with an MP4 each, the second of which is private. */
function withPrivate() {
  const all = library(2).map((video) => ({ ...video, downloads: { default: 100 } }));
  all[1].requireSignedURLs = true;
  return all;
}

export function linkTests(browser) {
  test("copies the link, or shows it where it may not", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.bothReady, "audio", "Ready");
    await watchCopies(page);
    await page.press("Copy link", await page.cell(VIDEOS.bothReady, "audio"));
    await page.says("Link copied.");
    const [link] = await page.run(() => window.copied);
    assert.match(link, /\/downloads\/audio\.m4a\?filename=Light$/);
    await page.run(() => (window.refuses = true));
    await page.press("Copy link", await page.cell(VIDEOS.bothReady, "default"));
    const field = await page.until("there is a field with the link", () => {
      const field = document.querySelector(".link");
      return field === document.activeElement && field?.value;
    });
    assert.match(field, /\/downloads\/default\.mp4\?filename=Light$/);
  });

  test("marks private videos, whose links work for who opens them and who is given them", async (t) => {
    const { page } = browser;
    const all = withPrivate();
    const { url, standIn } = await startDashboard(t, { library: all, files: true });
    await page.open(url);
    const marks = () => [...document.querySelectorAll(".video")].map((row) => row.textContent.includes("Private"));
    await page.until("both are there", () => document.querySelectorAll(".video").length === 2);
    assert.deepEqual(await page.run(marks), [false, true]);
    const { uid } = all[1];
    await page.state(uid, "default", "Ready");
    const href = await page.link(uid, "default");
    assert.equal(href, `${url}links/${uid}/default?filename=Interview%2C+take+3`);
    const file = await fetch(href);
    assert.equal(file.headers.get("content-disposition"), 'attachment; filename="Interview-take-3.mp4"');
    assert.equal(file.status, 200);

    await watchCopies(page);
    await page.press("Copy link", await page.cell(uid, "default"));
    await page.says("Link copied.");
    const [link] = await page.run(() => window.copied);
    assert.ok(link.startsWith(`${standIn.origin}/ey`), link);
    assert.equal((await fetch(link)).status, 200);
    // Without a token there is nothing.
    assert.equal((await fetch(`${standIn.origin}/${uid}/downloads/default.mp4`)).status, 401);
  });

  for (const [whose, place] of [
    ["a public", 0],
    ["a private", 1],
  ]) {
    test(`stays where it is when the link of ${whose} video gives no file`, async (t) => {
      const { page } = browser;
      const all = withPrivate();
      const { url, upstream, standIn } = await startDashboard(t, { library: all });
      const { uid } = all[place];
      // Its link is answered with a text, and 401; and there is no token to be had.
      const refused = `${standIn.origin}/no.token/downloads/default.mp4`;
      const result = { default: { status: "ready", percentComplete: 100, url: refused } };
      upstream.answer = (request) => {
        if (request.startsWith("POST")) return { status: 403 };
        if (request !== `GET /stream/${uid}/downloads`) return;
        return { status: 200, body: { success: true, errors: [], messages: [], result } };
      };
      await page.open(url);
      await page.state(uid, "default", "Ready");
      const { driver } = page;
      const { toFirst } = await page.tabsClosedAfter(t);
      await page.press("Download", await page.cell(uid, "default"));
      const other = await page.otherTab();
      assert.equal(await driver.getCurrentUrl(), url);
      await page.until("the list is as it was", () => document.querySelectorAll(".video").length === 2);
      await driver.switchTo().window(other);
      await page.says(place === 0 ? "This token opens no download." : "This download did not work");
      assert.equal(await page.run(() => window.opener), null);
      await toFirst();
    });
  }

  test("copies the links of all that is ready in a selection, also of what nobody has looked at", async (t) => {
    const { page } = browser;
    const all = library(200).map((video, i) => ({
      ...video,
      downloads: i % 50 === 0 ? { default: 100, audio: 100 } : {},
      requireSignedURLs: i === 50,
      state: undefined,
    }));
    const { url, standIn } = await startDashboard(t, { library: all, files: true });
    await page.open(url);
    await page.total("200 videos");
    await watchCopies(page);
    await page.click(".all input");
    await page.says("200 selected");
    await page.press("Copy links");
    await page.says("8 links copied.");
    const [text] = await page.run(() => window.copied);
    const links = text.split("\n");
    assert.equal(links.filter((link) => link.startsWith(`${standIn.origin}/ey`)).length, 2);
    for (const link of links) assert.equal((await fetch(link)).status, 200, link);
  });

  test("says that a selection has no links, and does not copy nothing", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await watchCopies(page);
    await page.select(VIDEOS.nothing);
    await page.press("Copy links");
    await page.says("None of them has a file that is ready.");
    assert.deepEqual(await page.run(() => window.copied), []);
  });

  test("exports a selection as CSV and as JSON, with states, sizes and links", async (t) => {
    const { page } = browser;
    const all = library(3);
    all[0].name = '=HYPERLINK("https://evil.example")';
    const { url } = await startDashboard(t, { library: all });
    await page.open(url);
    await watchCopies(page);
    await page.click(".all input");
    await page.says("3 selected");
    await page.press("JSON");
    const json = await page.until("it is saved", () => window.saved.length > 0 && window.text);
    const rows = JSON.parse(json);
    assert.deepEqual(
      rows.map(({ identifier, mp4, m4a, size_bytes }) => [identifier, mp4, m4a, size_bytes]),
      [
        [VIDEOS.nothing, "none", "none", 23_850_000],
        [VIDEOS.alsoNothing, "none", "none", 53_000_000],
        [VIDEOS.defaultReady, "ready", "none", 46_050_000],
      ],
    );
    assert.match(rows[2].mp4_link, /\/downloads\/default\.mp4\?filename=Tour$/);
    await page.run(() => (window.text = undefined));
    await page.press("CSV");
    const csv = await page.until("it is saved, too", () => window.saved.length > 1 && window.text);
    assert.deepEqual(await page.run(() => window.saved), ["stream-downloads.json", "stream-downloads.csv"]);
    assert.ok(csv.startsWith("\ufeffidentifier,name,"), csv);
    assert.ok(csv.includes(`"'=HYPERLINK(""https://evil.example"")"`), csv);
  });
}
