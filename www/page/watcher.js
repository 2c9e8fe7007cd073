// Keeps the downloads up to date that somebody looks at: has those read that are not known, and watches those that
// move. While the tab is hidden, offline or signed out it rests.

import { APIError, DownloadFailedError, NotFoundError } from "cf-stream-downloads";

import { createReader, isBusy, isRefusal, REFUSED } from "./reader.js";
import { isMoving } from "./states.js";
import { TYPES } from "./words.js";

// A browser has six connections to a server that speaks HTTP/1.1, and each watch asks at most once a second.
const MOST_WATCHES = 24;
// What is only scrolled past costs no request: rows must have stood for so long, in ms.
const SETTLED = 100;
// How long until a watch that has failed goes on, in ms.
const FAILED = 3000;

const isTransient = (error) => error instanceof APIError && !(error instanceof NotFoundError);

/** `isHidden` says whether nobody can see the page. */
export function createWatcher({ api, states, library, connection, isHidden }) {
  // How many places show each video: its row, and the window about it.
  const places = new Map();
  const watches = new Map();
  let planned;
  let isFirst = true;

  const isResting = () => isHidden() || connection.isCut.value;
  const reader = createReader({
    ...{ api, states, library, connection, isResting, adapt },
    inView: () => places.keys(),
  });

  /** A place shows this video, until the function that it gives is called. */
  function show(uid) {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
      places.set(uid, (places.get(uid) ?? 0) + 1);
      adapt();
    };
    // Those that are there at first need not stand for a while: nobody has scrolled.
    if (isFirst) setTimeout(() => (isFirst = false));
    const timer = isFirst ? settle() : setTimeout(settle, SETTLED);
    return () => {
      clearTimeout(timer);
      if (!isSettled) return;
      const left = places.get(uid) - 1;
      if (left > 0) places.set(uid, left);
      else places.delete(uid);
      adapt();
    };
  }

  /** Reads those again that are in view. */
  function readShownAgain() {
    states.forget(places.keys());
    adapt();
  }

  /** Reads the downloads of a video again. */
  function readAgain(uid) {
    states.of(uid).isRead = false;
    states.setFault(uid, undefined);
    reader.resume();
  }

  /** Reads all those again that could not be read. */
  function readUnreadable() {
    for (const uid of states.unreadable()) readAgain(uid);
  }

  /** Reads all again that is wanted. */
  function lookAgain() {
    states.forget();
    reader.resume();
  }

  /** Adapts to what has changed, once for all that changes together, and before anything is painted. */
  function adapt() {
    planned ??= Promise.resolve().then(() => {
      planned = undefined;
      reader.run();
      watchMoving();
    });
  }

  function watchMoving() {
    const moving = new Map();
    for (const uid of isResting() ? [] : places.keys()) {
      if (!library.find(uid)) continue;
      const entry = states.of(uid);
      const types = Object.keys(TYPES).filter((type) => isMoving(entry[type].value.status));
      if (types.length > 0 && !isBusy(entry)) moving.set(uid, types);
      if (moving.size === MOST_WATCHES) break;
    }
    for (const [uid, { types, controller }] of watches) {
      if (String(moving.get(uid)) === String(types)) continue;
      watches.delete(uid);
      controller.abort();
    }
    for (const [uid, types] of moving) if (!watches.has(uid)) watch(uid, types);
  }

  async function watch(uid, types) {
    const controller = new AbortController();
    const own = { types, controller };
    watches.set(uid, own);
    const { signal } = controller;
    const video = () => library.find(uid) ?? { uid };
    const entry = states.of(uid);
    const { changes } = entry;
    // What comes after a change from here may say how it was before.
    const isStale = () => signal.aborted || entry.changes !== changes;
    try {
      for await (const found of api.downloads.watch(uid, { types }, { signal, maxWait: Infinity })) {
        if (isStale()) break;
        states.take(video(), found);
      }
    } catch (error) {
      if (!isStale()) await takeFailure(video(), error, isStale);
    }
    if (watches.get(uid) === own) watches.delete(uid);
    adapt();
  }

  async function takeFailure(video, error, isStale) {
    if (error instanceof DownloadFailedError) {
      states.take(video, { [error.type]: error.download }, [error.type]);
      return;
    }
    if (isRefusal(error)) library.fault.value = error;
    // Deleted by somebody else, or not to be had just now: what it is shows the next reading.
    await connection.untilResumed(isRefusal(error) ? REFUSED : isTransient(error) ? FAILED : 0);
    if (!isStale()) states.of(video.uid).isRead = false;
  }

  connection.isCut.subscribe(adapt);
  connection.unreachable.subscribe(adapt);

  const { read, readAll } = reader;
  return { show, read, readAll, readAgain, readUnreadable, readShownAgain, lookAgain, adapt };
}
