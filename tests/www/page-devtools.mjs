// Chromium with its developer tools: what a page looks like at any size, what it logs, and what axe-core says of it.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { logging } from "selenium-webdriver";

import { openBrowser } from "./page-browser.mjs";

const screenshots = fileURLToPath(new URL("screenshots/", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Opens Chromium until the test is over: what `openBrowser` gives, and more. */
export async function openChromium(t) {
  const page = await openBrowser(t, "chromium");
  const cdp = (command, more = {}) => page.driver.sendAndGetDevToolsCommand(command, more);
  // Otherwise a window of no screen may not have the focus, and nothing in it either.
  await cdp("Emulation.setFocusEmulationEnabled", { enabled: true });

  /** Has the window this size, and the page this scheme. */
  async function show([width, height], scheme) {
    const metrics = { width, height, deviceScaleFactor: 1, mobile: width === 360 };
    await cdp("Emulation.setDeviceMetricsOverride", metrics);
    await cdp("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  /** Keeps a picture in screenshots/. */
  async function picture(name) {
    mkdirSync(screenshots, { recursive: true });
    const { data } = await cdp("Page.captureScreenshot", { format: "png" });
    writeFileSync(`${screenshots}${name}.png`, Buffer.from(data, "base64"));
  }

  /** What axe-core finds wrong with what is shown now. */
  async function violations() {
    await page.driver.executeScript(axe);
    return page.driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      const said = ({ id, nodes: [{ html, failureSummary }] }) => id + ": " + html + " " + failureSummary;
      axe.run().then(
        ({ violations }) => done(violations.map(said)),
        (error) => done([String(error)]),
      );
    `);
  }

  /** What was logged since the last time. */
  async function errors() {
    const entries = await page.driver.manage().logs().get(logging.Type.BROWSER);
    return entries.map(({ message }) => message);
  }

  /** Leaves the page of the test before, which has lost its dashboard, and said so. */
  async function leave() {
    await page.driver.get("about:blank");
    await errors();
  }

  return { page, cdp, show, picture, violations, errors, leave };
}
