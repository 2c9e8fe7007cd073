// How the way to the Worker is. Every request goes through `fetch` of a connection, so that all of the page knows when
// there is no answer, when there were too many requests, and when the session has ended.

import { computed, signal } from "@preact/signals";

// The Worker's own code for a request without a session; Cloudflare's codes for its token are others.
export const SIGNED_OUT = 1401;

/** `fetch` is the global one; `now` gives milliseconds that no change of the clock moves. */
export function createConnection({ fetch, isOnline = true, now = () => performance.now() }) {
  /** Whether the browser says that there is no network. */
  const offline = signal(!isOnline);
  /** Whether the last request had no answer. */
  const unreachable = signal(false);
  /** Whether one has to sign in again: nothing is asked for any more. */
  const ended = signal(false);
  /** Until when no request should be made, as of `now`; 0 where there is no such wish. */
  const pausedUntil = signal(0);
  /** Whether a request would be in vain. */
  const isCut = computed(() => offline.value || ended.value);

  async function watchedFetch(input, init) {
    try {
      const response = await fetch(input, init);
      unreachable.value = false;
      if (await isSignedOut(response)) ended.value = true;
      if (response.status === 429) {
        const seconds = Number(response.headers.get("retry-after"));
        pausedUntil.value = Math.max(pausedUntil.value, now() + (seconds > 0 ? seconds * 1000 : 5000));
      } else if (now() >= pausedUntil.value) {
        pausedUntil.value = 0;
      }
      return response;
    } catch (error) {
      if (!init?.signal?.aborted) unreachable.value = true;
      throw error;
    }
  }

  /** Resolves when the pause is over, and after `least` milliseconds. */
  function untilResumed(least = 0) {
    const delay = Math.max(least, pausedUntil.value - now());
    return new Promise((resolve) => setTimeout(resolve, delay));
  }

  return { offline, unreachable, ended, pausedUntil, isCut, now, fetch: watchedFetch, untilResumed };
}

/** Cloudflare Access sends a request without a session on to its sign-in page, at another origin. */
async function isSignedOut(response) {
  if (response.type === "opaqueredirect") return true;
  if (response.status !== 401) return false;
  const body = await response.clone().json().catch(() => undefined);
  return body?.errors?.[0]?.code === SIGNED_OUT;
}
