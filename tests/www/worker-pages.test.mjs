// The pages that the Worker makes itself, in Chromium: readable by everybody, at any width, in light and dark.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { By, logging } from "selenium-webdriver";

import { VIDEOS } from "../stand-in/library.js";
import { openBrowser } from "./page-browser.mjs";
import { PASSWORD, startWorker } from "./worker-run.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGE = `<title>The page</title><link rel="icon" href="data:,">`;
// Of a phone, also zoomed in, and of a screen.
const WIDTHS = [320, 180, 1280];

describe("In Chromium", () => {
  const endings = [];
  let page, cdp;
  before(async () => {
    page = await openBrowser({ after: (end) => endings.unshift(end) }, "chromium");
    cdp = (command, more = {}) => page.driver.sendAndGetDevToolsCommand(command, more);
  });
  after(async () => {
    for (const end of endings) await end();
  });

  /** Asserts that what is shown now can be read by everybody. */
  async function assertReadable(title) {
    assert.equal(await page.driver.getTitle(), title);
    for (const value of ["light", "dark"]) {
      await cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
      const ground = await page.run(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, value === "light" ? "rgb(245, 246, 248)" : "rgb(15, 17, 20)");
      for (const width of WIDTHS) {
        const metrics = { width, height: 700, deviceScaleFactor: 1, mobile: width < 600 };
        await cdp("Emulation.setDeviceMetricsOverride", metrics);
        const [wide, room] = await page.run(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= room, `${wide} of ${room}`);
        await page.driver.executeScript(axe);
        const found = await page.driver.executeAsyncScript(`
          const done = arguments[arguments.length - 1];
          const said = ({ id, nodes: [{ html, failureSummary }] }) => id + ": " + html + " " + failureSummary;
          axe.run().then(({ violations }) => done(violations.map(said)), (error) => done([String(error)]));
        `);
        assert.deepEqual(found, []);
      }
    }
  }

  /** Asserts that nothing was refused by the Content-Security-Policy, nor went wrong but these statuses. */
  async function assertQuiet(statuses) {
    const entries = await page.driver.manage().logs().get(logging.Type.BROWSER);
    const odd = entries.filter(({ message }) => !statuses.some((status) => message.includes(`status of ${status} `)));
    assert.deepEqual(odd.map(({ message }) => message), []);
  }

  test("the sign-in can be read, and leads back to where one wanted to be", async (t) => {
    const { url } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD }, { page: { "/": PAGE } });
    const origin = url.origin;
    const enter = async (text) => page.driver.findElement(By.name("password")).sendKeys(text, "\n");
    await page.driver.get(`${origin}/?search=a%20b`);
    await assertReadable("Sign in to Stream downloads");
    await enter("a wrong password");
    await page.until("the fault is told", () => document.querySelector('[role="alert"]'));
    await assertReadable("Sign in to Stream downloads");
    await enter(PASSWORD);
    await page.until("the page is there", () => document.title === "The page");
    assert.equal(await page.driver.getCurrentUrl(), `${origin}/?search=a%20b`);
    await assertQuiet([401]);

    await t.test("also with a link to a file, and says what is wrong with that", async () => {
      await page.driver.manage().deleteAllCookies();
      await page.driver.get(`${origin}/links/${VIDEOS.nothing}/default`);
      await enter(PASSWORD);
      await page.until("it can be pressed", () => document.title === "You are signed in");
      await assertReadable("You are signed in");
      await page.press("Download the file");
      await page.until("it says so", () => document.title === "This download did not work");
      await assertReadable("This download did not work");
      await assertQuiet([401, 404]);
    });
  });

  test("what is missing can be read", async (t) => {
    const { url } = await startWorker(t, { VIEWER_PASSWORD: PASSWORD, CLOUDFLARE_ACCOUNT_ID: "" });
    await page.driver.get(url.origin);
    await assertReadable("This dashboard is not set up yet");
    await assertQuiet([503]);
  });
});
