import assert from "node:assert/strict";
import { test } from "node:test";

import { Builder, By, logging } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/chrome.js";

import { onPath } from "../../pkg-template/machine.mjs";
import { LIBRARY } from "../stand-in/library.js";
import { start } from "./start.mjs";

// Only what never comes takes so long.
const PATIENCE = 300_000;
// At the start they are in progress, and nothing of them is ready.
const begun = LIBRARY.filter(({ downloads = {} }) => Object.keys(downloads).length === 1 && downloads.default < 100);

async function chromium(t) {
  const options = new Options().setChromeBinaryPath(onPath("chromium"));
  options.addArguments("--headless", "--no-sandbox", "--disable-gpu");
  options.addArguments("--disable-background-networking", "--window-size=1280,900");
  const everything = new logging.Preferences();
  everything.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  const browser = await new Builder()
    .forBrowser("chrome")
    .setChromeOptions(options)
    .setChromeService(new ServiceBuilder(onPath("chromedriver")))
    .setLoggingPrefs(everything)
    .build();
  t.after(() => browser.quit());
  return browser;
}

/** Waits until a function in the page gives something. */
function until(browser, script, what) {
  return browser.wait(() => browser.executeScript(`return (${script})()`), PATIENCE, what);
}

for (const [backend, videos] of [
  ["stand-in", 40],
  ["stream", 6],
]) {
  test(`In Chromium the page shows the videos of --backend ${backend}`, async (t) => {
    const { url } = await start(t, ["--", "--backend", backend]);
    const browser = await chromium(t);
    await browser.get(url);
    const isListed = `() => document.querySelector(".toolbar .count")?.textContent === "${videos} videos"`;
    await until(browser, isListed, `there are ${videos} videos`);

    await t.test("with their thumbnails", async () => {
      const seen = () => {
        const images = [...document.querySelectorAll(".video img")];
        const inView = images.filter((image) => image.getBoundingClientRect().top < innerHeight);
        return inView.length > 3 && inView.every((image) => image.naturalWidth > 0);
      };
      await until(browser, seen, "the thumbnails are there");
    });

    if (backend === "stand-in") {
      await t.test("and the first that gets ready", async () => {
        const ready = begun.map(({ uid }) => `[data-uid="${uid}"] [data-status="ready"]`);
        const isShown = `() => document.querySelector(${JSON.stringify(ready.join())})`;
        await until(browser, isShown, "something that was in progress is ready");
      });
    }

    await t.test("and nothing is reported in the console", async () => {
      assert.deepEqual(await browser.manage().logs().get(logging.Type.BROWSER), []);
    });
  });
}

test("In Chromium one signs in with the password, and out again", async (t) => {
  const password = "a password for this test";
  const { url } = await start(t, [], { DASHBOARD_PASSWORD: password });
  const browser = await chromium(t);
  const enter = async (text) => browser.findElement(By.name("password")).sendKeys(text, "\n");
  const videos = () => document.querySelectorAll(".video[data-uid]").length;
  const out = By.css('form[action="/sign-out"] button');

  await browser.get(url);
  assert.equal(await browser.getTitle(), "Sign in to Stream downloads");
  await enter("a wrong password");
  await until(browser, () => document.querySelector('[role="alert"]'), "the fault is told");
  const fault = await browser.findElement(By.css('[role="alert"]')).getText();
  assert.equal(fault, "That is not the password.");
  await enter(password);
  await until(browser, videos, "there are videos");
  await browser.navigate().refresh();
  await until(browser, videos, "there are videos after a reload");
  await until(browser, () => document.querySelector('form[action="/sign-out"]'), "there is a way out");
  await browser.findElement(out).click();
  await until(browser, () => document.querySelector('[name="password"]'), "the form is there");
  await browser.get(url);
  assert.equal(await browser.getTitle(), "Sign in to Stream downloads");
});
