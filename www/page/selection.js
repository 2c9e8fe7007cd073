// The videos that are selected. They stay so whatever is shown just now.

import { signal } from "@preact/signals";

/**
 * A selection of videos by their identifiers, empty at first. `selected` is a signal with a new set whenever that is
 * another one.
 */
export function createSelection() {
  const selected = signal(new Set());
  /** The last video that was toggled, from which a range extends, and whether it is selected since. */
  let anchor;

  function become(next) {
    if (!isSame(next, selected.peek())) selected.value = next;
  }

  /** Selects these, or with `on` false selects them no longer. */
  function set(uids, on) {
    const next = new Set(selected.peek());
    for (const uid of uids) next[on ? "add" : "delete"](uid);
    become(next);
  }

  function toggle(uid, on = !selected.peek().has(uid)) {
    anchor = { uid, on };
    set([uid], on);
  }

  /**
   * Does to all from the last toggled video to this one, in the order of `uids`, what was done to that. Where that is
   * none of `uids`, this one is toggled alone.
   */
  function extend(uids, uid) {
    const [start, end] = [uids.indexOf(anchor?.uid), uids.indexOf(uid)].sort((a, b) => a - b);
    if (start === -1) toggle(uid);
    else set(uids.slice(start, end + 1), anchor.on);
  }

  function replace(uids) {
    anchor = undefined;
    become(new Set(uids));
  }

  /** Selects these no longer. */
  function drop(uids) {
    const gone = new Set(uids);
    replace([...selected.peek()].filter((uid) => !gone.has(uid)));
  }

  /** Keeps those of these alone: the others are no longer in the library. */
  function retain(uids) {
    const there = new Set(uids);
    if (anchor && !there.has(anchor.uid)) anchor = undefined;
    become(new Set([...selected.peek()].filter((uid) => there.has(uid))));
  }

  return { selected, toggle, extend, replace, drop, clear: () => replace([]), retain };
}

function isSame(one, other) {
  return one.size === other.size && [...one].every((uid) => other.has(uid));
}
