// The list of videos: the search, its pages and what became of them.

import { listVideos, RateLimitError } from "./api.js";
import { rest, unreachable } from "./connection.js";
import { say } from "./live.js";
import { valueOf } from "./value.js";
import { count } from "./words.js";

const PAGE = 100;

/** The videos that are shown, newest first. */
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

/** Loads the first page. */
export async function load() {
  await run("first", async (signal) => {
    const page = await listVideos({ search: search.value, limit: PAGE }, signal);
    show(page, page.length >= PAGE);
    if (search.value) say(`${page.length ? count(page.length, "video") : "No video"} found.`);
  });
}

/** Loads the next page. */
export async function loadMore() {
  if (phase.value === "more" || phase.value === "first") return;
  await run("more", async (signal) => {
    const known = videos.value;
    const before = known.at(-1)?.created;
    const page = await listVideos({ search: search.value, before, limit: PAGE }, signal);
    const uids = new Set(known.map(({ uid }) => uid));
    const added = page.filter(({ uid }) => !uids.has(uid));
    show([...known, ...added], page.length >= PAGE && added.length > 0);
  });
}

/** Asks for the first page again: videos may have come, gone or got another name. */
export async function refresh() {
  if (phase.value !== "idle") return phase.value === "failed" ? retry() : undefined;
  refreshing.value = true;
  await run("idle", async (signal) => {
    const page = await listVideos({ search: search.value, limit: PAGE }, signal);
    const whole = page.length < PAGE;
    const oldest = page.at(-1)?.created;
    const rest = whole ? [] : videos.value.filter(({ created }) => created < oldest);
    show([...page, ...rest], whole ? false : more.value || rest.length === 0);
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
  fault.value = undefined;
  try {
    await task(own.signal);
    if (own === current) phase.value = "idle";
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
    return old && JSON.stringify(old) === JSON.stringify(video) ? old : video;
  });
  const before = videos.value;
  if (next.length !== before.length || next.some((video, i) => video !== before[i])) {
    videos.value = next;
  }
  more.value = older;
}
