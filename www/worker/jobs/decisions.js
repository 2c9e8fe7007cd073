// What the jobs decide: what becomes of a video, what is done next, and when they look again. Plain functions of plain
// data, without storage, network or clock.

import { namesOf } from "../download-names.js";

/** How many videos Cloudflare encodes for the jobs at once. */
export const MOST_ENCODING = 100;

const SECOND = 1000;
const QUARTER = 15 * 60 * SECOND;
const DAY = 24 * 60 * 60 * SECOND;
const QUICKEST = 2 * SECOND;
const SLOWEST = 30 * SECOND;
// A video costs a look one request. Cloudflare takes four a second, and half of them are left for others.
const EACH = 0.5 * SECOND;
const LONGEST_REST = 60 * SECOND;

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
 * What a retry has to do for a video: the `types` to make, which is those that are there when one of them has failed,
 * and those `missed`, which a job should have created and has not; or the `outcome`, when nothing has failed.
 */
export function retryOf(downloads, types, missed = []) {
  const there = types.filter((type) => downloads[type]);
  const wanted = types.filter((type) => downloads[type] || missed.includes(type));
  if (wanted.length === 0) return { outcome: { state: "untouched", percent: 0, message: null } };
  const hasFailed = there.some((type) => downloads[type].status === "error");
  if (hasFailed || wanted.length > there.length) return { types: wanted };
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

/**
 * Whether a request failed for a reason that may pass: no answer, a token that is not good, too many requests, or a
 * fault at Cloudflare.
 */
export function mayPass({ status }) {
  return status === undefined || [401, 403, 408, 429].includes(status) || status >= 500;
}

/** How long a kind of step rests after so many failures in a row. */
export function restAfter(failures) {
  return Math.min(LONGEST_REST, SECOND * 2 ** failures);
}

/** The time between two looks at what is in progress: it grows while nothing changes. */
export function nextPace(pace, changed) {
  return changed ? QUICKEST : Math.min(SLOWEST, pace * 1.5);
}

/** How many videos a look takes in so long after the last one: of many each has its turn in one of the next looks. */
export function lookSize(time) {
  return Math.max(1, Math.floor(Math.min(SLOWEST, time) / EACH));
}

/** Whether a download that has been in progress since then is given up. */
export function isGivenUp(begun, now) {
  return now - begun > DAY;
}

/**
 * Whether a video is given up whose requests have failed since then for reasons that may pass. `workedAt` is when one
 * for another last got through: what all videos meet is the fault of none.
 */
export function hasFailed(since, workedAt, now) {
  return now - since > (workedAt > since ? QUARTER : DAY);
}

/**
 * What to do now: `{ step: "work" }` on videos that wait, `{ step: "follow" }` those in progress, or `{ until }`, the
 * time until which there is nothing to do. Nothing at all when all jobs have ended.
 *
 * - `waiting`: the action of the oldest job that has videos which wait, if there is one.
 * - `following`: how many videos are in progress.
 * - `workAt`, `lookAt`: from when on those that wait are worked on, and those in progress looked at.
 */
export function nextStep({ now, waiting, following, workAt, lookAt }) {
  const mayWork = waiting && (waiting === "delete" || following < MOST_ENCODING);
  if (following > 0 && lookAt <= now) return { step: "follow" };
  if (mayWork && workAt <= now) return { step: "work" };
  const times = [...(following > 0 ? [lookAt] : []), ...(mayWork ? [workAt] : [])];
  return times.length > 0 ? { until: Math.min(...times) } : undefined;
}

/** Why a running job rests just now, or null. All of these can stand after "Waiting for". */
export function waitingFor({ now, hasWaiting, isFirst, following, isLimited, rest }) {
  if (isLimited) return "Cloudflare's limit of requests";
  if (rest.until > now) return rest.why;
  if (!hasWaiting) return null;
  if (!isFirst) return "another job";
  return following >= MOST_ENCODING ? "Cloudflare to finish other downloads" : null;
}
