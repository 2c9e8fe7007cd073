// What can be done with a download.

import { CloudflareError, NotFoundError, ofType } from "./api.js";
import { entryOf, take } from "./entries.js";
import { follow } from "./follow.js";
import { say } from "./live.js";
import { nameOf, reason, TYPES } from "./words.js";

/** Creates a download; one that has failed is deleted first. Gives the error, if any. */
export function create(video, type, options) {
  return change(video, type, "creating", async () => {
    const api = ofType(type);
    if (entryOf(video.uid)[type].value.status === "error") await gone(api, video.uid, options);
    const downloads = await api.create(video.uid, null, options);
    return downloads[type] ?? { status: "inprogress", percentComplete: 0 };
  });
}

export function remove(video, type) {
  return change(video, type, "deleting", async () => {
    await gone(ofType(type), video.uid);
    say(`${TYPES[type]} of ${nameOf(video)} is deleted.`);
  });
}

/** That somebody else was faster is no fault. */
async function gone(api, uid, options) {
  try {
    await api.delete(uid, null, options);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

async function change(video, type, doing, task) {
  const entry = entryOf(video.uid);
  if (entry.busy[type].value) return;
  entry.busy[type].value = doing;
  entry.faults[type].value = undefined;
  entry.changes += 1;
  follow();
  try {
    take(video, { [type]: await task() }, [type]);
  } catch (error) {
    if (!(error instanceof CloudflareError)) throw error;
    entry.faults[type].value = { doing, text: reason(error) };
    if (!document.hidden) say(`${TYPES[type]} of ${nameOf(video)}: ${reason(error)}`);
    return error;
  } finally {
    // Answers that were on their way meanwhile are of the time before.
    entry.changes += 1;
    entry.busy[type].value = undefined;
    follow();
  }
}
