// What is done with one download, and how it is followed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key } from "selenium-webdriver";

import { LIBRARY, VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

export function downloadTests(browser) {
  test("creates a download and follows it until it is ready", async (t) => {
    const { page } = browser;
    const { url, encode } = await startDashboard(t);
    await page.open(url);
    await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
    await page.state(VIDEOS.nothing, "default", "In progress");
    await page.focused("MP4 of Harbour at dawn");
    encode(1000);
    const isTold = () => /\d+ %.*left/.test(document.querySelector(".video").textContent);
    await page.until("it says how long it takes", isTold);
    encode();
    await page.state(VIDEOS.nothing, "default", "Ready");
    await page.says("MP4 of Harbour at dawn is ready.");
    const wanted = new RegExp(`${VIDEOS.nothing}/downloads/default.mp4\\?filename=Harbour-at-dawn$`);
    assert.match(await page.link(VIDEOS.nothing, "default"), wanted);
  });

  test("looks again at a download whose state it does not know", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    const result = { default: { status: "queued", percentComplete: 0, url: "https://stream.example/default.mp4" } };
    upstream.answer = (request) =>
      request === `GET /stream/${VIDEOS.bothReady}/downloads` && {
        status: 200,
        body: { success: true, errors: [], messages: [], result },
      };
    await page.open(url);
    await page.state(VIDEOS.bothReady, "default", "queued");
    upstream.answer = () => undefined;
    await page.state(VIDEOS.bothReady, "default", "Ready");
  });

  test("asks before it deletes, and keeps the focus in its place", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.defaultReady, "default", "Ready");
    const cell = await page.cell(VIDEOS.defaultReady, "default");
    await page.press("Delete MP4 of Tour", cell);
    await page.says("Delete this MP4?");
    await page.focused("Keep");
    await page.keys(Key.ESCAPE);
    await page.saysNoMore("Delete this MP4?");
    await page.focused("Delete MP4 of Tour");
    await page.press("Delete MP4 of Tour", cell);
    await page.press("Delete", cell);
    await page.state(VIDEOS.defaultReady, "default", "Not created");
    await page.says("MP4 of Tour is deleted.");
    await page.focused("MP4 of Tour");
    assert.equal(upstream.requests.filter((request) => request.startsWith("DELETE")).length, 1);
  });

  test("shows that a download has failed, and creates it anew", async (t) => {
    const { page } = browser;
    const { url, upstream, encode } = await startDashboard(t, {
      library: [
        {
          uid: VIDEOS.nothing,
          name: "Night train",
          duration: 60,
          created: "2026-07-01T12:00:00Z",
          downloads: { default: { percent: 35, failsAt: 60 } },
        },
      ],
    });
    await page.open(url);
    await page.state(VIDEOS.nothing, "default", "In progress");
    encode();
    await page.state(VIDEOS.nothing, "default", "Failed");
    await page.says("MP4 of Night train has failed.");
    await page.press("Try again", await page.cell(VIDEOS.nothing, "default"));
    await page.state(VIDEOS.nothing, "default", "In progress");
    encode();
    await page.state(VIDEOS.nothing, "default", "Ready");
    const writes = upstream.requests.filter((request) => !request.startsWith("GET"));
    assert.deepEqual(
      writes.map((request) => request.split(" ")[0]),
      ["DELETE", "POST"],
    );
  });

  test("says beside the button why a download was not created", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    upstream.answer = (request) => request.startsWith("POST") && { status: 403 };
    await page.open(url);
    await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
    await page.says("Not created. This is not allowed");
    await page.state(VIDEOS.nothing, "default", "Not created");
  });

  test("says in the row that its downloads cannot be read, and reads them when asked", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    upstream.answer = (request) => request.includes(VIDEOS.defaultReady) && { status: 500 };
    await page.open(url);
    await page.says("The downloads cannot be read. Cloudflare could not do this");
    upstream.answer = () => undefined;
    await page.press("Try again", `[data-uid="${VIDEOS.defaultReady}"]`);
    await page.state(VIDEOS.defaultReady, "default", "Ready");
  });

  test("shows in one tab what was done in another, once it is looked at again", async (t) => {
    const { page, engine } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.nothing, "default", "Not created");
    const second = await page.openTab(t, engine);
    await page.open(url);
    await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
    await page.state(VIDEOS.nothing, "default", "In progress");
    await second.close();
    // Not every browser that is driven hides a tab.
    await page.run(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.until(
      "the first tab shows it",
      (uid) => {
        const cell = document.querySelector(`[data-uid="${uid}"] [data-type=default]`);
        return cell?.textContent.includes("In progress");
      },
      VIDEOS.nothing,
    );
  });

  test("draws nothing when nothing has changed", async (t) => {
    const { page } = browser;
    // What others are would become known meanwhile.
    const library = LIBRARY.filter(({ uid }) => uid === VIDEOS.inProgress);
    const { url, door, upstream } = await startDashboard(t, { library });
    // Each look finds another address, which nobody sees before the download is ready.
    let asked = 0;
    upstream.answer = (request) => {
      if (!request.endsWith("/downloads")) return;
      const url = `https://stream.example/${(asked += 1)}.mp4`;
      const result = { default: { status: "inprogress", percentComplete: 12.5, url } };
      return { status: 200, body: { success: true, errors: [], messages: [], result } };
    };
    await page.open(url);
    await page.total("1 video");
    await page.state(VIDEOS.inProgress, "default", "In progress");
    await page.says("In progress (1)");
    await page.until("it says who one is", () => document.querySelector(".who"));
    const looks = () => door.requests.filter((request) => request.includes(`${VIDEOS.inProgress}/downloads`)).length;
    await page.run(() => {
      window.mutations = [];
      const observer = new MutationObserver((list) => {
        window.mutations.push(...list.map(({ type, target }) => `${type} ${target.outerHTML ?? target.data}`));
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const before = looks();
    await page.untilHere("it has asked again and again", () => looks() >= before + 4);
    assert.deepEqual(await page.run(() => window.mutations), []);
  });

  test("shows what has become of a download that was not created, as somebody else was faster", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.nothing, "default", "Not created");
    const downloads = `/stream/${VIDEOS.nothing}/downloads`;
    const result = { default: { status: "ready", percentComplete: 100, url: "https://stream.example/default.mp4" } };
    const found = { status: 200, body: { success: true, errors: [], messages: [], result } };
    let isThere = false;
    upstream.answer = (request) => {
      if (request.startsWith(`POST ${downloads}`)) {
        isThere = true;
        return { status: 409 };
      }
      return isThere && request === `GET ${downloads}` && found;
    };
    await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
    await page.state(VIDEOS.nothing, "default", "Ready");
    await page.saysNoMore("Not created. ");
  });
}
