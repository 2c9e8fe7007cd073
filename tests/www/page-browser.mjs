// A browser that looks at the dashboard, and what a person finds on the page.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { By } from "selenium-webdriver";

import { startBrowser } from "../runners/engines.js";

const PATIENCE = 15_000;

/** Starts the browser `engine` until the test is over. */
export async function openBrowser(t, engine) {
  // WebKit has no headless mode.
  if (engine === "webkit" && !process.env.DISPLAY) await startDisplay(t);
  const { driver, stop } = await startBrowser(engine);
  t.after(stop);
  return new Page(driver);
}

async function startDisplay(t) {
  const display = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x1024x24"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  t.after(() => display.kill());
  const [number] = await once(display.stdio[3], "data");
  process.env.DISPLAY = `:${String(number).trim()}`;
}

export class Page {
  constructor(driver) {
    this.driver = driver;
  }

  async open(url) {
    await this.driver.get(url);
    await this.until("the videos are there", () => document.querySelector(".video[data-uid]"));
  }

  /** Runs a function in the page. */
  run(script, ...args) {
    return this.driver.executeScript(`return (${script})(...arguments)`, ...args);
  }

  /** Waits until a function in the page gives something. */
  async until(what, script, ...args) {
    for (const end = Date.now() + PATIENCE; ; await pause(50)) {
      const found = await this.run(script, ...args);
      if (found) return found;
      if (Date.now() > end) throw new Error(`Not so after ${PATIENCE} ms: ${what}`);
    }
  }

  names() {
    return this.run(() => [...document.querySelectorAll(".video h2")].map((h2) => h2.textContent));
  }

  /** Scrolls to the end until as many videos are there, and gives their identifiers. */
  async uids(number) {
    await this.until(
      `${number} videos are there`,
      (number) => {
        scrollTo(0, document.documentElement.scrollHeight);
        return document.querySelectorAll(".video[data-uid]").length >= number;
      },
      number,
    );
    return this.run(() => [...document.querySelectorAll(".video[data-uid]")].map(({ dataset }) => dataset.uid));
  }

  /** Waits for the state of a download, as it is written. */
  state(uid, type, wanted) {
    return this.until(
      `${type} of ${uid} is ${wanted}`,
      (uid, type, wanted) => {
        const cell = document.querySelector(`[data-uid="${uid}"] [data-type="${type}"]`);
        return cell?.querySelector(".status")?.textContent === wanted;
      },
      ...[uid, type, wanted],
    );
  }

  async cell(uid, type) {
    const selector = `[data-uid="${uid}"] [data-type="${type}"]`;
    await this.until(`there is ${selector}`, (css) => document.querySelector(css), selector);
    return this.driver.findElement(By.css(selector));
  }

  /** Presses what is called so, in a cell or anywhere. Where the page changes meanwhile, it is looked for again. */
  async press(name, within = this.driver) {
    try {
      await this.#press(name, within);
    } catch (error) {
      if (within !== this.driver || error.name !== "StaleElementReferenceError") throw error;
      await this.press(name);
    }
  }

  async #press(name, within) {
    const buttons = await within.findElements(By.css("button, a"));
    for (const button of buttons) {
      const label = (await button.getAttribute("aria-label")) || (await button.getText());
      if (label.startsWith(name)) {
        await this.run((button) => button.scrollIntoView({ block: "center" }), button);
        return button.click();
      }
    }
    throw new Error(`There is no "${name}"`);
  }

  /** Waits until the page says this somewhere. */
  says(part) {
    return this.until(`it says ${part}`, (part) => document.body.textContent.includes(part), part);
  }

  saysNoMore(part) {
    return this.until(
      `it says ${part} no more`,
      (part) => !document.body.textContent.includes(part),
      part,
    );
  }

  /** What has the focus: its name, or its text. */
  focus() {
    return this.run(() => {
      const { activeElement: element } = document;
      return element.getAttribute("aria-label") ?? (element.textContent || element.id);
    });
  }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
