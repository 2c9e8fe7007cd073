// What is shown of the library: the query, which is in the page's address, and the videos that it selects.

import { factsOf, fold } from "./facts.js";
import { inOrder, ORDERS } from "./order.js";

export const DEFAULTS = Object.freeze({
  search: "",
  video: "",
  default: "",
  audio: "",
  from: "",
  to: "",
  sort: "newest",
  view: "list",
  open: "",
});

/** The filters that are counted, with the values that can be chosen. */
export const FACETS = {
  video: ["ready", "processing", "failed"],
  default: ["none", "inprogress", "ready", "error"],
  audio: ["none", "inprogress", "ready", "error"],
};

const oneOf = (values) => (value) => values.includes(value);
const isAllowed = {
  search: () => true,
  video: oneOf(FACETS.video),
  default: oneOf(FACETS.default),
  audio: oneOf(FACETS.audio),
  from: isDay,
  to: isDay,
  sort: oneOf(Object.keys(ORDERS)),
  view: oneOf(["list", "table"]),
  open: (value) => /^[\w-]{1,32}$/.test(value),
};

/** Whether it is a day of the calendar, as in "2026-02-28". */
function isDay(value) {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  // The 30th of February is taken for a day in March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The query in an address's parameters. What is not known there, or makes no sense, is as by default. */
export function parseQuery(parameters) {
  const given = new URLSearchParams(parameters);
  const query = { ...DEFAULTS };
  for (const key of Object.keys(DEFAULTS)) {
    const value = given.get(key);
    if (value !== null && isAllowed[key](value)) query[key] = value;
  }
  return query;
}

/** The query for an address: "?" and the parameters that are not as by default, or "" where all are. */
export function formatQuery(query) {
  const parameters = Object.keys(DEFAULTS)
    .filter((key) => query[key] !== DEFAULTS[key])
    .map((key) => [key, query[key]]);
  return parameters.length ? `?${new URLSearchParams(parameters)}` : "";
}

/**
 * The videos that match all of the query, in its order, and `counts`: how many have each value of a facet among those
 * that match all the rest of the query, which is how many would be shown if it were chosen. `counts.all` is how many
 * would be shown if no facet were chosen.
 *
 * - `videos` must not be changed afterwards: a library that changes is another array.
 * - `statusOf(uid, type)` is what is known of a download: "unknown" before it is read, "unreadable" where it cannot be,
 *   or "none", or what Cloudflare says.
 */
export function select(videos, statusOf, query) {
  const isFound = finder(query);
  const counts = zeros();
  const shown = [];
  for (const video of inOrder(videos, query.sort)) {
    const facts = factsOf(video);
    if (!isFound(facts)) continue;
    counts.all += 1;
    const values = valuesOf(video, facts, statusOf);
    const failing = Object.keys(FACETS).filter((facet) => query[facet] && query[facet] !== values[facet]);
    for (const [facet, value] of Object.entries(values)) {
      if (failing.every((other) => other === facet)) counts[facet][value] += 1;
    }
    if (failing.length === 0) shown.push(video);
  }
  return { videos: shown, counts };
}

function zeros() {
  const counts = (values) => Object.fromEntries(values.map((value) => [value, 0]));
  return {
    all: 0,
    video: counts(FACETS.video),
    default: counts(STATUSES),
    audio: counts(STATUSES),
  };
}

// Identifiers are hexadecimal: short words, such as "12" or "bad", are in many of them by chance.
const SHORTEST_PART_OF_UID = 6;

/** Tells of a video's facts whether the search and the days find it. */
function finder({ search, from, to }) {
  const words = fold(search).split(/\s+/).filter(Boolean);
  const isIn = (word, { searchName, searchUid }) =>
    searchName.includes(word) || (word.length >= SHORTEST_PART_OF_UID && searchUid.includes(word));
  return (facts) => words.every((word) => isIn(word, facts)) && isWithin(facts.day, from, to);
}

/** Whether a day is from the first to the last one, where these are given. A day that is not known is never. */
function isWithin(day, from, to) {
  if (!from && !to) return true;
  return day !== "" && (!from || day >= from) && (!to || day <= to);
}

/** A video's value of each facet. Before a video is ready it has no downloads, and no value of theirs. */
function valuesOf({ uid }, { state }, statusOf) {
  if (state !== "ready") return { video: state };
  return { video: state, default: known(statusOf(uid, "default")), audio: known(statusOf(uid, "audio")) };
}

const STATUSES = ["unknown", "unreadable", ...FACETS.default];

/** Cloudflare may have more names for a download that is on its way. */
const known = (status) => (STATUSES.includes(status) ? status : "inprogress");
