// A browser that looks at the dashboard, and what a person finds on the page.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { By, error } from "selenium-webdriver";

import { startBrowser } from "../runners/engines.js";

// Only ends what hangs.
const PATIENCE = 300_000;
// What comes of an element that is not drawn yet, is drawn anew just now, or moves.
const NOT_YET = /^(ElementClickIntercepted|ElementNotInteractable|StaleElementReference|NoSuchElement)Error$/;

/** Starts the browser `engine` until the test is over. */
export async function openBrowser(t, engine) {
  // WebKit has no headless mode.
  if (engine === "webkit" && !process.env.DISPLAY) await startDisplay(t);
  const { driver, stop } = await startBrowser(engine);
  t.after(stop);
  // Rows, and not cards.
  await driver.manage().window().setRect({ x: 0, y: 0, width: 1280, height: 1000 });
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
    // What is announced is gone after a while, which may be before anybody here has looked.
    await this.run(() => {
      window.announced = [];
      const live = document.querySelector("[aria-live]");
      const keep = () => window.announced.push(live.textContent);
      new MutationObserver(keep).observe(live, { childList: true, characterData: true, subtree: true });
    });
  }

  /** Runs a function in the page. */
  run(script, ...args) {
    return this.driver.executeScript(`return (${script})(...arguments)`, ...args);
  }

  /** Waits until a function in the page gives something. Of a page that begins to load there is no body yet. */
  async until(what, script, ...args) {
    const look = `(...args) => document.body !== null && (${script})(...args)`;
    for (const end = Date.now() + PATIENCE; ; await pause(50)) {
      const found = await this.run(look, ...args);
      if (found) return found;
      if (Date.now() > end) throw new Error(`Not so after ${PATIENCE} ms: ${what}. ${await this.#shown()}`);
    }
  }

  /** What somebody needs to know who only reads that something did not happen. */
  async #shown() {
    const seen = () => [document.body?.innerText ?? "nothing", location.href, document.visibilityState, scrollY];
    const [text, ...more] = await this.run(seen);
    return `The page (${more.join(", ")}) says: ${text.replace(/\s+/g, " ").slice(0, 1000)}`;
  }

  /** Waits until a function here gives something. */
  async untilHere(what, condition) {
    for (const end = Date.now() + PATIENCE; !condition(); await pause(50)) {
      if (Date.now() > end) throw new Error(`Not so after ${PATIENCE} ms: ${what}`);
    }
  }

  /** Waits until a number here has stayed the same for so long that each watch would have asked again. */
  async quiet(what, count) {
    let last;
    let since;
    await this.untilHere(`${what} is quiet`, () => {
      if (count() !== last) [last, since] = [count(), Date.now()];
      return Date.now() - since > 2500;
    });
  }

  /** Says to the page that its tab is hidden, or no longer, which not every browser that is driven does. */
  hide(hidden) {
    return this.run((hidden) => {
      if (hidden) Object.defineProperty(document, "hidden", { value: true, configurable: true });
      else delete document.hidden;
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  }

  /** Opens a second tab, which `close` closes, at the latest at the end of the test. */
  async openTab(t, engine) {
    const tabs = await this.tabsClosedAfter(t);
    // WebKit leaves a new tab in the background.
    await this.driver.switchTo().newWindow(engine === "webkit" ? "window" : "tab");
    return tabs;
  }

  /** Closes what other tabs the test opens. `close` does so at once, and leads back to the first, as `toFirst` does. */
  async tabsClosedAfter(t) {
    const { driver } = this;
    const first = (this.first = await driver.getWindowHandle());
    const toFirst = () => driver.switchTo().window(first);
    const close = async () => {
      for (const handle of await driver.getAllWindowHandles()) {
        if (handle === first) continue;
        await driver.switchTo().window(handle);
        await driver.close();
      }
      await toFirst();
    };
    t.after(close);
    return { close, toFirst };
  }

  /** Waits for a tab that the page has opened. */
  async otherTab() {
    const { driver, first } = this;
    let other;
    const isOpened = async () => (other = (await driver.getAllWindowHandles()).find((one) => one !== first));
    await driver.wait(isOpened, PATIENCE, "the answer has a tab of its own");
    return other;
  }

  /** The names in the rows that are drawn. */
  names() {
    return this.run(() => [...document.querySelectorAll(".video h2")].map((h2) => h2.textContent));
  }

  /** Waits until the rows that are drawn have these names. */
  lists(names) {
    const read = () => JSON.stringify([...document.querySelectorAll(".video h2")].map((h2) => h2.textContent));
    return this.until(`it lists ${names}`, `(wanted) => (${read})() === wanted`, JSON.stringify(names));
  }

  /** Waits until the page says how many videos it shows, as in "40 videos" or "3 of 40 videos". */
  total(wanted) {
    const count = () => document.querySelector(".toolbar .count")?.textContent;
    return this.until(`it shows ${wanted}`, `(wanted) => (${count})() === wanted`, wanted);
  }

  /** Scrolls through the list, of which only the rows in view are drawn, and gives as many identifiers as it has. */
  async uids(number) {
    const found = [];
    for (let next = 1; next <= number; next = found.length + 1) {
      await this.until(`row ${next} of ${number} is drawn`, revealRow, next);
      // Rows are drawn until there is one that is not.
      for (const [place, uid] of await this.run(drawnRows)) if (place === found.length + 1) found.push(uid);
    }
    return found;
  }

  /** Scrolls until the row of a video is drawn. */
  reveal(uid) {
    return this.until(`there is a row of ${uid}`, findRow, uid);
  }

  /** Waits for the state of a download, as it is written. */
  state(uid, type, wanted) {
    const isSo = (uid, type, wanted) =>
      document.querySelector(`[data-uid="${uid}"] [data-type="${type}"] .status`)?.textContent === wanted;
    return this.until(
      `${type} of ${uid} is ${wanted}`,
      // What has been drawn may be out of sight again.
      `(uid, ...more) => (${findRow})(uid) && (${isSo})(uid, ...more)`,
      ...[uid, type, wanted],
    );
  }

  /** A selector of what is about a download of a video, once it is drawn. */
  async cell(uid, type) {
    const selector = `[data-uid="${uid}"] [data-type="${type}"]`;
    const isThere = (uid, css) => document.querySelector(css) !== null;
    await this.until(`there is ${selector}`, `(uid, css) => (${findRow})(uid) && (${isThere})(uid, css)`, uid, selector);
    return selector;
  }

  /** The address of the link to a download that is ready. */
  async link(uid, type) {
    const selector = `${await this.cell(uid, type)} a`;
    return this.until(`there is ${selector}`, (css) => document.querySelector(css)?.href, selector);
  }

  /** Clicks on what a selector chooses, as soon as that is possible, while a key is held down if one is given. */
  click(selector, held) {
    return this.#once(async () => this.#click(await this.driver.findElement(By.css(selector)), held));
  }

  /** Chooses from the select of this name. */
  choose(name, value) {
    const selector = `select[name="${name}"] option[value="${value}"]`;
    return this.#once(async () => (await this.driver.findElement(By.css(selector))).click());
  }

  /** Selects a video, or selects it no longer. */
  async select(uid) {
    await this.reveal(uid);
    await this.click(`[data-uid="${uid}"] .pick input`);
  }

  /** Sends these keys, one after another, to what has the focus. */
  async keys(...keys) {
    for (const key of keys) await this.driver.actions().sendKeys(key).perform();
  }

  /** Sends a key while others are held down. */
  async chord(held, key) {
    const actions = this.driver.actions();
    for (const one of [held].flat()) actions.keyDown(one);
    actions.sendKeys(key);
    for (const one of [held].flat()) actions.keyUp(one);
    await actions.perform();
  }

  /** Presses what is called so, in what a selector chooses, or anywhere, as soon as it is there. */
  press(name, within = "body") {
    return this.#once(async () => {
      for (const button of await this.driver.findElements(By.css(`${within} :is(button, a)`))) {
        // WebKit takes a text that is cut off after two lines for none.
        const label = await this.run((button) => button.ariaLabel || button.textContent, button);
        if (!label.startsWith(name)) continue;
        await this.run((button) => button.scrollIntoView({ block: "center" }), button);
        return this.#click(button);
      }
      throw new error.NoSuchElementError(`There is no "${name}" in ${within}. ${await this.#shown()}`);
    });
  }

  /** WebKit's driver clicks where the element was, which may have moved since. */
  async #click(element, held) {
    await this.run((element) => {
      window.isClicked = false;
      element.addEventListener("click", () => (window.isClicked = true), { once: true, capture: true });
    }, element);
    const { driver } = this;
    if (held) await driver.actions().keyDown(held).click(element).keyUp(held).perform();
    else await element.click();
    // On another page there is nothing to read.
    const isMissed = () => this.run(() => window.isClicked === false);
    for (let looks = 0; await isMissed(); looks++) {
      if (looks === 20) throw new error.ElementClickInterceptedError("The click has not reached it.");
      await pause(50);
    }
  }

  /** Does this until what it is about is drawn and stands still. */
  async #once(action) {
    for (const end = Date.now() + PATIENCE; ; await pause(50)) {
      try {
        return await action();
      } catch (error) {
        if (!NOT_YET.test(error.name) || Date.now() > end) throw error;
      }
    }
  }

  /** Waits until the page says this somewhere, or has announced it. */
  says(part) {
    const isSaid = (part) =>
      [document.body.textContent, ...(window.announced ?? [])].some((text) => text.includes(part));
    return this.until(`it says ${part}`, isSaid, part);
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
    return this.run(focusName);
  }

  /** Waits until what is called so has the focus. */
  focused(name) {
    return this.until(`"${name}" has the focus`, `(name) => (${focusName})() === name`, name);
  }
}

// These run in the page.

function focusName() {
  const { activeElement: element } = document;
  return element.getAttribute("aria-label") ?? (element.textContent || element.id);
}

const drawnRows = () =>
  [...document.querySelectorAll(".video[data-uid]")]
    .map((row) => [Number(row.getAttribute("aria-posinset")), row.dataset.uid])
    .sort(([one], [other]) => one - other);

/** Scrolls to the nearest row before this place, and says whether that one is drawn. */
function revealRow(wanted) {
  const rows = [...document.querySelectorAll(".video[data-uid]")];
  const placeOf = (row) => Number(row.getAttribute("aria-posinset"));
  if (rows.some((row) => placeOf(row) === wanted)) return true;
  const before = rows.filter((row) => placeOf(row) < wanted).sort((one, other) => placeOf(other) - placeOf(one));
  before[0]?.scrollIntoView({ block: "start" });
}

/** Scrolls further, and from the end to the start, and says whether the row of this video is drawn. */
function findRow(uid) {
  if (document.querySelector(`.video[data-uid="${uid}"]`)) return true;
  const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  scrollTo(0, isAtEnd ? 0 : scrollY + innerHeight / 2);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
