// What the page looks like, in Chromium: at any size and zoom, in light and dark. The pictures go to screenshots/.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Key } from "selenium-webdriver";

import { PRIVATE, VIDEOS } from "../stand-in/library.js";
import { startDashboard } from "./page-dashboard.mjs";
import { openChromium } from "./page-devtools.mjs";

// The last two are what is left of 1280 by 900 at 200 % and 400 %.
const SIZES = [
  [360, 800],
  [1280, 900],
  [3840, 2160],
  [640, 450],
  [320, 225],
];
const ZOOMED = SIZES.slice(3);

/** All that is in view is read, and what moves says how long it takes. */
const isSettled = () => {
  const isInView = (cell) => cell.getBoundingClientRect().top < innerHeight;
  const unknown = [...document.querySelectorAll('[data-status="unknown"]')].filter(isInView);
  const moving = [...document.querySelectorAll(".progress p")].filter(isInView);
  return unknown.length === 0 && moving.every((text) => /^0 %|left|100/.test(text.textContent));
};

/** What has the focus and is covered by something else, or not within the window; nothing where all is well. */
const coveredFocus = () => {
  const { activeElement: element } = document;
  if (element === document.body) return "nothing has the focus";
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const points = [
    [(left + right) / 2, (top + bottom) / 2],
    ...[left + 4, right - 4].flatMap((x) => [top + 4, bottom - 4].map((y) => [x, y])),
  ];
  const isFree = ([x, y]) => {
    const hit = document.elementFromPoint(x, y);
    // At a rounded corner it is what the element is in.
    return hit && (element.contains(hit) || hit.contains(element));
  };
  if (points.every(isFree)) return null;
  const name = element.getAttribute("aria-label") ?? (element.textContent || element.name);
  return `${name} at ${[left, top, right, bottom].map(Math.round)}`;
};

describe("The look of the page in Chromium", () => {
  const endings = [];
  let page, show, picture, violations, errors, leave;
  before(async () => {
    ({ page, show, picture, violations, errors, leave } = await openChromium({ after: (end) => endings.unshift(end) }));
  });
  after(async () => {
    for (const end of endings) await end();
  });
  beforeEach(() => leave());

  /** Keeps a picture of what is shown, and asserts that there is nothing wrong with it. */
  async function assertFine(name) {
    await picture(name);
    assert.deepEqual(await violations(), [], name);
    const [wanted, there] = await page.run(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return [scrollWidth, clientWidth];
    });
    assert.equal(wanted, there, `${name} is wider than the window`);
  }

  for (const scheme of ["light", "dark"]) {
    test(`has nothing that axe-core finds in ${scheme}, at any size and zoom`, async (t) => {
      const { url } = await startDashboard(t, { clock: () => performance.now(), speed: 5 });
      for (const size of SIZES) {
        await show(size, scheme);
        const name = `${size[0]}-${scheme}`;
        await page.open(url);
        await page.total("40 videos");
        await page.until("all in view is known", isSettled);
        await assertFine(name);
        await page.run(() => document.querySelector(".all input").click());
        await page.says("36 selected");
        await page.press("Delete…");
        await page.says("Delete these of 36 videos?");
        await assertFine(`selection-${name}`);
        for (const title of ["Automation", "Activity"]) {
          await page.press(title);
          await page.until(`${title} is open`, (title) => {
            const dialog = document.querySelector("dialog[open]");
            return dialog?.querySelector("h2").textContent === title && !dialog.textContent.includes("Loading");
          }, title);
          await assertFine(`${title.toLowerCase()}-${name}`);
          await page.keys(Key.ESCAPE);
          await page.until("it is closed", () => !document.querySelector("dialog"));
        }
        await page.open(`${url}?open=${PRIVATE}&view=table`);
        await page.until("the window is open", () => document.querySelector("dialog[open] .actions a"));
        await assertFine(`drawer-${name}`);
        await page.keys(Key.ESCAPE);
        await page.until("it is closed", () => !document.querySelector("dialog"));
        await page.until("all in view is known", isSettled);
        await assertFine(`table-${name}`);
      }
      assert.deepEqual(await errors(), []);
    });

    test(`has nothing that axe-core finds in ${scheme} while a job runs, and when something is wrong`, async (t) => {
      const { url, upstream } = await startDashboard(t, { clock: () => performance.now(), speed: 0.1 });
      await show(SIZES[1], scheme);
      await page.open(url);
      await page.total("40 videos");
      for (const uid of [VIDEOS.nothing, VIDEOS.alsoNothing]) await page.select(uid);
      await page.press("Delete MP4", await page.cell(VIDEOS.defaultReady, "default"));
      await assertFine(`asking-${scheme}`);
      await page.press("Create M4As");
      await page.says("Creating M4As for 2 videos");
      await page.state(VIDEOS.nothing, "audio", "In progress");
      await assertFine(`job-${scheme}`);

      upstream.answer = () => ({ status: 429, headers: { "retry-after": "30" } });
      await page.press("Refresh");
      await page.says("limit of requests");
      await assertFine(`paused-${scheme}`);
      upstream.answer = () => undefined;
      await page.driver.get(`${url}?search=zzz`);
      await page.says("No video with");
      await assertFine(`none-${scheme}`);
    });

    test(`has nothing that axe-core finds in ${scheme} without a list, or without a session`, async (t) => {
      await show(SIZES[1], scheme);
      const refusing = await startDashboard(t);
      refusing.upstream.answer = () => ({ status: 403 });
      await page.driver.get(refusing.url);
      await page.says("cannot be listed");
      await assertFine(`refused-${scheme}`);
      // What Chromium itself says of it shows that it would be seen.
      assert.match(String(await errors()), /403/);
      const { url, door } = await startDashboard(t);
      await page.open(url);
      await page.total("40 videos");
      door.signOut();
      await page.says("Your session has ended");
      await assertFine(`ended-${scheme}`);
      await errors();
    });
  }

  for (const size of ZOOMED) {
    for (const view of ["list", "table"]) {
      test(`covers nothing that has the focus at ${size.join(" by ")}, as a ${view}`, async (t) => {
        const { url } = await startDashboard(t);
        await show(size, "light");
        await page.open(`${url}?view=${view}`);
        await page.total("40 videos");
        await page.run(() => document.querySelector(".all input").click());
        await page.says("36 selected");
        await page.run(() => document.querySelector(".more-filters")?.click());
        await page.state(VIDEOS.bothReady, "audio", "Ready");
        await page.run(() => scrollTo(0, 0));
        await page.run(() => document.querySelector(".skip").focus());
        const passed = [];
        // What is scrolled or drawn just now may cover it for a moment.
        const isFree = `() => (${coveredFocus})() === null`;
        const check = async () => {
          await page.until(`nothing covers the focus after ${passed.join(", ")}`, isFree).catch(async ({ message }) => {
            assert.fail(`${await page.run(coveredFocus)}: ${message}`);
          });
          passed.push(await page.focus());
        };
        // Down to the first row, and through it.
        const isInRow = () => Boolean(document.activeElement.closest(".video"));
        while (!(await page.run(isInRow)) && passed.length < 60) {
          await check();
          await page.keys(Key.TAB);
        }
        for (let i = 0; i < 3; i++) {
          await check();
          await page.keys(Key.TAB);
        }
        await check();
        for (let row = 2; row <= 10; row++) {
          await page.keys(Key.ARROW_DOWN);
          const isThere = (row) => document.activeElement.closest(".video")?.ariaPosInSet === row;
          await page.until(`row ${row} has the focus`, isThere, `${row}`);
          await check();
        }
        // And back up to the top.
        for (let i = 0; i < 60 && (await page.focus()) !== "Refresh"; i++) {
          await page.chord(Key.SHIFT, Key.TAB);
          await check();
        }
        for (const part of ["Clear", "Create MP4s", "Refresh", "Automation"]) {
          assert.ok(passed.includes(part), `${part} was not passed: ${passed}`);
        }
      });
    }
  }
});
