// What the search and the sort need to know of a video, worked out once for each: a library of many thousand videos is
// searched at every key press.

import { nameOf } from "./name.js";
import { videoState } from "./state.js";

// Accents and other marks that many leave out. Vowel signs, as in Hindi, are no such marks: words differ by them alone.
const OPTIONAL = /(?=\p{M})[\p{sc=Zinh}\p{sc=Hebr}]|\p{Cf}/gu;

// A video that has changed is another object, and one that nobody holds any more is forgotten.
const known = new WeakMap();

/**
 * - `name`: what it is called on the page; `searchName` and `searchUid`: what a search looks in, see `fold`
 * - `time`: when it was created, in ms; `day`: the same as a day where the reader is, such as "2026-07-01"
 * - `duration`: in seconds
 * - `state`: see `videoState`
 *
 * A number that is not known is NaN, a day "".
 */
export function factsOf(video) {
  let facts = known.get(video);
  if (!facts) known.set(video, (facts = workOut(video)));
  return facts;
}

function workOut(video) {
  const { uid, name = "", created, duration } = video;
  const time = Date.parse(created);
  return {
    name: nameOf(video),
    searchName: fold(name),
    searchUid: fold(uid),
    time,
    day: localDay(time),
    // Cloudflare says -1 before it knows.
    duration: duration >= 0 ? Number(duration) : NaN,
    state: videoState(video),
  };
}

/** The text without what does not matter in a search: case, accents, and which of its forms a letter has. */
export function fold(text) {
  // By way of the small letters the capital ẞ becomes SS, as ß does.
  return text.normalize("NFKD").replace(OPTIONAL, "").toLowerCase().toUpperCase();
}

function localDay(time) {
  if (Number.isNaN(time)) return "";
  const date = new Date(time);
  const parts = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return [String(date.getFullYear()).padStart(4, "0"), ...parts].join("-");
}
