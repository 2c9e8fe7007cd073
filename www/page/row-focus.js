// Which row the Tab key leads to: of a long list one row alone, or nobody would get past it. The arrow keys lead to the
// others, to the control in the same place.

import { signal } from "@preact/signals";

const CONTROLS = "input:enabled, button:enabled, a[href]";
// How many frames it is waited for a row to be drawn, and then for the list to come to rest.
const PATIENCE = 60;
const REST = 30;

/** `reveal(uid)` scrolls to a row, so that it is drawn. */
export function createRowFocus({ document, reveal }) {
  /** The row that the focus was last in; of none, all that are drawn can be reached. */
  const active = signal();
  const rowOf = (uid) => document.querySelector(`[data-uid="${CSS.escape(uid)}"]`);

  function move(uid, place) {
    active.value = uid;
    // To one that is drawn the browser scrolls by itself, and to the control: a row may be taller than the window.
    if (!rowOf(uid)) reveal(uid);
    let left = PATIENCE;
    const attempt = () => {
      if (active.value !== uid) return;
      const controls = controlsOf(rowOf(uid));
      const control = controls[Math.min(place, controls.length - 1)];
      // A row that has just been drawn is hidden until it is measured, and takes no focus.
      control?.focus();
      if (control && document.activeElement === control) keepInView(control, REST);
      else if (left-- > 0) requestAnimationFrame(attempt);
    };
    requestAnimationFrame(attempt);
  }

  /** The list may still move: it scrolls to the row, and takes in the heights of those before it. */
  function keepInView(control, frames) {
    if (document.activeElement !== control || frames === 0) return;
    control.scrollIntoView({ block: "nearest" });
    requestAnimationFrame(() => keepInView(control, frames - 1));
  }

  const controlsOf = (row) => [...(row?.querySelectorAll(CONTROLS) ?? [])];

  /** The place of a control in its row. */
  const placeOf = (control, row) => controlsOf(row).indexOf(control);

  return { active, move, placeOf };
}
