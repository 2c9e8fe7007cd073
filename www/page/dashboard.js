// All of the page but what is drawn: it puts the parts together, and looks again when the tab is seen again, when the
// network is back, and now and then for new videos.

import { computed, effect } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { createAddress } from "./address.js";
import { createAnnouncer } from "./announcer.js";
import { createApi } from "./api.js";
import { createChanges } from "./changes.js";
import { createConnection } from "./connection.js";
import { createJobs } from "./jobs.js";
import { createLibrary } from "./library.js";
import { createLinks } from "./links.js";
import { createNotifier } from "./notifier.js";
import { select } from "./query.js";
import { isRefusal } from "./reader.js";
import { createSelection } from "./selection.js";
import { createSession } from "./session.js";
import { createStates } from "./states.js";
import { createWatcher } from "./watcher.js";
import { TYPES } from "./words.js";

// How long until it looks again, in ms: when there was no answer, and at most while nothing happens.
const RETRY = 5000;
const SELDOM = 60_000;

export function createDashboard(window) {
  const { document, navigator } = window;
  const isHidden = () => document.hidden;
  const connection = createConnection({ fetch: (...args) => window.fetch(...args), isOnline: navigator.onLine });
  const api = createApi(connection);
  const { spoken, say } = createAnnouncer();
  const { notify, ask } = createNotifier({ window });
  const address = createAddress({ window });
  const session = createSession({ api });
  const library = createLibrary({ api, connection });
  const states = createStates({ say });
  const watcher = createWatcher({ api, states, library, connection, isHidden });
  const changes = createChanges({ api, states, watcher, say, isHidden });
  const links = createLinks({ api, states });
  const selection = createSelection();
  const jobs = createJobs({
    ...{ api, connection, say, notify, isHidden },
    onProgress: watcher.readShownAgain,
    onEnd: states.forget,
  });

  /** What is shown: the videos that the query chooses, and how many there are of each kind. */
  const listed = computed(() => {
    // States are read here without being subscribed to, one by one.
    states.revision.value;
    return select(library.videos.value, states.judgedOf, address.query.value);
  });

  /** How many videos a filter of downloads cannot judge, as nobody has read them yet, or as they cannot be read. */
  const unread = computed(() => unjudged("unknown"));
  const unreadable = computed(() => unjudged("unreadable"));
  function unjudged(status) {
    const types = Object.keys(TYPES).filter((type) => address.query.value[type]);
    return Math.max(0, ...types.map((type) => listed.value.counts[type][status]));
  }
  effect(() => {
    if (unread.value > 0) watcher.readAll();
  });

  // What was refused is read again when the list is not refused any more.
  let wasRefused = false;
  effect(() => {
    const { value: fault } = library.fault;
    const isRefused = fault !== undefined && isRefusal(fault);
    if (wasRefused && !isRefused) watcher.lookAgain();
    wasRefused = isRefused;
  });

  /** Somebody else may have changed anything meanwhile. What is shown stays until the answers are there. */
  function lookAgain() {
    if (connection.ended.value) return;
    if (session.session.value.name === null) session.load();
    library.load();
    jobs.load();
    watcher.lookAgain();
  }

  function start() {
    lookAgain();
    effect(() => {
      // Until then a video may only not have come yet.
      if (library.phase.value === "complete") selection.retain(library.uids());
    });
    document.addEventListener("visibilitychange", () => (isHidden() ? watcher.adapt() : lookAgain()));
    window.addEventListener("online", () => {
      connection.offline.value = false;
      lookAgain();
    });
    window.addEventListener("offline", () => (connection.offline.value = true));
    setInterval(() => {
      if (connection.unreachable.value && !connection.isCut.value && !isHidden()) lookAgain();
    }, RETRY);
    setTimeout(ripen, RETRY);
  }

  let pace = RETRY;
  /** Looks for new videos, and what became of those that are processed: less and less often while nothing happens. */
  async function ripen() {
    const before = library.videos.value;
    const { isCut, unreachable, pausedUntil } = connection;
    const rests = isHidden() || isCut.value || unreachable.value || pausedUntil.value > 0 || library.refreshing.value;
    if (!rests && library.phase.value === "complete") {
      await library.look();
      pace = library.videos.value === before ? Math.min(pace * 1.5, SELDOM) : RETRY;
    }
    setTimeout(ripen, pace);
  }

  return {
    ...{ address, api, changes, connection, jobs, library, links, listed, selection, session, states, watcher },
    ...{ unread, unreadable, spoken, say, start, lookAgain, askToNotify: ask },
  };
}

const Context = createContext();
export const DashboardProvider = Context.Provider;
/** The dashboard that a component is part of. */
export const useDashboard = () => useContext(Context);
