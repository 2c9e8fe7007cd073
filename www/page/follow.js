// Keeps the downloads up to date that somebody can see: reads those that are not known, and watches
// those that move. While the tab is hidden or offline it rests.

import { APIError, DownloadFailedError, downloads, NotFoundError } from "./api.js";
import { offline, rest } from "./connection.js";
import { entryOf, moves, take } from "./entries.js";
import { fault, videos } from "./list.js";
import { TYPES } from "./words.js";

// A browser has six connections to a server that speaks HTTP/1.1, and each watch asks at most once a
// second.
const MOST = 24;
const AT_ONCE = 6;
// In pixels per millisecond, and how many milliseconds after that.
const FAST = 2;
const SETTLED = 120;
// How far out of the window still counts, in pixels.
const NEAR = 200;

const inView = new Set();
/** The videos that are to be watched in or out of view. */
const chosen = new Set();
const watches = new Map();
let byUid = new Map();

videos.follow(() => {
  byUid = new Map(videos.value.map((video) => [video.uid, video]));
  follow();
});

/** Follows these wherever they are, and those before no longer. */
export function choose(uids) {
  chosen.clear();
  for (const uid of uids) chosen.add(uid);
  follow();
}

let planned;
/** Adapts to what has changed. */
export function follow() {
  planned ??= setTimeout(adapt, 50);
}

/** What is only flown past costs no request and no drawing: that waits until the scrolling is slow. */
function scrolled() {
  const now = performance.now();
  const flies = Math.abs(scrollY - last.y) > FAST * (now - last.at);
  last = { at: now, y: scrollY };
  if (!flies) return follow();
  clearTimeout(planned);
  planned = setTimeout(adapt, SETTLED);
}
let last = { at: 0, y: 0 };
addEventListener("scroll", scrolled, { passive: true });
addEventListener("resize", follow, { passive: true });

function adapt() {
  planned = undefined;
  look();
  read();
  watch();
}

/** Finds out what is in view. The rows are in the order of their places, so that few are looked at. */
function look() {
  inView.clear();
  const rows = document.querySelector(".videos")?.children ?? [];
  const at = (i) => rows[i].getBoundingClientRect();
  let [first, end] = [0, rows.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (at(middle).bottom < -NEAR) first = middle + 1;
    else end = middle;
  }
  for (let i = first; i < rows.length && at(i).top < innerHeight + NEAR; i += 1) {
    const { uid } = rows[i].dataset;
    if (!byUid.has(uid)) continue;
    inView.add(uid);
    entryOf(uid).seen.value = true;
  }
}

const isRefusal = ({ status }) => status === 401 || status === 403;
const isTransient = (error) => error instanceof APIError && !(error instanceof NotFoundError);
const resting = () => document.hidden || offline.value;
const wanted = () => [...inView, ...chosen].filter((uid) => byUid.has(uid));
const busy = ({ busy }) => Boolean(busy.default.value || busy.audio.value);

let reading = false;
async function read() {
  const unread = (uid) => {
    const entry = entryOf(uid);
    return !entry.read && !busy(entry) && byUid.get(uid).readyToStream !== false;
  };
  if (reading || resting() || !wanted().some(unread)) return;
  reading = true;
  const changes = new Map();
  // Which is next is decided when its turn has come, so that what was scrolled past is not asked for.
  function* next() {
    for (let uid; !resting() && (uid = wanted().find(unread));) {
      const entry = entryOf(uid);
      entry.read = true;
      changes.set(uid, entry.changes);
      yield uid;
    }
  }
  try {
    for await (const found of downloads.getMany(next(), null, { concurrency: AT_ONCE })) {
      const { identifier: uid, downloads, error } = found;
      const entry = entryOf(uid);
      const video = byUid.get(uid);
      const stale = entry.changes !== changes.get(uid);
      changes.delete(uid);
      if (stale) entry.read = false;
      if (stale || !video) continue;
      // Cloudflare may say so of a video for which nothing was created.
      if (downloads || error instanceof NotFoundError) take(video, downloads ?? {});
      else entry.fault.value = error;
      watch();
    }
  } catch (error) {
    // All of them would be answered alike.
    for (const uid of changes.keys()) entryOf(uid).fault.value = error;
    if (isRefusal(error)) fault.value = error;
  }
  reading = false;
  follow();
}

function watch() {
  const list = resting() ? [] : wanted();
  const going = new Map();
  for (const uid of list) {
    const entry = entryOf(uid);
    const types = Object.keys(TYPES).filter((type) => moves(entry[type].value.status));
    if (types.length > 0 && !busy(entry)) going.set(uid, types);
    if (going.size === MOST) break;
  }
  for (const [uid, { types, controller }] of watches) {
    if (String(going.get(uid)) === String(types)) continue;
    watches.delete(uid);
    controller.abort();
  }
  for (const [uid, types] of going) if (!watches.has(uid)) start(uid, types);
}

async function start(uid, types) {
  const controller = new AbortController();
  const own = { types, controller };
  watches.set(uid, own);
  const { signal } = controller;
  const options = { signal, maxWait: Infinity };
  try {
    for await (const found of downloads.watch(uid, { types }, options)) {
      if (!signal.aborted) take(byUid.get(uid) ?? { uid }, found);
    }
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof DownloadFailedError) {
      take(byUid.get(uid) ?? { uid }, { [error.type]: error.download }, [error.type]);
    } else {
      if (isRefusal(error)) fault.value = error;
      // Deleted by somebody else, or not to be had just now: what it is shows the next reading.
      await rest(isRefusal(error) ? 15_000 : isTransient(error) ? 3000 : 0);
      if (signal.aborted) return;
      entryOf(uid).read = false;
    }
  }
  if (watches.get(uid) === own) watches.delete(uid);
  follow();
}

/** Reads the downloads of a video again. */
export function readAgain(uid) {
  const entry = entryOf(uid);
  entry.read = false;
  entry.fault.value = undefined;
  follow();
}
