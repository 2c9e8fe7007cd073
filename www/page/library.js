// All videos of the account. Search, filters and sorting are done on what is here, so that a list never shows what does
// not belong to it, and "all" means all.

import { computed, signal } from "@preact/signals";
import { RateLimitError } from "cf-stream-downloads";

// How many come first, so that there is something to see, and how many a quiet look asks for.
const NEWEST = 100;
// How many more are there before they are shown while the rest is on its way.
const STEP = 1000;

export function createLibrary({ api, connection }) {
  /** The newest first. */
  const videos = signal([]);
  const byUid = computed(() => new Map(videos.value.map((video) => [video.uid, video])));
  /** `first`: none are there yet; `loading`: the rest is on its way; `complete`; or `failed`. */
  const phase = signal("first");
  /** Why the last attempt failed. */
  const fault = signal();
  /** Whether all of them are asked for again while they are shown. */
  const refreshing = signal(false);
  let current;

  /** Asks for all of them. What is shown stays until the answer is there. */
  async function load() {
    const isFirst = phase.value !== "complete";
    refreshing.value = !isFirst;
    if (isFirst) phase.value = videos.value.length > 0 ? "loading" : "first";
    const isDone = await run(async (signal) => {
      let found = [];
      if (isFirst && videos.value.length === 0) {
        found = await newest(signal);
        show(found);
        if (found.length < NEWEST) return;
        phase.value = "loading";
        found = [];
      }
      for await (const video of api.videos(undefined, signal)) {
        found.push(video);
        if (isFirst && found.length % STEP === 0 && found.length > videos.value.length) show([...found]);
      }
      show(found);
    });
    if (isDone) phase.value = "complete";
  }

  /** Asks for the newest alone, which costs one request: whether videos have come, gone or been processed. */
  async function look() {
    await run(async (signal) => {
      const found = await newest(signal);
      const uids = new Set(found.map(({ uid }) => uid));
      const last = Date.parse(found.at(-1)?.created);
      // Of a video whose time is not known nobody can tell whether it is gone.
      const isOlder = ({ uid, created }) => !uids.has(uid) && !(Date.parse(created) > last);
      show(found.length < NEWEST ? found : [...found, ...videos.value.filter(isOlder)]);
    });
  }

  async function newest(signal) {
    const found = [];
    for await (const video of api.videos(NEWEST, signal)) found.push(video);
    return found;
  }

  /** A newer run ends the one before. Gives whether it has come to its end. */
  async function run(task) {
    current?.abort();
    const own = (current = new AbortController());
    try {
      await task(own.signal);
      if (own !== current) return false;
      fault.value = undefined;
      refreshing.value = false;
      return true;
    } catch (error) {
      if (own !== current) return false;
      fault.value = error;
      refreshing.value = false;
      // What is shown already is still worth showing.
      if (phase.value !== "complete") phase.value = "failed";
      if (error instanceof RateLimitError) again(own);
      return false;
    }
  }

  async function again(own) {
    await connection.untilResumed(500);
    if (own === current && !connection.isCut.value && !connection.unreachable.value) await load();
  }

  /** Videos that are as they were stay the same objects, so that nothing is drawn again for them. */
  function show(list) {
    const known = new Map(videos.value.map((video) => [video.uid, video]));
    const next = list.map((video) => {
      const old = known.get(video.uid);
      return old && JSON.stringify(old) === JSON.stringify(video) ? old : video;
    });
    const before = videos.value;
    if (next.length !== before.length || next.some((video, i) => video !== before[i])) videos.value = next;
  }

  /** The video with this identifier, if it is there. */
  const find = (uid) => byUid.value.get(uid);

  /** The identifiers of all, in the same order. */
  const uids = () => byUid.value.keys();

  return { videos, find, uids, phase, fault, refreshing, load, look };
}
