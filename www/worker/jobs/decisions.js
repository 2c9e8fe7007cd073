// What the jobs decide: what becomes of a video, what is done next, and when they look again. Plain functions of plain
// data, without storage, network or clock.

import { namesOf } from "../download-names.js";

/** How many videos Cloudflare encodes for the jobs at once. */
export const MOST_ENCODING = 100;
/** How often a video is tried whose requests fail for reasons that may pass. */
export const MOST_ATTEMPTS = 6;

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const QUICKEST = 2 * SECOND;
const SLOWEST = 30 * SECOND;
// A video costs a look one request. Cloudflare takes four a second, and half of them are left for others.
const EACH = 0.5 * SECOND;
const LONGEST_REST = 300 * SECOND;

const isOpen = ({ status }) => status !== "ready" && status !== "error";

/**
 * What a video with these downloads is for a job that wants these types: `{ state, percent, message }`. The state is
 * "ready", "failed", or "following" while one is in progress.
 */
export function outcomeOf(downloads, types) {
  const there = types.filter((type) => downloads[type]);
  if (there.some((type) => isOpen(downloads[type]))) {
    const percents = there.map((type) => percentOf(downloads[type]));
    return { state: "following", percent: percents.reduce((sum, each) => sum + each, 0) / types.length };
  }
  const failed = types.filter((type) => downloads[type]?.status === "error");
  if (failed.length > 0) return failure(`Cloudflare could not make the ${namesOf(failed)}.`);
  const missing = types.filter((type) => !downloads[type]);
  if (missing.length > 0) return failure(`The ${namesOf(missing)} was deleted meanwhile.`);
  return { state: "ready", percent: 100, message: null };
}

function failure(message) {
  return { state: "failed", percent: 0, message };
}

/**
 * What a retry has to do for a video: the `types` to make anew, which is those that are there when one of them has
 * failed; or the `outcome`, when none has.
 */
export function retryOf(downloads, types) {
  const there = types.filter((type) => downloads[type]);
  if (there.length === 0) return { outcome: { state: "untouched", percent: 0, message: null } };
  if (there.some((type) => downloads[type].status === "error")) return { types: there };
  return { types: there, outcome: outcomeOf(downloads, there) };
}

/** How far one download is, 0 to 100. */
function percentOf({ status, percentComplete }) {
  const percent = status === "ready" ? 100 : Number(percentComplete);
  return Math.min(100, Math.max(0, percent || 0));
}

/** How far a job is in whole percent; `progress` is the sum of the percents of the videos that it follows. */
export function progressOf({ total, settled, progress }) {
  return Math.floor((settled * 100 + progress) / total);
}

/** Whether a request failed for a reason that may pass: no answer, too many requests, or a fault at Cloudflare. */
export function mayPass({ status }) {
  return status === undefined || status === 408 || status === 429 || status >= 500;
}

/** How long the jobs rest after so many failures in a row. */
export function restAfter(failures) {
  return Math.min(LONGEST_REST, SECOND * 2 ** failures);
}

/** The time between two looks at what is in progress: it grows while nothing changes. */
export function nextPace(pace, changed) {
  return changed ? QUICKEST : Math.min(SLOWEST, pace * 1.5);
}

/** How many videos one look takes in at this pace: of many each has its turn in one of the next looks. */
export function lookSize(pace) {
  return Math.floor(pace / EACH);
}

/** Whether a download that has been in progress since then is given up. */
export function isGivenUp(begun, now) {
  return now - begun > DAY;
}

/**
 * What to do now: `{ step: "work" }` on videos that wait, `{ step: "follow" }` those in progress, or `{ until }`, the
 * time until which there is nothing to do. Nothing at all when all jobs have ended.
 *
 * - `waiting`: the action of the oldest job that has videos which wait, if there is one.
 * - `following`: how many videos are in progress; they are looked at from `lookAt` on.
 * - `restUntil`: until when nothing is asked of Cloudflare.
 */
export function nextStep({ now, waiting, following, lookAt, restUntil }) {
  if (!waiting && following === 0) return undefined;
  if (restUntil > now) return { until: restUntil };
  if (following > 0 && lookAt <= now) return { step: "follow" };
  if (waiting && (waiting === "delete" || following < MOST_ENCODING)) return { step: "work" };
  return { until: lookAt };
}

/** Why a running job rests just now, or null. All of these can stand after "Waiting for". */
export function waitingFor({ now, hasWaiting, isFirst, following, isLimited, restUntil, restWhy }) {
  if (isLimited) return "Cloudflare's limit of requests";
  if (restUntil > now) return restWhy;
  if (!hasWaiting) return null;
  if (!isFirst) return "an earlier job";
  return following >= MOST_ENCODING ? "Cloudflare to finish other downloads" : null;
}
