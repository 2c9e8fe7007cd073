// What is done with one download from here: it is created, or deleted. Many at once are a job, which the Worker does.

import { CloudflareError, NotFoundError } from "cf-stream-downloads";

import { nameOf, reason, TYPES } from "./words.js";

export function createChanges({ api, states, watcher, say, isHidden }) {
  /** Creates a download; one that has failed is deleted first. */
  function create(video, type) {
    return change(video, type, "creating", async () => {
      if (states.statusOf(video.uid, type) === "error") await deleted(video.uid, type);
      const downloads = await api.ofType(type).create(video.uid);
      return downloads[type] ?? { status: "inprogress", percentComplete: 0 };
    });
  }

  function remove(video, type) {
    return change(video, type, "deleting", async () => {
      await deleted(video.uid, type);
      say(`${TYPES[type]} of ${nameOf(video)} is deleted.`);
    });
  }

  /** That somebody else was faster is no fault. */
  async function deleted(uid, type) {
    try {
      await api.ofType(type).delete(uid);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
    }
  }

  async function change(video, type, doing, task) {
    const entry = states.of(video.uid);
    if (entry.busy[type].value) return;
    entry.busy[type].value = doing;
    entry.faults[type].value = undefined;
    entry.changes += 1;
    watcher.adapt();
    try {
      states.take(video, { [type]: await task() }, [type]);
    } catch (error) {
      if (!(error instanceof CloudflareError)) throw error;
      entry.faults[type].value = { doing, text: reason(error) };
      // It may have been done all the same, or by somebody else.
      entry.isRead = false;
      if (!isHidden()) say(`${TYPES[type]} of ${nameOf(video)}: ${reason(error)}`);
    } finally {
      // Answers that were on their way meanwhile are of the time before.
      entry.changes += 1;
      entry.busy[type].value = undefined;
      watcher.adapt();
    }
  }

  return { create, remove };
}
