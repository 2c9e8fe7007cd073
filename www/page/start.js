// What the page does by itself: it loads the videos, looks again when the tab is seen again or the
// network is back, or while some are processed, and rests meanwhile.

import { offline, pausedUntil, unreachable } from "./connection.js";
import { forget } from "./entries.js";
import { follow } from "./follow.js";
import { load, PAGE, phase, refresh, refreshing, videos } from "./list.js";

const RETRY = 5000;
const SELDOM = 60_000;

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
  setTimeout(ripen, RETRY);
}

const isProcessed = ({ readyToStream, status }) => readyToStream === false && status?.state !== "error";

let pace = RETRY;
/** Looks what became of videos that Cloudflare still processes: less and less often while nothing happens. */
async function ripen() {
  const before = videos.value;
  const rests = document.hidden || offline.value || unreachable.value || pausedUntil.value || refreshing.value;
  if (!rests && phase.value === "idle" && before.slice(0, PAGE - 1).some(isProcessed)) {
    await refresh(true);
    pace = videos.value === before ? Math.min(pace * 1.5, SELDOM) : RETRY;
  }
  setTimeout(ripen, pace);
}

/** Somebody else may have changed anything meanwhile. What is shown stays until the answers are there. */
export function lookAgain() {
  forget();
  refresh();
  follow();
}
