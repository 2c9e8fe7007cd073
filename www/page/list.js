// The list of videos: the search, its pages and what became of them.

import { listVideos, RateLimitError } from "./api.js";
import { rest, unreachable } from "./connection.js";
import { say } from "./live.js";
import { valueOf } from "./value.js";
import { count } from "./words.js";

// One more than come at once: of a full page the last are held back.
export const PAGE = 101;
const MOST = 1000;

/** The videos of this `search` that are shown, newest first. */
export const videos = valueOf([]);
/** `first`: none are there yet; `more`: the next page is on its way; `idle`; or `failed`. */
export const phase = valueOf("first");
/** Why the last attempt failed. */
export const fault = valueOf();
/** Whether there are older ones than those that are shown. */
export const more = valueOf(false);
export const search = valueOf(new URLSearchParams(location.search).get("search") ?? "");
/** Whether the list is being asked for again while it is shown. */
export const refreshing = valueOf(false);

let current;

/**
 * Gives `known`, those after it, and whether there are `older` ones. Only times tell where a page goes on, and nobody
 * says whether videos of that very time are within it. So those of the last time of a full page, which may be more, are
 * left for the next one, and those that come again are known by their identifiers.
 */
async function longer(known, limit, signal) {
  const uids = new Set(known.map(({ uid }) => uid));
  const before = known.at(-1)?.created;
  const page = await listVideos({ search: search.value, before, limit }, signal);
  const added = page.filter(({ uid }) => !uids.has(uid));
  if (page.length < limit) return { list: [...known, ...added], older: false };
  const whole = added.filter(({ created }) => created !== page.at(-1).created);
  if (whole.length > 0) return { list: [...known, ...whole], older: true };
  // All of it has one time. Of a thousand with the same time, there is no way to those that follow.
  if (limit < MOST) return longer(known, MOST, signal);
  return { list: [...known, ...added], older: added.length > 0 };
}

/** Loads the first page. */
export async function load() {
  await run("first", async (signal) => {
    const { list, older } = await longer([], PAGE, signal);
    show(list, older);
    if (search.value) say(`${list.length ? count(list.length, "video") : "No video"} found.`);
  });
}

/** Loads the next page. */
export async function loadMore() {
  if (phase.value === "more" || phase.value === "first") return;
  await run("more", async (signal) => {
    const { list, older } = await longer(videos.value, PAGE, signal);
    show(list, older);
  });
}

/**
 * Asks for all that is shown again: videos may have come, gone or got another name. Quietly, only the newest are asked
 * for, as a long list costs frames.
 */
export async function refresh(quietly = false) {
  if (phase.value !== "idle") return phase.value === "failed" ? retry() : undefined;
  refreshing.value = !quietly;
  await run("idle", async (signal) => {
    const shown = videos.value;
    const end = Date.parse(shown.at(quietly ? 0 : -1)?.created) || Infinity;
    const limit = quietly ? PAGE : Math.min(MOST, shown.length + PAGE);
    let [list, older] = [[], true];
    do ({ list, older } = await longer(list, limit, signal));
    while (older && !(Date.parse(list.at(-1).created) <= end));
    const uids = new Set(list.map(({ uid }) => uid));
    const last = Date.parse(list.at(-1)?.created);
    const isOlder = ({ uid, created }) => !uids.has(uid) && Date.parse(created) <= last;
    const rest = quietly && older ? shown.filter(isOlder) : [];
    show([...list, ...rest], older && (rest.length === 0 || more.value));
  });
  refreshing.value = false;
}

export const retry = () => (videos.value.length > 0 ? loadMore() : load());

let typing;
/** Searches when nothing was typed for a moment. */
export function searchFor(text) {
  clearTimeout(typing);
  typing = setTimeout(() => {
    if (text.trim() === search.value) return;
    // What is shown is what was searched for, also when the answer is late or none.
    show([], false);
    search.value = text.trim();
    const query = search.value ? `?${new URLSearchParams({ search: search.value })}` : "";
    history.replaceState(null, "", location.pathname + query);
    load();
  }, 300);
}

/** Runs one request for the list; a newer one ends it. */
async function run(name, task) {
  current?.abort();
  const own = (current = new AbortController());
  phase.value = name;
  if (name !== "idle") fault.value = undefined;
  try {
    await task(own.signal);
    if (own !== current) return;
    phase.value = "idle";
    fault.value = undefined;
  } catch (error) {
    if (own !== current) return;
    // What is shown already is still worth showing.
    phase.value = name === "idle" ? "idle" : "failed";
    if (name !== "idle" || error.status) fault.value = error;
    if (error instanceof RateLimitError) again(own, name);
  }
}

async function again(own, name) {
  await rest(500);
  if (own !== current || unreachable.value) return;
  await (name === "idle" ? refresh() : retry());
}

/** Videos that are as they were stay the same objects, so that nothing is drawn again for them. */
function show(list, older) {
  const known = new Map(videos.value.map((video) => [video.uid, video]));
  const next = list.map((video) => {
    const old = known.get(video.uid);
    return old && old !== video && JSON.stringify(old) === JSON.stringify(video) ? old : video;
  });
  const before = videos.value;
  if (next.length !== before.length || next.some((video, i) => video !== before[i])) {
    videos.value = next;
  }
  more.value = older;
}
