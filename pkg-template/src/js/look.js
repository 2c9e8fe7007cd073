// Looks at the downloads of a video, by the numbers of the core's `poll.rs`.

import { look } from "./cf_stream_downloads.js";

/** The types that Cloudflare documents, in the order of the core. */
export const TYPES = ["default", "audio"];

const STATUSES = ["ready", "error"];
// A type that nobody asked for counts as ready.
const READY = 101;

/** Gives the set of the types in a list, a bit for each, or 0 where it holds anything else. */
export function typesIn(list) {
  let types = 0;
  // It may claim any length.
  for (let index = 0, { length } = list; index < length && index < 16; index += 1) {
    const bit = TYPES.indexOf(list[index]);
    if (bit < 0) return 0;
    types |= 1 << bit;
  }
  return types;
}

/** Gives how far the downloads of the types are, a number for each, as the core takes it. */
export const looksAt = (downloads, types) =>
  TYPES.map((type, bit) => {
    if (!(types & (1 << bit))) return READY;
    const download = downloads[type];
    const status = STATUSES.indexOf(download?.status);
    return look(download !== undefined, status, !!download?.url, download?.percentComplete);
  });
