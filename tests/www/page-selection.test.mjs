// The selection of the page: single videos, ranges, and what becomes of it when the library changes.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { createSelection } from "../../www/page/selection.js";
import { forAll } from "../hostile/run.js";

const UIDS = ["a", "b", "c", "d", "e"];

/** A selection, what is `chosen` in it, and the sets of which it `told`. */
function start(...uids) {
  const selection = createSelection();
  selection.replace(uids);
  const told = [];
  selection.selected.subscribe((set) => told.push([...set].sort().join("")));
  told.length = 0;
  return { ...selection, told, chosen: () => [...selection.selected.value].sort().join("") };
}

test("At first nothing is selected", () => {
  assert.deepEqual(createSelection().selected.value, new Set());
});

test("A video is toggled, or becomes what is asked for", () => {
  const { toggle, chosen } = start();
  for (const [args, after] of [
    [["a"], "a"],
    [["b"], "ab"],
    [["a"], "b"],
    [["b", true], "b"],
    [["a", false], "b"],
    [["b", false], ""],
    [["c", true], "c"],
  ]) {
    toggle(...args);
    assert.equal(chosen(), after);
  }
});

test("A range is selected from the last toggled video, in either direction, and both belong to it", () => {
  const { toggle, extend, chosen } = start();
  toggle("c");
  extend(UIDS, "d");
  assert.equal(chosen(), "cd");
  extend(UIDS, "b");
  assert.equal(chosen(), "bcd");
  extend(UIDS, "c");
  assert.equal(chosen(), "bcd");
});

test("A range becomes what the last toggled video did, selected or not", () => {
  const { toggle, extend, chosen } = start("a", "b", "c", "e");
  toggle("b");
  extend(UIDS, "d");
  assert.equal(chosen(), "ae");
});

test("A range follows the order in which the videos are shown, and leaves those that are not", () => {
  const { toggle, extend, chosen } = start();
  toggle("a");
  extend(["e", "a", "c", "b"], "b");
  assert.equal(chosen(), "abc");
});

test("Without a last toggled video among those that are shown, a range is its one video", () => {
  for (const forget of [
    () => {},
    ({ clear }) => clear(),
    ({ replace }) => replace(["a"]),
    ({ retain }) => retain(["a", "c", "d", "e"]),
    ({ toggle }) => toggle("f"),
  ]) {
    const selection = start();
    if (forget.length) selection.toggle("b");
    forget(selection);
    const before = selection.selected.value;
    selection.extend(UIDS, "d");
    assert.deepEqual(selection.selected.value, new Set([...before, "d"]));
    // From there on it extends.
    selection.extend(UIDS, "b");
    assert.deepEqual(selection.selected.value, new Set([...before, "b", "c", "d"]));
  }
});

test("A range to a video that is not shown is that one", () => {
  const { toggle, extend, chosen } = start();
  toggle("a");
  extend(UIDS, "f");
  assert.equal(chosen(), "af");
});

test("What has left the library leaves the selection, and what is new in it stays out", () => {
  const { retain, chosen } = start("a", "b", "c");
  retain(new Map([["c"], ["a"], ["e"]]).keys());
  assert.equal(chosen(), "ac");
});

test("Some are dropped, and the others stay", () => {
  const { drop, toggle, extend, chosen } = start("a", "b", "c");
  drop(["b", "e"]);
  assert.equal(chosen(), "ac");
  toggle("a");
  drop(["c"]);
  // There is nothing to go on from.
  extend(UIDS, "d");
  assert.equal(chosen(), "d");
});

test("All are replaced, and cleared", () => {
  const { replace, clear, chosen } = start("a", "b");
  replace(["b", "c", "c"]);
  assert.equal(chosen(), "bc");
  clear();
  assert.equal(chosen(), "");
});

test("A change that changes nothing is not told", () => {
  const { toggle, extend, replace, retain, clear, told, selected } = start("a", "b");
  const before = selected.value;
  toggle("a", true);
  toggle("c", false);
  toggle("a", true);
  extend(UIDS, "b");
  replace(["b", "a"]);
  retain(UIDS);
  assert.equal(selected.value, before);
  assert.deepEqual(told, []);
  clear();
  clear();
  assert.deepEqual(told, [""]);
});

test("A set that was given out stays as it was", () => {
  const { toggle, selected } = start("a");
  const before = selected.value;
  toggle("b");
  assert.deepEqual([...before], ["a"]);
});

const uid = fc.constantFrom(...UIDS);
const some = fc.subarray(UIDS);
const change = fc.oneof(
  fc.record({ name: fc.constant("toggle"), args: fc.oneof(fc.tuple(uid), fc.tuple(uid, fc.boolean())) }),
  fc.record({ name: fc.constant("extend"), args: fc.tuple(fc.shuffledSubarray(UIDS), uid) }),
  fc.record({ name: fc.constantFrom("replace", "drop", "retain"), args: fc.tuple(some) }),
  fc.record({ name: fc.constant("clear"), args: fc.constant([]) }),
);

test("Whatever is done, every change is told once, and nothing else is", () =>
  forAll(fc.array(change, { maxLength: 20 }), 300, (changes) => {
    const selection = start();
    for (const { name, args } of changes) {
      const before = selection.chosen();
      selection.told.length = 0;
      selection[name](...args);
      const after = selection.chosen();
      assert.deepEqual(selection.told, after === before ? [] : [after]);
    }
  }));
