import assert from "node:assert/strict";
import { test } from "node:test";

import { Builder, By, logging } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/chrome.js";

import { onPath } from "../../pkg-template/machine.mjs";
import { LIBRARY, VIDEOS } from "../stand-in/library.js";
import { start } from "./start.mjs";

async function chromium(t) {
  const options = new Options().setChromeBinaryPath(onPath("chromium"));
  options.addArguments("--headless", "--no-sandbox", "--disable-gpu");
  options.addArguments("--disable-background-networking");
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

test("In Chromium", async (t) => {
  const { url } = await start(t);
  const browser = await chromium(t);
  await browser.get(url);

  await t.test("a person reads the status, progress and link of a download", async () => {
    const videos = await browser.findElements(By.css(".video"));
    assert.equal(videos.length, LIBRARY.length);
    const light = videos[LIBRARY.findIndex(({ uid }) => uid === VIDEOS.bothReady)];
    assert.match(await light.getText(), /^Light\n/);
    const rows = await light.findElements(By.css(".downloads > li"));
    const texts = await Promise.all(rows.map((row) => row.getText()));
    assert.deepEqual(
      texts.map((text) => text.split("\n")),
      [
        ["Audio (M4A)", "Ready", "100 %", "Download"],
        ["Video (MP4)", "Ready", "100 %", "Download"],
      ],
    );
    const link = await rows[0].findElement(By.css("a")).getAttribute("href");
    assert.match(link, /^https:.*\/downloads\/audio\.m4a$/);
  });

  await t.test("the page fits a phone, and follows the system to light and dark", async () => {
    const grounds = [];
    for (const scheme of ["light", "dark"]) {
      await browser.sendDevToolsCommand("Emulation.setEmulatedMedia", {
        features: [{ name: "prefers-color-scheme", value: scheme }],
      });
      await browser.sendDevToolsCommand("Emulation.setDeviceMetricsOverride", {
        width: 360,
        height: 740,
        deviceScaleFactor: 2,
        mobile: true,
      });
      const [ground, width] = await browser.executeScript(
        "return [getComputedStyle(document.body).backgroundColor, document.documentElement.scrollWidth]",
      );
      grounds.push(ground);
      assert.equal(width, 360);
    }
    assert.notEqual(grounds[0], grounds[1]);
  });

  await t.test("nothing is reported in the console", async () => {
    assert.deepEqual(await browser.manage().logs().get(logging.Type.BROWSER), []);
  });
});
