// Who one is, what one may do, and what happens when the session ends.

import assert from "node:assert/strict";
import { test } from "node:test";
import { By } from "selenium-webdriver";

import { VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

const DASHBOARD_PASSWORD = "a password for editors";
const VIEWER_PASSWORD = "a password for viewers";
const ENDED = "Your session has ended.";

/** Signs in at an address with the form that is there, and waits for the videos. */
async function signIn(page, url, password) {
  await page.driver.get(url);
  await page.driver.findElement(By.name("password")).sendKeys(password);
  await page.click("form button");
  await page.until("the videos are there", () => document.querySelector(".video[data-uid]"));
}

/** The page asks for nothing any more, whatever happens. */
async function assertQuiet(page, door) {
  // A thumbnail or the icon may come late.
  const requests = () => door.requests.filter((request) => request.includes(" /api/"));
  await page.quiet("the page", () => requests().length);
  const asked = requests().length;
  await page.hide(true);
  await page.hide(false);
  await page.run(() => dispatchEvent(new Event("online")));
  await page.press("Refresh");
  await page.quiet("the page", () => requests().length);
  assert.equal(requests().length, asked, String(requests().slice(asked)));
}

export function sessionTests(browser) {
  test("says that the session with Cloudflare Access has ended, and asks for nothing more", async (t) => {
    const { page } = browser;
    const { url, door } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.inProgress, "default", "In progress");
    door.signOut();
    await page.says(ENDED);
    await page.total("40 videos");
    await assertQuiet(page, door);
    await page.press("Sign in again");
    await page.until("it is the sign-in page", () => document.title === "Sign in");
    assert.equal(await page.driver.getCurrentUrl(), door.signIn);
  });

  test("says that a session with a password has ended, and is where it was after signing in again", async (t) => {
    const { page } = browser;
    t.after(() => page.driver.manage().deleteAllCookies());
    const { url, door } = await startDashboard(t, { variables: { DASHBOARD_PASSWORD } });
    await signIn(page, `${url}?video=ready`, DASHBOARD_PASSWORD);
    await page.total("36 of 40 videos");
    await page.says("Editor");
    await page.state(VIDEOS.inProgress, "default", "In progress");
    await page.driver.manage().deleteAllCookies();
    await page.says(ENDED);
    await page.total("36 of 40 videos");
    await page.press("Create MP4", await page.cell(VIDEOS.nothing, "default"));
    await page.says(`Not created. ${ENDED}`);
    await assertQuiet(page, door);
    await page.press("Sign in again");
    await page.until("it is the sign-in page", () => document.querySelector("[name=password]"));
    await signIn(page, await page.driver.getCurrentUrl(), DASHBOARD_PASSWORD);
    await page.total("36 of 40 videos");
    assert.equal(await page.driver.getCurrentUrl(), `${url}?video=ready`);
  });

  test("signs out", async (t) => {
    const { page } = browser;
    t.after(() => page.driver.manage().deleteAllCookies());
    const { url } = await startDashboard(t, { variables: { DASHBOARD_PASSWORD } });
    await signIn(page, url, DASHBOARD_PASSWORD);
    await page.says("Editor");
    await page.press("Sign out");
    await page.until("it is the sign-in page", () => document.querySelector("[name=password]"));
  });

  test("lets a viewer look, download and export, and shows nothing that changes anything", async (t) => {
    const { page } = browser;
    t.after(() => page.driver.manage().deleteAllCookies());
    const { url } = await startDashboard(t, { variables: { DASHBOARD_PASSWORD, VIEWER_PASSWORD } });
    await signIn(page, url, VIEWER_PASSWORD);
    await page.until("it says who one is", () => document.querySelector(".who")?.textContent === "Viewer");
    for (const [uid, status] of [
      [VIDEOS.nothing, "Not created"],
      [VIDEOS.bothReady, "Ready"],
      [VIDEOS.error, "Failed"],
    ]) {
      await page.state(uid, "default", status);
    }
    await page.select(VIDEOS.bothReady);
    await page.says("1 selected");
    const names = await page.run(() =>
      [...document.querySelectorAll("main button, main a")].map(
        (control) => control.getAttribute("aria-label") ?? control.textContent,
      ),
    );
    for (const name of names) assert.doesNotMatch(name, /create|delete|retry|try again|stop/i);
    for (const part of ["Download MP4 of Light", "Copy link to MP4 of Light", "Copy links", "CSV export"]) {
      assert.ok(names.includes(part), `${part} is not among ${names}`);
    }
    await page.press("Automation");
    await page.says("You may look, but not change this.");
    const enabled = await page.run(() => document.querySelectorAll("dialog input:enabled").length);
    assert.equal(enabled, 0);
  });

  test("reads by itself what was refused, once it is allowed", async (t) => {
    const { page } = browser;
    const { url, upstream } = await startDashboard(t);
    upstream.answer = (request) => request.endsWith("/downloads") && { status: 401 };
    await page.open(url);
    await page.says("The downloads cannot be read. Cloudflare does not accept");
    upstream.answer = () => undefined;
    await page.state(VIDEOS.nothing, "default", "Not created");
    await page.saysNoMore("The downloads cannot be read.");
  });

  test("says that Cloudflare does not accept the API token, and goes on when it does", async (t) => {
    const { page } = browser;
    const { url, upstream, door } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.inProgress, "default", "In progress");
    upstream.answer = () => ({ status: 401 });
    await page.says("Cloudflare does not accept this dashboard’s API token");
    await page.total("40 videos");
    assert.equal(await page.run(() => document.body.textContent.includes("Sign in again")), false);
    const asksForJobs = () => door.requests.filter((request) => request === "GET /api/jobs").length;
    const asked = asksForJobs();
    await page.press("Try again", ".banner");
    // By itself it looks for videos alone, now and then.
    await page.untilHere("it looks again at everything", () => asksForJobs() > asked);
    upstream.answer = () => undefined;
    await page.saysNoMore("Cloudflare does not accept this dashboard’s API token");
  });
}
