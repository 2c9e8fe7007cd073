// Reads the downloads that are not known: those in view first, then those that somebody waits for, and then, where that
// is wanted, all of the library.

import { APIConnectionError, NotFoundError } from "cf-stream-downloads";

import { isSelectable } from "./state.js";

const CONCURRENCY = 6;
/** How long nothing is asked for after a refusal, in ms: that of the others would be the same. */
export const REFUSED = 15_000;
/** How long until one is read again that had no answer, in ms: those of the others may have come. */
const UNANSWERED = 3000;

export const isRefusal = ({ status }) => status === 401 || status === 403;
/** Whether something is asked for from here, so that what is read now may be out of date at once. */
export const isBusy = ({ busy }) => Boolean(busy.default.value || busy.audio.value);

/**
 * `inView()` gives the videos that are shown, `isResting()` whether nothing should be asked for, and `adapt()` has
 * `run` called soon.
 */
export function createReader({ api, states, library, connection, inView, isResting, adapt }) {
  // What is resolved when a video is read that somebody waits for.
  const awaited = new Map();
  // Those that are asked for just now, with how often each had been changed from here by then.
  const asked = new Map();
  let readsAll = false;
  // What has a run go on that waits for more to read; there is one as long as there is a run.
  let wake;
  let refused;

  /** From now on all of the library is read. */
  function readAll() {
    readsAll = true;
    adapt();
  }

  /** Resolves when these are read, or cannot be. */
  async function read(uids) {
    const wanted = uids.filter((uid) => isReadable(uid) && (asked.has(uid) || !states.of(uid).isRead));
    adapt();
    await Promise.all(wanted.map(untilRead));
  }

  function untilRead(uid) {
    if (!awaited.has(uid)) {
      let resolve;
      const promise = new Promise((done) => (resolve = done));
      awaited.set(uid, { promise, resolve });
    }
    return awaited.get(uid).promise;
  }

  function settle(uid) {
    awaited.get(uid)?.resolve();
    awaited.delete(uid);
  }

  /** Goes on after a refusal. */
  function resume() {
    clearTimeout(refused);
    refused = undefined;
    adapt();
  }

  // Whether there is an answer again the dashboard finds out.
  const rests = () => isResting() || connection.unreachable.value;
  const isReadable = (uid) => {
    const video = library.find(uid);
    return video !== undefined && isSelectable(video);
  };
  const isUnread = (uid) => {
    const entry = states.of(uid);
    return !entry.isRead && !asked.has(uid) && !isBusy(entry) && isReadable(uid);
  };

  function nextUnread() {
    for (const uids of [inView(), awaited.keys(), readsAll ? library.uids() : []]) {
      for (const uid of uids) if (isUnread(uid)) return uid;
    }
  }

  /**
   * Which is next is decided when its turn has come, so that what was scrolled past is not asked for, and what has come
   * into view waits for no answer to another.
   */
  async function* unread(own) {
    while (!own.isOver && !rests()) {
      const uid = nextUnread();
      if (uid !== undefined) {
        const entry = states.of(uid);
        entry.isRead = true;
        asked.set(uid, entry.changes);
        yield uid;
      } else if (asked.size > 0) {
        await new Promise((resolve) => (wake = resolve));
      } else return;
    }
  }

  async function run() {
    if (wake) return wake();
    if (refused || rests() || nextUnread() === undefined) return;
    const own = { isOver: false };
    wake = () => {};
    try {
      for await (const found of api.downloads.getMany(unread(own), null, { concurrency: CONCURRENCY })) take(found);
    } catch (error) {
      // All of them would be answered alike.
      for (const uid of asked.keys()) {
        states.setFault(uid, error);
        settle(uid);
      }
      asked.clear();
      if (isRefusal(error)) library.fault.value = error;
      refused = setTimeout(resume, REFUSED);
    }
    own.isOver = true;
    wake();
    wake = undefined;
    adapt();
  }

  function take({ identifier: uid, downloads, error }) {
    const entry = states.of(uid);
    const video = library.find(uid);
    const isStale = entry.changes !== asked.get(uid);
    asked.delete(uid);
    wake();
    if (isStale) entry.isRead = false;
    if (isStale || !video) return;
    // Cloudflare may say so of a video for which nothing was created.
    if (downloads || error instanceof NotFoundError) states.take(video, downloads ?? {});
    else fail(uid, error);
    settle(uid);
    adapt();
  }

  function fail(uid, error) {
    states.setFault(uid, error);
    if (!(error instanceof APIConnectionError)) return;
    setTimeout(() => {
      states.of(uid).isRead = false;
      adapt();
    }, UNANSWERED);
  }

  library.videos.subscribe(() => {
    for (const uid of awaited.keys()) if (!isReadable(uid)) settle(uid);
    adapt();
  });

  return { read, readAll, resume, run };
}
