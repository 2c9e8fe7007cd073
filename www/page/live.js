// What a screen reader is told without being asked.

import { valueOf } from "./value.js";

export const spokenText = valueOf("");

let waiting = [];
let silence;
/** Says it politely; what comes within a moment is said together. */
export function say(text) {
  waiting.push(text);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const several = waiting.length > 4;
    spokenText.value = several
      ? `${waiting.slice(0, 3).join(" ")} And ${waiting.length - 3} more.`
      : waiting.join(" ");
    waiting = [];
    // The same words are news again later.
    clearTimeout(silence);
    silence = setTimeout(() => (spokenText.value = ""), 5000);
  }, 400);
}
