// What is known of each video's downloads.

import { signal } from "@preact/signals";

import { nameOf, remaining, TYPES } from "./words.js";

const AT_REST = ["unknown", "none", "ready", "error"];
// How long changes are collected before what is made of all states is made anew, in ms.
const SETTLED = 200;

/** Whether it becomes another one by itself. Cloudflare may have names for that which are not known here. */
export const isMoving = (status) => !AT_REST.includes(status);

export function createStates({ say, now = () => performance.now() }) {
  const entries = new Map();
  /** Changes after states have changed: for what is made of all of them. */
  const revision = signal(0);
  let collecting = false;

  /**
   * What is known of a video's downloads. `default` and `audio` are what is shown of them, `fault` is why they could
   * not be read, and `busy` and `faults` are of what was asked for here.
   */
  function of(uid) {
    if (!entries.has(uid)) {
      entries.set(uid, {
        default: signal({ status: "unknown" }),
        audio: signal({ status: "unknown" }),
        fault: signal(),
        busy: { default: signal(), audio: signal() },
        faults: { default: signal(), audio: signal() },
        // Where each was first seen in progress, which tells how fast it is.
        from: {},
        // Whether they have been read, and how often they were changed from here.
        isRead: false,
        changes: 0,
      });
    }
    return entries.get(uid);
  }

  /** The state of one download, without an entry for each video that nobody has looked at. */
  const statusOf = (uid, type) => entries.get(uid)?.[type].peek().status ?? "unknown";

  /** The same, or "unreadable" where it is not known and could not be read. */
  function judgedOf(uid, type) {
    const status = statusOf(uid, type);
    return status === "unknown" && entries.get(uid)?.fault.peek() ? "unreadable" : status;
  }

  /** Those that could not be read. */
  const unreadable = () => [...entries.keys()].filter((uid) => entries.get(uid).fault.peek());

  /** Why the downloads of a video could not be read, or nothing when they are read again. */
  function setFault(uid, fault) {
    of(uid).fault.value = fault;
    revise();
  }

  /** Has these read again when they are next wanted, and all of them where none are named. */
  function forget(uids = entries.keys()) {
    for (const uid of uids) if (entries.has(uid)) entries.get(uid).isRead = false;
  }

  /** Takes in what the API says; `only` when it does not speak of the others. */
  function take(video, downloads, only = Object.keys(TYPES)) {
    const entry = of(video.uid);
    entry.fault.value = undefined;
    for (const type of only) {
      const before = entry[type].value;
      const after = shown(entry, type, downloads[type]);
      // Where nothing has changed that is shown, nothing is drawn.
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      entry[type].value = after;
      if (before.status === after.status) continue;
      clearFault(entry.faults[type], after.status);
      revise();
      announce(video, type, before.status, after.status);
    }
  }

  /** What was asked for has come about all the same. */
  function clearFault(fault, status) {
    const done = status === "none" ? "deleting" : "creating";
    if (fault.value?.doing === done) fault.value = undefined;
  }

  function revise() {
    if (collecting) return;
    collecting = true;
    setTimeout(() => {
      collecting = false;
      revision.value += 1;
    }, SETTLED);
  }

  function announce(video, type, before, after) {
    if (!isMoving(before)) return;
    if (after === "ready") say(`${TYPES[type]} of ${nameOf(video)} is ready.`);
    if (after === "error") say(`${TYPES[type]} of ${nameOf(video)} has failed.`);
  }

  function shown(entry, type, download) {
    const { status = "unknown", percentComplete: percent = 0, url } = download ?? { status: "none" };
    if (status !== "inprogress") {
      delete entry.from[type];
      return { status, url };
    }
    const at = now();
    const from = (entry.from[type] ??= { at, percent });
    const speed = (percent - from.percent) / (at - from.at);
    const left = speed > 0 ? remaining((100 - percent) / speed / 1000) : "";
    return { status, percent: Math.floor(percent), left };
  }

  return { of, statusOf, judgedOf, unreadable, setFault, forget, take, revision };
}
