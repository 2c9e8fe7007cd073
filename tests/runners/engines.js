// Starts the browsers that the set-up script brings, each by its own driver, with nothing that
// leaves this machine.

import { Builder, Capabilities } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import firefox from "selenium-webdriver/firefox.js";
import { DriverService } from "selenium-webdriver/remote/index.js";

import { onPath } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";

const { PATH } = environment();

const engines = {
  chromium: (more) =>
    new Builder()
      .forBrowser("chrome")
      .setChromeService(new chrome.ServiceBuilder(onPath("chromedriver", PATH)))
      .setChromeOptions(
        new chrome.Options().setBinaryPath(onPath("chromium", PATH)).addArguments(
          "--headless",
          // Root, which containers run as, has no sandbox.
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
          ...more,
        ),
      )
      .build(),
  firefox: () =>
    new Builder()
      .forBrowser("firefox")
      .setFirefoxService(new firefox.ServiceBuilder(onPath("geckodriver", PATH)))
      .setFirefoxOptions(
        new firefox.Options().setBinary(onPath("firefox-esr", PATH)).addArguments("-headless"),
      )
      .build(),
};

/**
 * Resolves to the `driver` of a browser that has just started, and what stops both. Chromium takes more
 * arguments.
 */
export async function startBrowser(runtime, more = []) {
  const browser = await (runtime === "webkit" ? startWebKit() : start(runtime, more));
  // By default a script has 30 seconds, which can be too few on a busy machine.
  await browser.driver.manage().setTimeouts({ script: 600_000 });
  return browser;
}

async function start(runtime, more) {
  const driver = await engines[runtime](more);
  return { driver, stop: () => driver.quit() };
}

/** selenium-webdriver knows Apple's driver but not this one. */
async function startWebKit() {
  const service = new DriverService.Builder(onPath("WebKitWebDriver", PATH))
    .setLoopback(true)
    // Where there is no graphics card, each frame of a scrollbar that fades would be composed by the processor.
    .setEnvironment({ ...process.env, WEBKIT_DISABLE_COMPOSITING_MODE: "1" })
    .build();
  const driver = await new Builder()
    .usingServer(await service.start())
    .withCapabilities(new Capabilities({ browserName: "MiniBrowser" }))
    .build();
  const stop = async () => {
    try {
      await driver.quit();
    } finally {
      await service.kill();
    }
  };
  return { driver, stop };
}
