// The list: which videos it has, in which order, and what it says of them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { library, VIDEOS } from "../../stand-in/library.js";
import { listing, startDashboard } from "../page-dashboard.mjs";

const uidsOf = (list) => list.map(({ uid }) => uid);

export function listTests(browser) {
  test("lists the videos with the states of their downloads", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    assert.equal((await page.names())[0], "Harbour at dawn");
    await page.state(VIDEOS.nothing, "default", "Not created");
    await page.state(VIDEOS.bothReady, "default", "Ready");
    await page.state(VIDEOS.bothReady, "audio", "Ready");
    await page.state(VIDEOS.inProgress, "default", "In progress");
    await page.state(VIDEOS.error, "default", "Failed");
    await page.says("Still being processed");
    const progress = (uid) => document.querySelector(`[data-uid="${uid}"] progress`).getAttribute("aria-label");
    assert.equal(await page.run(progress, VIDEOS.inProgress), "Progress of MP4 of Second day");
  });

  test("is a list of all videos for who cannot see it, of which it draws some", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t, { videos: 300 });
    await page.open(url);
    await page.total("300 videos");
    await page.until("rows are drawn", () => document.querySelectorAll(".video[data-uid]").length > 5);
    const rows = await page.run(() =>
      [...document.querySelectorAll(".video[data-uid]")].map((row) => ({
        isWithin: row.parentElement.closest("[role=list]") !== null,
        role: row.getAttribute("role"),
        size: row.getAttribute("aria-setsize"),
        place: row.getAttribute("aria-posinset"),
      })),
    );
    assert.ok(rows.length < 100, `${rows.length} rows are drawn`);
    for (const [i, { isWithin, role, size, place }] of rows.entries()) {
      assert.deepEqual([isWithin, role, size, place], [true, "listitem", "300", `${i + 1}`]);
    }
  });

  test("has after a refresh all that is there, and nothing that is not", async (t) => {
    const { page } = browser;
    const all = library(170);
    const { url, upstream } = await startDashboard(t, { library: all });
    upstream.answer = listing(all.slice(150));
    await page.open(url);
    await page.total("20 videos");
    upstream.answer = listing(all);
    await page.press("Refresh");
    await page.total("170 videos");
    assert.deepEqual(await page.uids(170), uidsOf(all));
    const left = all.filter((_, i) => i % 80 !== 79 && i !== 169);
    upstream.answer = listing(left);
    await page.press("Refresh");
    await page.total(`${left.length} videos`);
    assert.deepEqual(await page.uids(left.length), uidsOf(left));
  });

  for (const [number, together] of [
    [250, 30],
    [150, 150],
  ]) {
    test(`shows each of ${number} videos once, of which ${together} have the same time`, async (t) => {
      const { page } = browser;
      const all = library(number, together);
      const { url } = await startDashboard(t, { library: all });
      await page.open(url);
      await page.total(`${number} videos`);
      // Those of the same time have an order of their own, which stays.
      assert.deepEqual((await page.uids(number)).sort(), uidsOf(all).sort());
    });
  }

  test("shows what it has while the rest is on its way, and when that fails, until it is there", async (t) => {
    const { page } = browser;
    const all = library(250);
    const { url, upstream } = await startDashboard(t, { library: all });
    let answer;
    upstream.answer = () => ({ status: 403 });
    await page.driver.get(url);
    await page.says("The videos cannot be listed");
    await page.run(() => {
      const keep = () => {
        const { textContent: text } = document.body;
        window.isLoading ||= text.includes("100 videos so far") && text.includes("Loading the other videos");
      };
      // The Worker gives the rest up after a while, which may be over before anybody here has looked.
      new MutationObserver(keep).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    upstream.answer = (request) => {
      if (!request.startsWith("GET /stream?") || /limit=100(&|$)/.test(request)) return listing(all)(request);
      return new Promise((resolve) => (answer = resolve));
    };
    await page.press("Try again");
    await page.until("it shows what it has", () => window.isLoading);
    await page.untilHere("the rest is asked for", () => answer);
    upstream.answer = () => ({ status: 500 });
    answer({ status: 500 });
    await page.says("Only the newest 100 videos could be loaded.");
    assert.deepEqual(await page.uids(100), uidsOf(all.slice(0, 100)));
    upstream.answer = () => undefined;
    await page.press("Try again", ".below");
    await page.total("250 videos");
    await page.saysNoMore("could be loaded");
    assert.deepEqual(await page.uids(250), uidsOf(all));
  });

  test("names a video harmlessly, and by its identifier where nobody could see the name", async (t) => {
    const { page } = browser;
    const names = ["港の夜明け", "  \u200b ", "Invoice \u202egpj.exe\u2066\n", "المدينة القديمة", undefined];
    const all = library(5).map((video, i) => ({ ...video, name: names[i], downloads: { default: 100 } }));
    const { url } = await startDashboard(t, { library: all });
    await page.open(url);
    const [blank, , none] = [all[1], all[2], all[4]].map(({ uid }) => uid);
    await page.lists(["港の夜明け", blank, "Invoice  gpj.exe", "المدينة القديمة", none]);
    const directions = () =>
      [...document.querySelectorAll(".video h2")].map((name) => getComputedStyle(name).direction);
    assert.deepEqual(await page.run(directions), ["ltr", "ltr", "ltr", "rtl", "ltr"]);
    for (const { uid } of [all[0], all[1], all[3], all[4]]) {
      await page.state(uid, "default", "Ready");
      const href = await page.link(uid, "default");
      assert.ok(href.endsWith(`?filename=${uid}`), href);
    }
  });

  test("says why a video could not be processed, and shows by itself when one was", async (t) => {
    const { page } = browser;
    const all = library(150);
    const broken = { ...all[0], state: "error" };
    const { url, upstream } = await startDashboard(t, { library: all });
    upstream.answer = listing([broken, { ...all[1], state: "inprogress" }, ...all.slice(2)]);
    await page.open(url);
    await page.total("150 videos");
    await page.says("could not process this video. The file was not recognized as a valid video file.");
    await page.says("Still being processed (43 %)");
    upstream.answer = listing([broken, ...all.slice(1)]);
    await page.state(all[1].uid, "default", "Not created");
    assert.deepEqual(await page.uids(150), uidsOf(all));
  });

  test("shows by itself when a video was uploaded, and when one was deleted", async (t) => {
    const { page } = browser;
    const all = library(120);
    const { url, upstream } = await startDashboard(t, { library: all });
    upstream.answer = listing(all.slice(1));
    await page.open(url);
    await page.total("119 videos");
    const left = all.filter((_, i) => i !== 3);
    upstream.answer = listing(left);
    const first = (name) => document.querySelector(".video h2").textContent === name;
    await page.until("the new one is there", first, "Harbour at dawn");
    await page.total("119 videos");
    assert.deepEqual(await page.uids(119), uidsOf(left));
  });

  test("says in words that there are no videos", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t, { library: [] });
    await page.driver.get(url);
    await page.says("There are no videos yet");
  });

  test("says in words why there are none to be had, and tries again when asked", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    upstream.answer = () => ({ status: 403 });
    await page.driver.get(url);
    await page.says("The videos cannot be listed");
    await page.says("This is not allowed");
    upstream.answer = () => undefined;
    await page.press("Try again");
    await page.total("40 videos");
  });
}
