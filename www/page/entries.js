// What is known of each video's downloads.

import { downloadLink } from "./api.js";
import { say } from "./live.js";
import { valueOf } from "./value.js";
import { nameOf, remaining, TYPES } from "./words.js";

const NONE = { status: "none" };
const AT_REST = ["unknown", "none", "ready", "error"];
const entries = new Map();

/**
 * What the page knows of a video's downloads. `default` and `audio` are what is shown of them,
 * `fault` is why they could not be read, and `busy` and `faults` are of what was asked for here. It
 * is `seen` once somebody had the time to.
 */
export function entryOf(uid) {
  if (!entries.has(uid)) {
    entries.set(uid, {
      uid,
      default: valueOf({ status: "unknown" }),
      audio: valueOf({ status: "unknown" }),
      fault: valueOf(),
      seen: valueOf(false),
      busy: { default: valueOf(), audio: valueOf() },
      faults: { default: valueOf(), audio: valueOf() },
      // Where each was first seen in progress, which tells how fast it is.
      from: {},
      // Whether they have been read, and how often they were changed from here.
      read: false,
      changes: 0,
    });
  }
  return entries.get(uid);
}

/** Whether it becomes another one by itself. Cloudflare may have names for that which are not known here. */
export const moves = (status) => !AT_REST.includes(status);

/** Has all of them read again when they are next in view. */
export function forget() {
  for (const entry of entries.values()) entry.read = false;
}

/** Takes in what the API says; `only` when it does not speak of the others. */
export function take(video, downloads, only = Object.keys(TYPES)) {
  const entry = entryOf(video.uid);
  entry.fault.value = undefined;
  for (const type of only) {
    const before = entry[type].value;
    const after = shown(entry, type, downloads[type]);
    // Where nothing has changed that is shown, nothing is drawn.
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    entry[type].value = after;
    announce(video, type, before.status, after.status);
  }
}

function announce(video, type, before, after) {
  if (!moves(before)) return;
  if (after === "ready") say(`${TYPES[type]} of ${nameOf(video)} is ready.`);
  if (after === "error") say(`${TYPES[type]} of ${nameOf(video)} has failed.`);
}

function shown(entry, type, download) {
  if (!download) {
    delete entry.from[type];
    return NONE;
  }
  const { status = "unknown", percentComplete: percent = 0, url } = download;
  if (status !== "inprogress") {
    delete entry.from[type];
    return { status, url };
  }
  const now = performance.now();
  const from = (entry.from[type] ??= { at: now, percent });
  const speed = (percent - from.percent) / (now - from.at);
  const left = speed > 0 ? remaining((100 - percent) / speed / 1000) : "";
  return { status, percent: Math.floor(percent), left };
}

/** The link to a file that is saved under the video's name. */
export function linkOf(video, url) {
  const { uid } = video;
  const name = nameOf(video);
  // A file name has letters of the alphabet alone. What is left of others may be the same for many videos, or nothing.
  const isLatin = !/(?!\p{sc=Latn})\p{L}/u.test(name);
  for (const filename of [isLatin ? name : `${name} ${uid}`, uid]) {
    try {
      return downloadLink(url, { filename });
    } catch {
      // It is tried with the identifier alone.
    }
  }
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}
