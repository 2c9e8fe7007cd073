// Search, filters, order and view, all of which are in the address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { By } from "selenium-webdriver";

import { library, PRIVATE, VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

const field = (page) => page.driver.findElement(By.css("input[type=search]"));
const isSearch = (search) => location.search === search;

export function queryTests(browser) {
  test("finds videos by name at once, without a request, and says when there is none", async (t) => {
    const { page } = browser;
    const { url, door, upstream } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    const search = await field(page);
    await search.sendKeys("INTERVIÉW");
    await page.total("1 of 40 videos");
    await page.lists(["Interview, take 3"]);
    await page.until("the address has it", isSearch, "?search=INTERVI%C3%89W");
    await search.sendKeys(" zzz");
    await page.says("No video with “INTERVIÉW zzz”");
    await page.press("Show all videos");
    await page.total("40 videos");
    assert.equal(await (await field(page)).getAttribute("value"), "");
    for (const request of [...door.requests, ...upstream.requests]) assert.doesNotMatch(request, /search=/);
  });

  test("keeps what is typed while what was typed before is applied", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    await page.run(() => {
      const field = document.querySelector("input[type=search]");
      const type = (text) => {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const { replaceState } = history;
      history.replaceState = function (...args) {
        history.replaceState = replaceState;
        history.replaceState(...args);
        type("inter");
        // By then the page shows what is in the address.
        setTimeout(() => type(`${field.value}view`), 150);
      };
      type("int");
    });
    await page.until("it is searched for", isSearch, "?search=interview");
    await page.total("1 of 40 videos");
    assert.equal(await (await field(page)).getAttribute("value"), "interview");
  });

  test("empties the field in the moment in which all videos are shown again", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await (await field(page)).sendKeys("zzz");
    await page.says("No video with “zzz”");
    await page.run(() => {
      const field = document.querySelector("input[type=search]");
      const count = document.querySelector(".toolbar .count");
      const keep = () => (window.atOnce ??= { count: count.textContent, search: field.value });
      // It is told before anything else is run, and before anything is painted.
      new MutationObserver(keep).observe(count, { childList: true, characterData: true, subtree: true });
    });
    await page.press("Show all videos");
    const atOnce = await page.until("the count has changed", () => window.atOnce);
    assert.deepEqual(atOnce, { count: "40 videos", search: "" });
  });

  test("finds a video by its identifier, which can be copied from its window", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await (await field(page)).sendKeys(PRIVATE.slice(4, 20));
    await page.total("1 of 40 videos");
    assert.deepEqual(await page.uids(1), [PRIVATE]);
    await page.press("Safety briefing");
    const isShown = (uid) => document.querySelector("dialog code")?.textContent === uid;
    await page.until("its identifier is there", isShown, PRIVATE);
  });

  test("shows what a shared address says: a search, filters, an order and a window", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(`${url}?search=podcast&audio=ready&sort=oldest&open=${VIDEOS.defaultReady}`);
    await page.total("2 of 40 videos");
    await page.lists(["Podcast 40: Bread", "Podcast 41: Salt"]);
    assert.equal(await (await field(page)).getAttribute("value"), "podcast");
    const title = await page.until("the window is open", () => document.querySelector("dialog[open] h2")?.textContent);
    assert.equal(title, "Tour");
  });

  test("reads the downloads of a video in its window, wherever its row is", async (t) => {
    const { page } = browser;
    const all = library(200);
    const { url } = await startDashboard(t, { library: all });
    const { uid } = all[183];
    await page.open(`${url}?open=${uid}`);
    const status = await page.until("it says how they are", () =>
      document.querySelector('dialog [data-type="default"] .status')?.textContent,
    );
    assert.equal(status, "Ready");
    assert.equal(await page.run((uid) => document.querySelector(`.video[data-uid="${uid}"]`), uid), null);
  });

  test("filters by the state of videos and downloads, with counts that say what one would see", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    const counts = (name) =>
      [...document.querySelectorAll(`select[name="${name}"] option`)].map((option) => option.textContent);
    assert.deepEqual(await page.run(counts, "video"), ["All", "Ready (36)", "Processing (3)", "Failed (1)"]);
    await page.choose("video", "failed");
    await page.total("1 of 40 videos");
    await page.lists(["Not a video after all"]);
    await page.choose("video", "");
    // Nobody has looked at most of them yet.
    await page.choose("default", "error");
    const failed = await page.until("they are filtered, and counted", () => {
      const names = [...document.querySelectorAll(".video h2")].map(({ textContent }) => textContent);
      const options = [...document.querySelectorAll('select[name="default"] option')];
      const isCounted =
        names.length < 10 &&
        document.querySelector(".toolbar .count").textContent === `${names.length} of 40 videos` &&
        options.some(({ textContent }) => textContent === `Failed (${names.length})`);
      const isRead = !document.body.textContent.includes("Reading the downloads");
      return isRead && isCounted && names.includes("Tape") && names;
    });
    assert.ok(!failed.includes("Tour"), String(failed));
  });

  test("filters by day and changes the order", async (t) => {
    const { page } = browser;
    const all = library(10).map((video, i) => ({ ...video, created: `2026-07-${10 + i}T12:00:00Z` })).reverse();
    const { url } = await startDashboard(t, { library: all });
    await page.open(`${url}?from=2026-07-12&to=2026-07-14&sort=oldest`);
    await page.total("3 of 10 videos");
    const uids = all.map(({ uid }) => uid).reverse();
    assert.deepEqual(await page.uids(3), uids.slice(2, 5));
    await page.choose("sort", "newest");
    await page.until("the order is another", (uid) => document.querySelector(".video").dataset.uid === uid, uids[4]);
    await page.until("the address has it", isSearch, "?from=2026-07-12&to=2026-07-14");
  });

  test("goes back and forward through what was looked for, and keeps it in a reload", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.choose("video", "failed");
    await page.total("1 of 40 videos");
    await page.choose("view", "table");
    await page.until("it is a table", () => document.querySelector('[data-view="table"]'));
    await page.press("Not a video after all");
    await page.until("the window is open", () => document.querySelector("dialog[open]"));
    const { driver } = page;
    // WebKit's own button passes over what no hand has led to.
    const back = () => page.run(() => history.back());
    await back();
    await page.until("the window is closed", () => !document.querySelector("dialog[open]"));
    await back();
    await page.until("it is a list", () => document.querySelector('[data-view="list"]'));
    await page.total("1 of 40 videos");
    await back();
    await page.total("40 videos");
    await page.run(() => history.forward());
    await page.total("1 of 40 videos");
    await driver.navigate().refresh();
    await page.total("1 of 40 videos");
    await page.lists(["Not a video after all"]);
  });

  test("keeps the selection through searches, and says what of it is out of sight", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.select(VIDEOS.nothing);
    const search = await field(page);
    await search.sendKeys("interview");
    await page.says("1 selected, 1 of them not in this list");
    // Until it is applied as a whole, more videos may be in this list.
    await page.until("it is searched for", isSearch, "?search=interview");
    await page.click(".all input");
    await page.says("2 selected, 1 of them not in this list");
    await page.click(".all input");
    await page.says("1 selected, 1 of them not in this list");
  });

  test("selects all that match, drawn or not, and none that can have no downloads", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t, { videos: 400 });
    await page.open(url);
    await page.total("400 videos");
    await page.click(".all input");
    await page.says("360 selected");
  });

  test("says how many videos a filter cannot judge, and reads them when asked", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t, { library: library(10) });
    upstream.answer = (request) => request === `GET /stream/${VIDEOS.bothReady}/downloads` && { status: 500 };
    await page.open(`${url}?audio=ready`);
    await page.says("The downloads of 1 video cannot be read.");
    await page.saysNoMore("Reading the downloads");
    const before = await page.run(() => Number.parseInt(document.querySelector(".toolbar .count").textContent, 10));
    upstream.answer = () => undefined;
    await page.press("Try again", ".filters");
    await page.saysNoMore("cannot be read");
    await page.total(`${before + 1} of 10 videos`);
    assert.notEqual(await page.run(() => document.activeElement.tagName), "BODY");
  });
}
