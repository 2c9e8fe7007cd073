// What a person does with the page, in each browser alike.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { By, Key } from "selenium-webdriver";

import { library, VIDEOS } from "../stand-in/library.js";
import { openBrowser, pause } from "./page-browser.mjs";
import { listing, startDashboard } from "./page-dashboard.mjs";

const LIMIT = { status: 429, headers: { "retry-after": "3" } };

export function suite(engine) {
  describe(`The page in ${engine}`, () => {
    const endings = [];
    let page;
    before(async () => {
      page = await openBrowser({ after: (end) => endings.unshift(end) }, engine);
    });
    after(async () => {
      for (const end of endings) await end();
    });

    test("lists the videos with the states of their downloads", async (t) => {
      const { url } = await startDashboard(t);
      await page.open(url);
      const names = await page.names();
      assert.equal(names.length, 40);
      assert.equal(names[0], "Harbour at dawn");
      await page.state(VIDEOS.nothing, "default", "Not created");
      await page.state(VIDEOS.bothReady, "default", "Ready");
      await page.state(VIDEOS.bothReady, "audio", "Ready");
      await page.state(VIDEOS.inProgress, "default", "In progress");
      await page.state(VIDEOS.error, "default", "Failed");
      await page.says("Still being processed");
      const progress = await page.driver.findElement(
        By.css(`[data-uid="${VIDEOS.inProgress}"] progress`),
      );
      assert.equal(await progress.getAttribute("aria-label"), "Progress of MP4 of Second day");
    });

    test("finds videos by name, keeps the search in the address, and says when there is none", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      const field = await page.driver.findElement(By.css("input[type=search]"));
      await field.sendKeys("interview");
      await page.says("1 video with “interview”");
      assert.deepEqual(await page.names(), ["Interview, take 3"]);
      const searches = upstream.requests.filter((request) => request.includes("search="));
      assert.equal(searches.length, 1, "Each letter is searched for");
      assert.match(await page.driver.getCurrentUrl(), /\?search=interview$/);
      await field.sendKeys(" zzz");
      await page.says("No video with “interview zzz”");
      await page.open(`${url}?search=light`);
      assert.ok((await page.names()).every((name) => /light/i.test(name)));
    });

    test("shows nothing under a search but what it has found, late or after a failure", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      const field = await page.driver.findElement(By.css("input[type=search]"));
      let answer;
      const asked = new Promise((resolve) => {
        upstream.answer = (request) => {
          if (!request.includes("search=")) return;
          resolve();
          return new Promise((resolve) => (answer = resolve));
        };
      });
      await field.sendKeys("light");
      await asked;
      assert.deepEqual(await page.names(), []);
      assert.equal(await page.run(() => document.querySelector(".all")), null);
      answer({ status: 403 });
      await page.says("The videos cannot be listed");
      assert.deepEqual(await page.names(), []);
      upstream.answer = () => undefined;
      await page.press("Try again");
      await page.says("with “light”");
      const names = await page.names();
      assert.ok(names.length > 0 && names.every((name) => /light/i.test(name)), names);
    });

    test("has after a refresh all that is there, and nothing that is not", async (t) => {
      const all = library(170);
      const { url, upstream } = await startDashboard(t, { library: all });
      upstream.answer = listing(all.slice(150));
      await page.open(url);
      await page.says("20 videos");
      upstream.answer = listing(all);
      await page.press("Refresh");
      assert.deepEqual(
        await page.uids(170),
        all.map(({ uid }) => uid),
      );
      const left = all.filter((_, i) => i % 80 !== 79 && i !== 169);
      upstream.answer = listing(left);
      await page.press("Refresh");
      await page.says(`${left.length} videos`);
      assert.deepEqual(
        await page.uids(left.length),
        left.map(({ uid }) => uid),
      );
    });

    for (const [number, together] of [
      [250, 30],
      [150, 150],
    ]) {
      test(`shows each of ${number} videos once, of which ${together} have the same time`, async (t) => {
        const all = library(number, together);
        const { url } = await startDashboard(t, { library: all });
        await page.open(url);
        assert.deepEqual(
          await page.uids(number),
          all.map(({ uid }) => uid),
        );
      });
    }

    test("creates a download and follows it until it is ready", async (t) => {
      const { url } = await startDashboard(t, { speed: 20 });
      await page.open(url);
      await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
      await page.state(VIDEOS.nothing, "default", "In progress");
      assert.equal(await page.focus(), "MP4 of Harbour at dawn");
      await page.until("it says how long it takes", () =>
        /\d+ %.*left/.test(document.querySelector(".video").textContent),
      );
      await page.state(VIDEOS.nothing, "default", "Ready");
      await page.says("MP4 of Harbour at dawn is ready.");
      const link = await (await page.cell(VIDEOS.nothing, "default")).findElement(By.css("a"));
      assert.match(
        await link.getAttribute("href"),
        new RegExp(`${VIDEOS.nothing}/downloads/default.mp4\\?filename=Harbour-at-dawn$`),
      );
    });

    test("names a video harmlessly, and by its identifier where nobody could see the name", async (t) => {
      const names = ["港の夜明け", "  \u200b ", "Invoice \u202egpj.exe\u2066\n", "المدينة القديمة", undefined];
      const all = library(5).map((video, i) => ({ ...video, name: names[i], downloads: { default: 100 } }));
      const { url } = await startDashboard(t, { library: all });
      await page.open(url);
      const [blank, , none] = [all[1], all[2], all[4]].map(({ uid }) => uid);
      assert.deepEqual(await page.names(), ["港の夜明け", blank, "Invoice  gpj.exe", "المدينة القديمة", none]);
      const directions = () =>
        [...document.querySelectorAll(".video h2")].map((name) => getComputedStyle(name).direction);
      assert.deepEqual(await page.run(directions), ["ltr", "ltr", "ltr", "rtl", "ltr"]);
      for (const { uid } of [all[0], all[1], all[3], all[4]]) {
        const cell = await page.cell(uid, "default");
        await page.state(uid, "default", "Ready");
        const href = await (await cell.findElement(By.css("a"))).getAttribute("href");
        assert.ok(href.endsWith(`?filename=${uid}`), href);
      }
    });

    test("says why a video could not be processed, and shows by itself when one was", async (t) => {
      const all = library(150);
      const broken = { ...all[0], state: "error" };
      const { url, upstream } = await startDashboard(t, { library: all });
      upstream.answer = listing([broken, { ...all[1], state: "inprogress" }, ...all.slice(2)]);
      await page.open(url);
      await page.uids(150);
      await page.run(() => scrollTo(0, 0));
      await page.says("could not process this video. The file was not recognized as a valid video file.");
      await page.says("Still being processed (43 %)");
      upstream.answer = listing([broken, ...all.slice(1)]);
      await page.state(all[1].uid, "default", "Not created");
      assert.deepEqual(
        await page.uids(150),
        all.map(({ uid }) => uid),
      );
    });

    test("looks again at a download whose state it does not know", async (t) => {
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

    test("can be used with the keyboard alone", async (t) => {
      const { url } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.defaultReady, "default", "Ready");
      const { driver } = page;
      const send = (key) => driver.actions().sendKeys(key).perform();
      await page.run(() => document.querySelector(".skip").focus());
      await send(Key.ENTER);
      assert.equal(await page.run(() => document.activeElement.id), "videos");
      const passed = [];
      for (const wanted of ["Select Harbour at dawn", "Create MP4 of Harbour at dawn"]) {
        for (
          let name;
          (name = await page.focus()) !== wanted && passed.length < 12;
          passed.push(name)
        ) {
          await send(Key.TAB);
        }
        assert.equal(await page.focus(), wanted, passed.join(", "));
        await send(wanted.startsWith("Select") ? " " : Key.ENTER);
      }
      await page.says("1 selected");
      await page.state(VIDEOS.nothing, "default", "In progress");
      assert.equal(await page.focus(), "MP4 of Harbour at dawn");
    });

    test("asks before it deletes, and keeps the focus in its place", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.defaultReady, "default", "Ready");
      const cell = await page.cell(VIDEOS.defaultReady, "default");
      await page.press("Delete MP4 of Tour", cell);
      await page.says("Delete this MP4?");
      assert.equal(await page.focus(), "Keep");
      await page.driver.actions().sendKeys(Key.ESCAPE).perform();
      await page.saysNoMore("Delete this MP4?");
      assert.equal(await page.focus(), "Delete MP4 of Tour");
      await page.press("Delete MP4 of Tour", cell);
      await page.press("Delete", cell);
      await page.state(VIDEOS.defaultReady, "default", "Not created");
      await page.says("MP4 of Tour is deleted.");
      assert.equal(await page.focus(), "MP4 of Tour");
      assert.equal(upstream.requests.filter((request) => request.startsWith("DELETE")).length, 1);
    });

    test("shows that a download has failed, and creates it anew", async (t) => {
      const { url, upstream } = await startDashboard(t, {
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
      await page.state(VIDEOS.nothing, "default", "Failed");
      await page.says("MP4 of Night train has failed.");
      await page.press("Try again", await page.cell(VIDEOS.nothing, "default"));
      await page.state(VIDEOS.nothing, "default", "Ready");
      const writes = upstream.requests.filter((request) => !request.startsWith("GET"));
      assert.deepEqual(
        writes.map((request) => request.split(" ")[0]),
        ["DELETE", "POST"],
      );
    });

    test("says beside the button why a download was not created", async (t) => {
      const { url, upstream } = await startDashboard(t);
      upstream.answer = (request) => request.startsWith("POST") && { status: 403 };
      await page.open(url);
      await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
      await page.says("Not created. This is not allowed");
      await page.state(VIDEOS.nothing, "default", "Not created");
    });

    test("copies the link, or shows it where it may not", async (t) => {
      const { url } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.bothReady, "audio", "Ready");
      await page.run(() => {
        window.copied = [];
        const writeText = async (text) => {
          if (window.refuses) throw new Error("refused");
          window.copied.push(text);
        };
        Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
      });
      const cell = await page.cell(VIDEOS.bothReady, "audio");
      await page.press("Copy link", cell);
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

    test("marks private videos, and stays where it is when a link gives no file", async (t) => {
      const all = library(2);
      all[1].requireSignedURLs = true;
      const { url, upstream, standIn } = await startDashboard(t, { library: all });
      // Its link is answered with a text, and 401.
      const refused = `${standIn.origin}/no.token/downloads/default.mp4`;
      const result = { default: { status: "ready", percentComplete: 100, url: refused } };
      upstream.answer = (request) =>
        request === `GET /stream/${all[1].uid}/downloads` && {
          status: 200,
          body: { success: true, errors: [], messages: [], result },
        };
      await page.open(url);
      const marks = () => [...document.querySelectorAll(".video")].map((row) => row.textContent.includes("Private"));
      assert.deepEqual(await page.run(marks), [false, true]);
      await page.state(all[1].uid, "default", "Ready");
      const { driver } = page;
      const first = await driver.getWindowHandle();
      await page.press("Download", await page.cell(all[1].uid, "default"));
      let other;
      const isOpened = async () => (other = (await driver.getAllWindowHandles()).find((one) => one !== first));
      await driver.wait(isOpened, 15_000, "the answer has a tab of its own");
      assert.equal(await driver.getCurrentUrl(), url);
      assert.deepEqual(await page.run(marks), [false, true]);
      await driver.switchTo().window(other);
      assert.equal(await page.run(() => window.opener), null);
      await driver.close();
      await driver.switchTo().window(first);
    });

    test("creates the downloads of a selection, and shows how far they are together", async (t) => {
      const { url } = await startDashboard(t, { speed: 60 });
      await page.open(url);
      for (const uid of [VIDEOS.nothing, VIDEOS.alsoNothing, VIDEOS.defaultReady]) {
        await page.state(uid, "audio", "Not created");
        await page.driver.findElement(By.css(`[data-uid="${uid}"] input`)).click();
      }
      await page.says("3 selected");
      await page.press("Create M4As");
      await page.says("Creating 3 M4As");
      const label = await page.driver
        .findElement(By.css(".job progress"))
        .getAttribute("aria-label");
      assert.equal(label, "Creating 3 M4As");
      await page.says("3 of 3 ready");
      await page.says("M4A: done");
      await page.press("Close");
      await page.press("Clear");
      assert.equal(await page.run(() => document.querySelector(".selection")), null);
      assert.equal(await page.run(() => document.activeElement.id), "videos");
    });

    test("says that the dashboard does not answer, and goes on when it does", async (t) => {
      const { url, door } = await startDashboard(t, { speed: 900 });
      await page.open(url);
      await page.state(VIDEOS.inProgress, "default", "In progress");
      door.close();
      await page.says("The dashboard does not answer");
      assert.equal((await page.names()).length, 40);
      door.open();
      await page.saysNoMore("The dashboard does not answer");
      await page.state(VIDEOS.inProgress, "default", "Ready");
    });

    test("says that it is offline, asks for nothing, and goes on when the network is back", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.inProgress, "default", "In progress");
      await page.run(() => dispatchEvent(new Event("offline")));
      await page.says("You are offline");
      await pause(300);
      const asked = upstream.requests.length;
      await pause(2500);
      assert.equal(upstream.requests.length, asked);
      await page.run(() => dispatchEvent(new Event("online")));
      await page.saysNoMore("You are offline");
      await pause(1000);
      assert.ok(upstream.requests.length > asked);
    });

    test("waits when there were too many requests, says how long, and goes on by itself", async (t) => {
      const { url, upstream } = await startDashboard(t);
      upstream.answer = () => LIMIT;
      await page.driver.get(url);
      await page.says("limit of requests is reached");
      await page.says("The videos cannot be listed");
      upstream.answer = () => undefined;
      await page.says("Harbour at dawn");
      await page.state(VIDEOS.nothing, "default", "Not created");
      await page.saysNoMore("limit of requests is reached");
    });

    test("waits no longer when the clock is set back", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      upstream.answer = () => ({ status: 429, headers: { "retry-after": "30" } });
      await page.press("Refresh");
      await page.says("limit of requests is reached");
      const left = () => parseInt(document.querySelector(".banner span").textContent, 10);
      const before = await page.run(left);
      await page.run(() => {
        const { now } = Date;
        Date.now = () => now() - 3_600_000;
      });
      const after = await page.until(
        "the countdown goes on",
        (before) => {
          const left = parseInt(document.querySelector(".banner span").textContent, 10);
          return left !== before && left;
        },
        before,
      );
      assert.ok(after < before && before <= 30, `${before} s, then ${after} s`);
    });

    test("says in words why there are no videos", async (t) => {
      const { url, upstream } = await startDashboard(t, { library: [] });
      await page.driver.get(url);
      await page.says("There are no videos yet");
      upstream.answer = () => ({ status: 403 });
      // The Worker's own answer is good for a second.
      await pause(1200);
      await page.driver.get(url);
      await page.says("This is not allowed");
      upstream.answer = () => undefined;
      await page.press("Try again");
      await page.says("There are no videos yet");
    });

    test("says when nobody is signed in any more, and keeps what is there", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.inProgress, "default", "In progress");
      upstream.answer = () => ({ status: 401 });
      await page.says("You are not signed in any more");
      assert.equal((await page.names()).length, 40);
      await pause(1000);
      const asked = upstream.requests.length;
      await pause(4000);
      assert.ok(upstream.requests.length <= asked + 12, "It goes on asking");
      upstream.answer = () => undefined;
      await page.press("Try again");
      await page.saysNoMore("You are not signed in any more");
    });

    test("shows in one tab what was done in another, once it is looked at again", async (t) => {
      const { url } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.nothing, "default", "Not created");
      const { driver } = page;
      const first = await driver.getWindowHandle();
      // WebKit leaves a new tab in the background.
      await driver.switchTo().newWindow(engine === "webkit" ? "window" : "tab");
      t.after(async () => {
        for (const handle of await driver.getAllWindowHandles()) {
          await driver.switchTo().window(handle);
          if (handle !== first) await driver.close();
        }
        await driver.switchTo().window(first);
      });
      await page.open(url);
      await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
      await page.state(VIDEOS.nothing, "default", "In progress");
      await driver.close();
      await driver.switchTo().window(first);
      // Not every browser that is driven hides a tab.
      await page.run(() => document.dispatchEvent(new Event("visibilitychange")));
      await page.until(
        "the first tab shows it",
        (uid) => {
          const cell = document.querySelector(`[data-uid="${uid}"] [data-type=default]`);
          return /In progress|Ready/.test(cell.textContent);
        },
        VIDEOS.nothing,
      );
    });

    test("asks for nothing while it is hidden", async (t) => {
      const { url, upstream } = await startDashboard(t);
      await page.open(url);
      await page.state(VIDEOS.inProgress, "default", "In progress");
      await page.run(() => {
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await pause(300);
      const asked = upstream.requests.length;
      await pause(2500);
      assert.equal(upstream.requests.length, asked);
      await page.run(() => {
        delete document.hidden;
        document.dispatchEvent(new Event("visibilitychange"));
      });
      await pause(1500);
      assert.ok(upstream.requests.length > asked);
    });

    test("draws nothing when nothing has changed", async (t) => {
      const { url, upstream } = await startDashboard(t, { speed: 0.001 });
      await page.open(url);
      await page.state(VIDEOS.inProgress, "default", "In progress");
      await pause(1500);
      await page.run(() => {
        window.mutations = [];
        const observer = new MutationObserver((list) => {
          window.mutations.push(
            ...list.map(({ type, target }) => `${type} ${target.outerHTML ?? target.data}`),
          );
        });
        observer.observe(document, {
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        });
      });
      const asked = upstream.requests.length;
      await pause(4000);
      assert.ok(upstream.requests.length > asked, "It did not ask");
      assert.deepEqual(await page.run(() => window.mutations), []);
    });
  });
}
