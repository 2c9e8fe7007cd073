// What is done with many videos at once: the Worker does it, and the page shows how far it is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key } from "selenium-webdriver";

import { library, VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

const hasJob = () => Boolean(document.querySelector(".job"));

export function jobTests(browser) {
  test("creates the downloads of a selection, and shows how far they are together", async (t) => {
    const { page } = browser;
    const { url, encode } = await startDashboard(t);
    const uids = [VIDEOS.nothing, VIDEOS.alsoNothing, VIDEOS.defaultReady];
    await page.open(url);
    for (const uid of uids) await page.select(uid);
    await page.says("3 selected");
    await page.press("Create M4As");
    await page.says("Creating M4As for 3 videos");
    await page.total("40 videos");
    const label = await page.until("it has a bar", () => {
      return document.querySelector(".job progress")?.getAttribute("aria-label");
    });
    assert.equal(label, "Creating M4As for 3 videos");
    await page.says("0 of 3 ready, 3 in progress");
    for (const uid of uids) await page.state(uid, "audio", "In progress");
    encode();
    await page.says("M4As created for 3 of 3 videos.");
    for (const uid of uids) await page.state(uid, "audio", "Ready");
    await page.press("Close: Creating M4As");
    await page.until("the job is gone", () => !document.querySelector(".job"));
    await page.until("the list has the focus", () => document.activeElement.id === "videos");
  });

  test("goes on with a job after a reload, shows it in every tab, and stops it from any", async (t) => {
    const { page, engine } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    for (const uid of [VIDEOS.nothing, VIDEOS.alsoNothing]) await page.select(uid);
    await page.press("Create MP4s");
    await page.until("there is a job", hasJob);
    await page.driver.navigate().refresh();
    await page.says("0 of 2 ready");
    const second = await page.openTab(t, engine);
    await page.open(url);
    await page.says("Creating MP4s for 2 videos");
    await page.press("Stop: Creating MP4s");
    await page.says("Stopped: MP4s created for 0 of 2 videos");
    await second.close();
    await page.says("Stopped: MP4s created for 0 of 2 videos");
    await page.driver.navigate().refresh();
    await page.total("40 videos");
    assert.equal(await page.run(hasJob), false);
  });

  test("tells the end of a job in the title of a tab that is hidden", async (t) => {
    const { page } = browser;
    const { url, encode } = await startDashboard(t);
    await page.open(url);
    await page.select(VIDEOS.nothing);
    await page.press("Create MP4s");
    await page.until("there is a job", hasJob);
    await page.state(VIDEOS.nothing, "default", "In progress");
    await page.hide(true);
    encode();
    const title = await page.until("the title says it", () => document.title.startsWith("✓") && document.title);
    assert.equal(title, "✓ MP4s created for 1 of 1 video.");
    await page.hide(false);
    await page.until("the title is as it was", () => document.title === "Stream downloads");
  });

  test("deletes the downloads of a selection once it has asked which", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    await page.open(url);
    for (const uid of [VIDEOS.defaultReady, VIDEOS.bothReady]) await page.select(uid);
    await page.press("Delete…");
    await page.says("Delete these of 2 videos? The videos stay.");
    await page.focused("Keep");
    await page.keys(Key.ESCAPE);
    await page.saysNoMore("Delete these of 2 videos?");
    await page.says("2 selected");
    await page.press("Delete…");
    await page.click(".asking label:last-of-type input");
    await page.press("Delete MP4s and M4As");
    await page.says("MP4s and M4As deleted for 2 of 2 videos.");
    for (const type of ["default", "audio"]) await page.state(VIDEOS.bothReady, type, "Not created");
    assert.equal(upstream.requests.filter((request) => request.startsWith("DELETE")).length, 3);
  });

  test("makes what has failed anew, and nothing else", async (t) => {
    const { page } = browser;
    const all = library(3).map((video) => ({ ...video, downloads: {}, duration: 60 }));
    all[1].downloads = { default: { percent: 70, failsAt: 60 } };
    const { url, upstream, encode } = await startDashboard(t, { library: all });
    await page.open(url);
    await page.state(all[1].uid, "default", "Failed");
    await page.click(".all input");
    await page.press("Retry failed");
    await page.state(all[1].uid, "default", "In progress");
    encode();
    await page.state(all[1].uid, "default", "Ready");
    await page.says("made anew for");
    assert.equal(upstream.requests.filter((request) => request.startsWith("POST")).length, 1);
  });

  test("says which videos of a job have failed, and why", async (t) => {
    const { page } = browser;
    const { url, upstream, encode } = await startDashboard(t);
    upstream.answer = (request) => {
      if (!request.startsWith(`POST /stream/${VIDEOS.alsoNothing}`)) return;
      return { status: 400, body: { success: false, errors: [{ code: 10005, message: "Too long" }], result: null } };
    };
    await page.open(url);
    for (const uid of [VIDEOS.nothing, VIDEOS.alsoNothing]) await page.select(uid);
    await page.press("Create MP4s");
    await page.state(VIDEOS.nothing, "default", "In progress");
    encode();
    await page.says("MP4s created for 1 of 2 videos, 1 failed.");
    await page.click(".job summary");
    const failure = () => document.querySelector(".job details[open] li")?.innerText;
    assert.match(await page.until("the failures are there", failure), /^Interview, take 3: .*Too long/);
  });

  test("keeps the selection of a job that could not be started, and says why", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    await page.select(VIDEOS.nothing);
    // Until it is known who one is, nothing can be created.
    await page.says("Create MP4s");
    door.close();
    await page.press("Create MP4s");
    await page.says("The dashboard did not answer.");
    await page.says("1 selected");
    door.open();
    await page.press("Create MP4s");
    await page.says("Creating MP4s for 1 video");
    await page.saysNoMore("1 selected");
  });

  test("shows in the activity and in a video's window who has done what", async (t) => {
    const { page } = browser;
    const { url, encode } = await startDashboard(t);
    await page.open(url);
    await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
    await page.state(VIDEOS.nothing, "default", "In progress");
    encode();
    await page.state(VIDEOS.nothing, "default", "Ready");
    await page.press("Activity");
    await page.says("Local created MP4 of Harbour at dawn");
    await page.press("Close");
    await page.press("Harbour at dawn");
    await page.until("its history is there", () =>
      document.querySelector("dialog .activity")?.textContent.includes("Local created MP4"),
    );
  });

  test("switches on that each new video has an MP4, for everybody", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.press("Automation");
    const isOn = () => document.querySelector(".switches input")?.checked;
    await page.until("the switches are there", () => document.querySelector("dialog[open] .switches input"));
    assert.equal(await page.run(isOn), false);
    await page.click(".switches input");
    await page.says("Changed by Local");
    await page.driver.navigate().refresh();
    await page.total("40 videos");
    await page.press("Automation");
    await page.until("it is on", isOn);
  });

  test("starts one job for a button that is pressed twice", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.select(VIDEOS.nothing);
    await page.says("1 selected");
    await page.run(() => {
      const button = document.querySelector(".toolbar .primary");
      button.click();
      button.click();
    });
    await page.says("Creating MP4s for 1 video");
    await page.saysNoMore("1 selected");
    assert.equal(door.requests.filter((request) => request === "POST /api/jobs").length, 1);
  });

  test("says in a job that it was not stopped, and nowhere else", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.select(VIDEOS.nothing);
    await page.press("Create MP4s");
    await page.until("there is a job", hasJob);
    door.close();
    await page.run(() => document.querySelector(".job .button").focus());
    await page.keys(Key.ENTER);
    const fault = () => document.querySelector(".job [role=alert]")?.textContent;
    assert.equal(await page.until("it says why", fault), "Not stopped. The dashboard did not answer.");
    await page.focused("Stop: Creating MP4s for 1 video");
    door.open();
    await page.saysNoMore("The dashboard does not answer");
    await page.select(VIDEOS.alsoNothing);
    await page.says("1 selected");
    await page.press("Automation");
    await page.until("the switches are there", () => document.querySelector("dialog[open] .switches"));
    const others = () => [...document.querySelectorAll(".fault")].filter((one) => !one.closest(".job, .video")).length;
    assert.equal(await page.run(others), 0);
    await page.press("Close", "dialog");
    await page.press("Stop: Creating MP4s");
    await page.says("Stopped: MP4s created for 0 of 1 video.");
    assert.equal(await page.run(fault), null);
  });

  test("says that a switch was not changed, and shows how it is", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.press("Automation");
    await page.until("the switches are there", () => document.querySelector("dialog[open] .switches input"));
    door.close();
    await page.click(".switches input");
    await page.says("Not changed. The dashboard did not answer.");
    await page.until("it is off", () => !document.querySelector(".switches input").checked);
    door.open();
    await page.saysNoMore("The dashboard does not answer");
    await page.press("Close", "dialog");
    await page.select(VIDEOS.nothing);
    await page.says("1 selected");
    assert.equal(await page.run(() => document.querySelector(".toolbar .fault")), null);
  });

  test("switches on what is switched on before there is an answer to the switch before", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.press("Automation");
    await page.until("the switches are there", () => document.querySelector("dialog[open] .switches input"));
    await page.run(() => {
      for (const input of [...document.querySelectorAll(".switches input")].slice(0, 2)) input.click();
    });
    const areOn = () => [...document.querySelectorAll(".switches input")].slice(0, 2).every(({ checked }) => checked);
    await page.says("Changed by Local");
    await page.until("both are on", areOn);
    await page.driver.navigate().refresh();
    await page.total("40 videos");
    await page.press("Automation");
    await page.until("the switches are there", () => document.querySelector("dialog[open] .switches input"));
    await page.until("both are on", areOn);
  });
}
