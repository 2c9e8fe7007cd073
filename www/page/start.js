// What the page does by itself: it loads the videos, looks again when the tab is seen again or the
// network is back, and rests meanwhile.

import { offline, unreachable } from "./connection.js";
import { forget } from "./entries.js";
import { follow } from "./follow.js";
import { load, refresh } from "./list.js";

const RETRY = 5000;

export function start() {
  load();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) follow();
    else lookAgain();
  });
  addEventListener("online", () => {
    offline.value = false;
    lookAgain();
  });
  addEventListener("offline", () => {
    offline.value = true;
    follow();
  });
  setInterval(() => {
    if (unreachable.value && !offline.value && !document.hidden) lookAgain();
  }, RETRY);
}

/** Somebody else may have changed anything meanwhile. What is shown stays until the answers are there. */
export function lookAgain() {
  forget();
  refresh();
  follow();
}
