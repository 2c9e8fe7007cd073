// What the page does while the dashboard, the network or Cloudflare does not answer, and while nobody sees it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

const LIMIT = { status: 429, headers: { "retry-after": "3" } };

export function connectionTests(browser) {
  test("says that the dashboard does not answer, and goes on when it does", async (t) => {
    const { page } = browser;
    const { url, door, encode } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.inProgress, "default", "In progress");
    door.close();
    await page.says("The dashboard does not answer");
    await page.total("40 videos");
    encode();
    door.open();
    await page.saysNoMore("The dashboard does not answer");
    await page.state(VIDEOS.inProgress, "default", "Ready");
  });

  test("says that it is offline, asks for nothing, and goes on when the network is back", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.inProgress, "default", "In progress");
    await page.run(() => dispatchEvent(new Event("offline")));
    await page.says("You are offline");
    await page.quiet("the page", () => door.requests.length);
    const asked = door.requests.length;
    await page.run(() => dispatchEvent(new Event("online")));
    await page.saysNoMore("You are offline");
    await page.untilHere("it asks again", () => door.requests.length > asked + 3);
  });

  test("waits when there were too many requests, says how long, and goes on by itself", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    upstream.answer = () => LIMIT;
    await page.driver.get(url);
    await page.says("limit of requests is reached");
    upstream.answer = () => undefined;
    await page.says("Harbour at dawn");
    await page.state(VIDEOS.nothing, "default", "Not created");
    await page.saysNoMore("limit of requests is reached");
  });

  test("keeps the list and its rows while there are too many requests", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.bothReady, "default", "Ready");
    upstream.answer = () => LIMIT;
    await page.press("Refresh");
    await page.says("limit of requests is reached");
    await page.total("40 videos");
    await page.state(VIDEOS.bothReady, "default", "Ready");
    upstream.answer = () => undefined;
    await page.saysNoMore("limit of requests is reached");
  });

  test("waits no longer when the clock is set back", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    upstream.answer = () => ({ status: 429, headers: { "retry-after": "600" } });
    await page.press("Refresh");
    await page.says("limit of requests is reached");
    const before = await page.run(() => {
      const { now } = Date;
      Date.now = () => now() - 3_600_000;
      return parseInt(document.querySelector(".banner span").textContent, 10);
    });
    assert.ok(before <= 600, `${before} s`);
    // The answer to a watch may have it begin anew.
    const isLess = (before) => parseInt(document.querySelector(".banner span").textContent, 10) < before;
    await page.until(`the countdown goes on from ${before} s`, isLess, before);
  });

  test("asks for nothing while it is hidden", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.inProgress, "default", "In progress");
    await page.hide(true);
    await page.quiet("the page", () => door.requests.length);
    const asked = door.requests.length;
    await page.hide(false);
    await page.untilHere("it asks again", () => door.requests.length > asked + 3);
  });

  test("says that a window could not be loaded, also the next time, and opens it after a reload", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    door.close();
    for (let times = 0; times < 2; times++) {
      await page.press("Activity");
      const title = await page.until("there is a window", () => document.querySelector("dialog[open] h2")?.textContent);
      assert.equal(title, "This could not be loaded");
      if (times > 0) break;
      await page.press("Close", "dialog");
      await page.until("it is closed", () => !document.querySelector("dialog"));
    }
    door.open();
    await page.run(() => (window.isBefore = true));
    await page.press("Reload the page");
    await page.until("it is loaded anew", () => !window.isBefore && document.querySelector(".video[data-uid]"));
    await page.press("Activity");
    await page.says("Nothing has been done yet.");
  });
}
