// The videos that are selected, and the downloads that are created for all of them.

import { create } from "./actions.js";
import { RateLimitError } from "./api.js";
import { rest } from "./connection.js";
import { entryOf, moves } from "./entries.js";
import { choose } from "./follow.js";
import { videos } from "./list.js";
import { say } from "./live.js";
import { valueOf } from "./value.js";
import { count, TYPES } from "./words.js";

const AT_ONCE = 4;

export const selected = valueOf(new Set());
/** What is being created for many videos: its `type`, the `list` of them, and how far it is. */
export const job = valueOf();

export function select(uids, on) {
  const next = new Set(selected.value);
  for (const uid of uids) next[on ? "add" : "delete"](uid);
  selected.value = next;
}

export const selectable = (video) => video.readyToStream !== false;

/** How far all of them are together. */
function measure({ type, list, refused }) {
  const sum = { total: list.length, ready: 0, failed: 0, percent: 0 };
  for (const { uid } of list) {
    const { status, percent = 0 } = entryOf(uid)[type].value;
    const failed = status === "error" || refused.has(uid);
    if (status === "ready") sum.ready += 1;
    else if (failed) sum.failed += 1;
    sum.percent += status === "ready" || failed ? 100 : percent;
  }
  sum.percent = Math.floor(sum.percent / sum.total);
  return { ...sum, over: sum.ready + sum.failed === sum.total };
}

/** Creates this type for all selected videos. */
export async function createAll(type) {
  closeJob();
  const list = videos.value.filter(({ uid }) => selected.value.has(uid));
  const own = { type, list, refused: new Set() };
  own.progress = valueOf(measure(own));
  const update = () => {
    const progress = measure(own);
    if (JSON.stringify(progress) !== JSON.stringify(own.progress.value))
      own.progress.value = progress;
  };
  const ends = list.map(({ uid }) => entryOf(uid)[type].follow(update));
  own.end = () => ends.forEach((end) => end());
  job.value = own;
  choose(list.map(({ uid }) => uid));
  say(`Creating ${TYPES[type]} for ${count(list.length, "video")}.`);

  const waiting = list.filter(({ uid }) => {
    const { status } = entryOf(uid)[type].value;
    return status !== "ready" && !moves(status);
  });
  const worker = async () => {
    for (let video; job.value === own && (video = waiting.shift());) {
      await rest();
      const error = await create(video, type);
      if (error instanceof RateLimitError) {
        waiting.unshift(video);
        await rest(1000);
      } else if (error) {
        own.refused.add(video.uid);
        update();
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Ends what has not been asked for, and no longer shows the rest. */
export function closeJob() {
  job.value?.end();
  job.value = undefined;
  choose([]);
}
