// What a screen reader is told without being asked.

import { signal } from "@preact/signals";

/** `say(text)` announces a text politely; `spoken` is what is announced just now. */
export function createAnnouncer() {
  const spoken = signal("");
  let waiting = [];
  let silence;

  /** What comes within a moment is said together. */
  function say(text) {
    waiting.push(text);
    if (waiting.length > 1) return;
    setTimeout(() => {
      const several = waiting.length > 4;
      spoken.value = several
        ? `${waiting.slice(0, 3).join(" ")} And ${waiting.length - 3} more.`
        : waiting.join(" ");
      waiting = [];
      // The same words are news again later.
      clearTimeout(silence);
      silence = setTimeout(() => (spoken.value = ""), 5000);
    }, 400);
  }

  return { spoken, say };
}
