// How somebody who looks elsewhere is told that a job is done.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createNotifier } from "../../www/page/notifier.js";

/**
 * A window in a tab that may be hidden. `shown` are its notifications, and `asked` how often it asked for leave. Chrome
 * on Android is not `able` to show any.
 */
function open({ hidden = true, permission = "granted", supported = true, able = true } = {}) {
  const listeners = [];
  const window = { shown: [], asked: 0 };
  window.document = {
    hidden,
    title: "Stream downloads",
    addEventListener: (name, listener) => name === "visibilitychange" && listeners.push(listener),
  };
  if (supported) {
    window.Notification = class {
      static permission = permission;
      static requestPermission = async () => void (window.asked += 1);
      constructor(title, { body }) {
        if (!able) throw new TypeError("Failed to construct 'Notification': Illegal constructor.");
        window.shown.push(`${title}: ${body}`);
      }
    };
  }
  const see = (hidden) => {
    window.document.hidden = hidden;
    for (const listener of listeners) listener();
  };
  return Object.assign(window, { see }, createNotifier({ window }));
}

test("A hidden tab says it in its title and by a notification, until somebody looks", () => {
  const window = open();
  window.notify("MP4s created for 2 of 2 videos.");
  assert.equal(window.document.title, "✓ MP4s created for 2 of 2 videos.");
  assert.deepEqual(window.shown, ["Stream downloads: MP4s created for 2 of 2 videos."]);
  window.see(true);
  assert.match(window.document.title, /^✓/);
  window.see(false);
  assert.equal(window.document.title, "Stream downloads");
});

test("The title is that of the last job, and the page's own again after two", () => {
  const window = open();
  window.notify("One");
  window.notify("Two");
  assert.equal(window.document.title, "✓ Two");
  window.see(false);
  assert.equal(window.document.title, "Stream downloads");
});

test("Who sees the page is not told in that way", () => {
  const window = open({ hidden: false });
  window.notify("MP4s created for 2 of 2 videos.");
  assert.equal(window.document.title, "Stream downloads");
  assert.deepEqual(window.shown, []);
});

test("Without permission, or in a browser that has none, there is the title alone", async () => {
  for (const kind of [{ permission: "default" }, { permission: "denied" }, { supported: false }, { able: false }]) {
    const window = open(kind);
    window.notify("Done");
    assert.deepEqual(window.shown, []);
    assert.equal(window.document.title, "✓ Done");
  }
});

test("Permission is asked for only while nobody has decided about it", async () => {
  for (const [kind, times] of [
    [{ permission: "default" }, 1],
    [{ permission: "granted" }, 0],
    [{ permission: "denied" }, 0],
    [{ supported: false }, 0],
  ]) {
    const window = open(kind);
    await window.ask();
    assert.equal(window.asked, times);
  }
});
