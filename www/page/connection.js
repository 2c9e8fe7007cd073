// How the way to the Worker is: every request goes through here, so that all of the page knows when
// there is no answer, or when there were too many requests.

import { valueOf } from "./value.js";

/** Whether the browser says that there is no network. */
export const offline = valueOf(!navigator.onLine);
/** Whether the last request had no answer. */
export const unreachable = valueOf(false);
/** Until when no request should be made, as of `performance.now()`: a clock may be set. 0: there is no such wish. */
export const pausedUntil = valueOf(0);

/** The global `fetch`, watched. */
export async function watchedFetch(input, init) {
  try {
    const response = await fetch(input, init);
    unreachable.value = false;
    if (response.status === 429) {
      const seconds = Number(response.headers.get("retry-after"));
      pause(seconds > 0 ? seconds * 1000 : 5000);
    } else if (performance.now() >= pausedUntil.value) {
      pausedUntil.value = 0;
    }
    return response;
  } catch (error) {
    if (!init?.signal?.aborted) unreachable.value = true;
    throw error;
  }
}

function pause(milliseconds) {
  pausedUntil.value = Math.max(pausedUntil.value, performance.now() + milliseconds);
}

/** Resolves when the pause that is asked for is over, and after `least` milliseconds. */
export function rest(least = 0) {
  const delay = Math.max(least, pausedUntil.value - performance.now());
  return new Promise((resolve) => setTimeout(resolve, delay));
}
