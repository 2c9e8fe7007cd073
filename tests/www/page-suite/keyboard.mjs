// The page with the keyboard alone, and with Shift and a mouse.

import assert from "node:assert/strict";
import { test } from "node:test";
import { By, Key } from "selenium-webdriver";

import { library, VIDEOS } from "../../stand-in/library.js";
import { startDashboard } from "../page-dashboard.mjs";

/** The place in the list of the row that has the focus, or nothing. */
const focusedRow = () => document.activeElement.closest(".video")?.getAttribute("aria-posinset");
const focusOn = (page, name) =>
  page.until(
    `"${name}" takes the focus`,
    (name) => {
      const nameOf = (one) => one.getAttribute("aria-label") ?? one.textContent;
      const found = [...document.querySelectorAll("main button, main a, main input")].find((one) => nameOf(one) === name);
      found?.focus();
      return found === document.activeElement;
    },
    name,
  );
/** Waits for what has this label: until it is known who one is, nothing is there that changes anything. */
const appears = (page, label) =>
  page.until(`there is "${label}"`, (label) => document.querySelector(`main [aria-label="${label}"]`) !== null, label);
const selected = () => document.querySelector(".toolbar .count").textContent;

export function keyboardTests(browser) {
  test("can be used with the keyboard alone", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.nothing, "default", "Not created");
    await appears(page, "Create MP4 of Harbour at dawn");
    await page.run(() => document.querySelector(".skip").focus());
    await page.keys(Key.ENTER);
    await page.until("the list has the focus", () => document.activeElement.id === "videos");
    const passed = [];
    for (const wanted of ["Select Harbour at dawn", "Create MP4 of Harbour at dawn"]) {
      for (let name; (name = await page.focus()) !== wanted && passed.length < 12; passed.push(name)) {
        await page.keys(Key.TAB);
      }
      assert.equal(await page.focus(), wanted, passed.join(", "));
      await page.keys(wanted.startsWith("Select") ? " " : Key.ENTER);
    }
    await page.says("1 selected");
    await page.state(VIDEOS.nothing, "default", "In progress");
    await page.focused("MP4 of Harbour at dawn");
  });

  test("leaves the list with Tab after the row that has the focus", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.bothReady, "audio", "Ready");
    await appears(page, "Delete M4A of Light");
    await focusOn(page, "Select Light");
    const passed = [await page.focus()];
    while ((await page.run(focusedRow)) === "4" && passed.length < 12) {
      await page.keys(Key.TAB);
      passed.push(await page.focus());
    }
    // The box, the name, and a link, a copy and a deletion of each.
    assert.deepEqual(passed.slice(0, 8), [
      ...["Select Light", "Light", "Download MP4 of Light", "Copy link to MP4 of Light", "Delete MP4 of Light"],
      ...["Download M4A of Light", "Copy link to M4A of Light", "Delete M4A of Light"],
    ]);
    assert.equal(passed.length, 9, passed.join(", "));
    assert.equal(await page.run(focusedRow), null);
  });

  test("goes with the arrow keys to the same place of another row, also of one that is not drawn", async (t) => {
    const { page } = browser;
    const all = library(300).map((video) => ({ ...video, state: undefined, downloads: {} }));
    const { url } = await startDashboard(t, { library: all });
    await page.open(url);
    await page.total("300 videos");
    // Until a row is read it has no such place.
    for (const { uid } of all.slice(0, 2)) await page.state(uid, "audio", "Not created");
    await focusOn(page, "Create M4A of Harbour at dawn");
    await page.keys(Key.ARROW_DOWN);
    const has = (name) => document.activeElement.ariaLabel === name;
    await page.until("the second row has it", has, "Create M4A of Interview, take 3");
    await page.keys(Key.ARROW_UP, Key.ARROW_UP);
    await page.until("it stays in the first", has, "Create M4A of Harbour at dawn");
    for (let row = 2; row <= 40; row++) {
      await page.keys(Key.ARROW_DOWN);
      await page.until(`row ${row} has it`, `(row) => (${focusedRow})() === row`, `${row}`);
    }
    const isSeen = () => {
      const { top, bottom } = document.activeElement.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    };
    await page.until("it is in view", isSeen);
  });

  test("selects with Shift and the arrow keys, all with Ctrl and A, and none with Escape", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    await focusOn(page, "Select Harbour at dawn");
    await page.chord(Key.SHIFT, Key.ARROW_DOWN);
    await page.until("the second row has the focus", `() => (${focusedRow})() === "2"`);
    await page.chord(Key.SHIFT, Key.ARROW_DOWN);
    await page.until("three are selected", `() => (${selected})() === "3 selected"`);
    await page.until("the third row has the focus", `() => (${focusedRow})() === "3"`);
    await page.chord(Key.CONTROL, "a");
    await page.says("36 selected");
    await page.keys(Key.ESCAPE);
    await page.total("40 videos");
    await page.focused("Select Tour");
    // In the search, these are of the text.
    await page.driver.findElement(By.css("input[type=search]")).sendKeys("tour", Key.chord(Key.CONTROL, "a"));
    await page.total("1 of 40 videos");
  });

  test("selects a range with Shift and the mouse", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    await page.select(VIDEOS.nothing);
    await page.reveal(VIDEOS.inProgress);
    await page.click(`[data-uid="${VIDEOS.inProgress}"] .pick input`, Key.SHIFT);
    await page.says("5 selected");
    const boxes = () => [...document.querySelectorAll(".video .pick input")].slice(0, 6).map(({ checked }) => checked);
    assert.deepEqual(await page.run(boxes), [true, true, true, true, true, false]);
  });

  test("has every action within ten key presses from the row that is selected", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.state(VIDEOS.bothReady, "audio", "Ready");
    await appears(page, "Delete M4A of Light");
    await focusOn(page, "Select Light");
    await page.keys(" ");
    await page.says("1 selected");
    const reached = new Set();
    for (const back of [true, false]) {
      await focusOn(page, "Select Light");
      // The tenth is the press of the button.
      for (let press = 1; press <= 9; press++) {
        await (back ? page.chord(Key.SHIFT, Key.TAB) : page.keys(Key.TAB));
        reached.add(await page.focus());
      }
    }
    const actions = await page.run(() =>
      [".toolbar button", ".toolbar input", "[data-selected=true] button", "[data-selected=true] a"]
        .flatMap((part) => [...document.querySelectorAll(part)])
        .map((control) => control.getAttribute("aria-label") ?? (control.textContent || control.id)),
    );
    assert.ok(actions.length > 15, String(actions));
    for (const name of actions) assert.ok(reached.has(name), `${name} is not among ${[...reached]}`);
  });

  test("keeps the focus near when the selection is taken back from its actions", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    for (const end of [() => page.keys(Key.ENTER), () => page.keys(Key.ESCAPE)]) {
      await page.select(VIDEOS.nothing);
      await page.says("1 selected");
      await focusOn(page, "Clear");
      await end();
      await page.total("40 videos");
      await page.until("the list has the focus", () => document.activeElement.id === "videos");
    }
  });

  test("gives the focus back when a window is closed, to the row that it is about", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    await focusOn(page, "Tour");
    await page.keys(Key.ENTER);
    await page.until("the window is open", () => document.querySelector("dialog[open]"));
    await page.keys(Key.ESCAPE);
    await page.until("the window is closed", () => !document.querySelector("dialog"));
    await page.focused("Tour");
    await focusOn(page, "Tour");
    await page.keys(Key.ARROW_DOWN);
    await page.until("the next row has it", () => document.activeElement.textContent === "Light");
  });

  test("gives the focus back when one goes back out of a window", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.total("40 videos");
    const isOpen = (name) => document.querySelector("dialog[open] h2")?.textContent === name;
    await focusOn(page, "Tour");
    await page.keys(Key.ENTER);
    await page.until("its window is open", isOpen, "Tour");
    // An address may also lead from one window to another.
    await page.run((uid) => {
      history.pushState(null, "", `?open=${uid}`);
      dispatchEvent(new PopStateEvent("popstate"));
    }, VIDEOS.bothReady);
    await page.until("the other is open", isOpen, "Light");
    await page.run(() => history.back());
    await page.until("the first is open again", isOpen, "Tour");
    await page.run(() => history.back());
    await page.until("the window is closed", () => !document.querySelector("dialog"));
    await page.focused("Tour");
  });

  test("keeps the focus in its place when the selected videos keep their downloads", async (t) => {
    const { page } = browser;
    const { url } = await startDashboard(t);
    await page.open(url);
    await page.select(VIDEOS.bothReady);
    await page.says("1 selected");
    await focusOn(page, "Delete…");
    for (const key of [Key.ENTER, Key.ESCAPE]) {
      await page.keys(Key.ENTER);
      await page.focused("Keep");
      await page.keys(key);
      await page.focused("Delete…");
    }
    await page.says("1 selected");
  });
}
