// Tells the team's webhook that a job has ended.

import { namesOf } from "../download-names.js";
import { webhookFault } from "./address.js";

const TIMEOUT = 10_000;
const MOST_TRIES = 3;
const PAUSE = 5000;

/** The address, or nothing where there is none to be used. */
export function webhookOf(env) {
  const url = typeof env.WEBHOOK_URL === "string" ? env.WEBHOOK_URL.trim() : "";
  return url && !webhookFault(url) ? url : undefined;
}

/** When to try again after so many tries without success; null after the last one. */
export function nextTry(tries, now) {
  return tries < MOST_TRIES ? now + PAUSE * tries : null;
}

/** What a chat shows of a job that has ended. */
export function textOf({ action, types, by, state, total, ready, failed }) {
  const what = action === "delete" ? "deleted" : "ready";
  const one = types.length === 1;
  const count = one
    ? `${ready} of ${total} ${namesOf(types)}${total === 1 ? " is" : "s are"} ${what}`
    : `The ${namesOf(types)} of ${ready} of ${total} ${total === 1 ? "video" : "videos"} are ${what}`;
  const stopped = state === "stopped" ? "Stopped: " : "";
  const faults = failed > 0 ? `, and ${failed} failed` : "";
  return `${stopped}${count}${faults}. Started by ${by}.`;
}

/** Sends it once, and says whether it was taken. A redirection is not followed: it may lead into a network. */
export async function send(url, job) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: textOf(job), job }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await response.body?.cancel();
    if (!response.ok) console.error(`The webhook answered ${response.status} when it was told that a job has ended.`);
    return response.ok;
  } catch {
    // The error may have the address in it.
    console.error("The webhook could not be reached to tell it that a job has ended.");
    return false;
  }
}
