// Which videos of the library a query selects, in which order, and what is counted.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { DEFAULTS, FACETS, select } from "../../www/page/query.js";
import { forAll } from "../hostile/run.js";

// Days are those of the reader, whose evening is the next day of Greenwich.
process.env.TZ = "America/New_York";

const CASES = 500;
const unread = () => "unknown";

/** A library of videos that are ready unless they say otherwise; each is known by its place in it. */
const library = (...videos) =>
  videos.map((video, place) => ({ uid: String(place).padStart(32, "0"), readyToStream: true, ...video }));

/** The places of the videos that are shown, in their order. */
function shown(videos, query, statusOf = unread) {
  return select(videos, statusOf, { ...DEFAULTS, ...query }).videos.map(({ uid }) => Number(uid));
}

const named = (...names) => library(...names.map((name) => ({ name })));

test("A search finds every word in the name, whatever the case and the accents", () => {
  const videos = named(
    "Café Überblick 2026.mov",
    "CAFE UBERBLICK 2026",
    "Caf\u00ad\u200be",
    "Die Straße",
    "STRASSE",
    "ΟΔΟΣ Αθηνών",
    "ﬁlm Ⅳ",
    "שָׁלוֹם",
    "की",
    "कि",
  );
  for (const [search, places] of [
    ["cafe", [0, 1, 2]],
    ["CAFÉ", [0, 1, 2]],
    ["  überblick   cafe\t", [0, 1]],
    ["cafe mov", [0]],
    ["cafe straße", []],
    ["strasse", [3, 4]],
    ["STRAẞE", [3, 4]],
    ["οδος αθην", [5]],
    ["οδο", [5]],
    ["film iv", [6]],
    ["שלום", [7]],
    ["की", [8]],
    ["", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [" \u0301 ", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ]) {
    assert.deepEqual(shown(videos, { search }), places, search);
  }
});

test("A search finds an identifier by six or more of its characters, and a short word in names alone", () => {
  const uid = "12ab34cd56ef12ab34cd56ef12ab34cd";
  const videos = [{ uid, name: "Interview" }, ...named("Part 12 of a bad film")];
  const found = (search) => select(videos, unread, { ...DEFAULTS, search }).videos.map(({ name }) => name);
  for (const search of [uid, uid.toUpperCase(), "12ab34", "6ef12ab", `interview ${uid}`]) {
    assert.deepEqual(found(search), ["Interview"], search);
  }
  assert.deepEqual([found("12"), found("cd56e")], [["Part 12 of a bad film"], []]);
});

test("Days are the reader's own, from the first to the last one", () => {
  const videos = library(
    { created: "2026-07-01T03:59:59.999Z" },
    { created: "2026-07-01T04:00:00Z" },
    { created: "2026-07-03T03:59:59.999999Z" },
    { created: "2026-07-03T04:00:00Z" },
    { created: undefined },
    { created: "yesterday" },
  );
  assert.deepEqual(shown(videos, { from: "2026-07-01", to: "2026-07-02" }), [2, 1]);
  assert.deepEqual(shown(videos, { from: "2026-07-02" }), [3, 2]);
  assert.deepEqual(shown(videos, { to: "2026-06-30" }), [0]);
  assert.deepEqual(shown(videos, { from: "2026-07-03", to: "2026-07-01" }), []);
  assert.deepEqual(shown(videos, {}), [3, 2, 1, 0, 4, 5]);
});

test("A day has its whole length where the clocks change", () => {
  // On 2026-11-01 it is one o'clock twice.
  const videos = library({ created: "2026-11-01T03:59:59Z" }, { created: "2026-11-02T04:59:59Z" });
  assert.deepEqual(shown(videos, { from: "2026-11-01", to: "2026-11-01" }), [1]);
});

test("Every order has a place for what it does not know: the last one", () => {
  const videos = library(
    { name: "Film 10", created: "2026-07-01T00:00:00Z", duration: 60 },
    { name: "film 9", created: "2026-07-03T00:00:00Z", duration: 20 },
    { name: "Film 10", created: "2026-07-02T00:00:00Z", duration: -1 },
    { name: "Äther", duration: 60 },
    { name: " \u202e", created: "2026-07-02T00:00:00Z" },
  );
  assert.deepEqual(shown(videos, { sort: "newest" }), [1, 2, 4, 0, 3]);
  assert.deepEqual(shown(videos, { sort: "oldest" }), [0, 2, 4, 1, 3]);
  assert.deepEqual(shown(videos, { sort: "longest" }), [0, 3, 1, 2, 4]);
  assert.deepEqual(shown(videos, { sort: "shortest" }), [1, 0, 3, 2, 4]);
  // A name that nobody could see gives way to the identifier.
  assert.deepEqual(shown(videos, { sort: "name" }), [4, 3, 1, 2, 0]);
});

test("A video that is not ready has no downloads, whatever is known of them", () => {
  const videos = library(
    { readyToStream: false, status: { state: "error" } },
    { readyToStream: false, status: { state: "inprogress" } },
    { readyToStream: false },
    { readyToStream: undefined },
  );
  const { counts } = select(videos, () => "ready", DEFAULTS);
  assert.deepEqual(counts.video, { ready: 1, processing: 2, failed: 1 });
  assert.deepEqual(counts.default, { none: 0, inprogress: 0, ready: 1, error: 0, unknown: 0, unreadable: 0 });
  assert.deepEqual(shown(videos, { video: "failed" }), [0]);
  assert.deepEqual(shown(videos, { video: "processing" }), [1, 2]);
  assert.deepEqual(shown(videos, { default: "ready" }, () => "ready"), [3]);
});

test("A download whose status has a name of its own is in progress, and one that was not read is counted apart", () => {
  const statuses = ["queued", "toString", "inprogress", "unknown", "none", "unreadable"];
  const statusOf = (uid, type) => (type === "audio" ? "none" : statuses[Number(uid)]);
  const videos = named(...statuses);
  const { counts } = select(videos, statusOf, DEFAULTS);
  assert.deepEqual(counts.default, { none: 1, inprogress: 3, ready: 0, error: 0, unknown: 1, unreadable: 1 });
  assert.deepEqual(shown(videos, { default: "inprogress" }, statusOf), [0, 1, 2]);
});

test("A facet is counted among the videos that match the other filters", () => {
  const videos = named("a", "a", "a", "b");
  const statuses = { default: ["ready", "error", "error", "error"], audio: ["none", "none", "ready", "none"] };
  const statusOf = (uid, type) => statuses[type][Number(uid)];
  const query = { ...DEFAULTS, search: "a", default: "error", audio: "none" };
  const { videos: found, counts } = select(videos, statusOf, query);
  assert.deepEqual(found, [videos[1]]);
  assert.equal(counts.all, 3);
  assert.deepEqual(counts.video, { ready: 1, processing: 0, failed: 0 });
  assert.deepEqual(counts.default, { none: 0, inprogress: 0, ready: 1, error: 1, unknown: 0, unreadable: 0 });
  assert.deepEqual(counts.audio, { none: 1, inprogress: 0, ready: 1, error: 0, unknown: 0, unreadable: 0 });
});

const status = fc.constantFrom("unknown", "unreadable", "none", "inprogress", "ready", "error", "queued");
const libraries = fc.array(
  fc.record({
    name: fc.option(fc.constantFrom("a", "A b", "ab 10", "ab 9"), { nil: undefined }),
    created: fc.option(fc.constantFrom("2026-07-01T12:00:00Z", "2026-07-02T12:00:00Z", "no time"), { nil: undefined }),
    duration: fc.option(fc.constantFrom(-1, 0, 60, 61), { nil: undefined }),
    readyToStream: fc.constantFrom(true, true, undefined, false),
    status: fc.constantFrom({ state: "ready" }, { state: "error" }, undefined),
    downloads: fc.record({ default: status, audio: status }),
  }),
  { maxLength: 30 },
);
const day = fc.constantFrom("", "2026-07-01", "2026-07-02");
const queries = fc.record({
  search: fc.constantFrom("", "A", "a b", "9"),
  video: fc.constantFrom("", ...FACETS.video),
  default: fc.constantFrom("", ...FACETS.default),
  audio: fc.constantFrom("", ...FACETS.audio),
  from: day,
  to: day,
  sort: fc.constantFrom("newest", "oldest", "name", "longest", "shortest"),
});
const given = fc.record({ videos: libraries.map((videos) => library(...videos)), query: queries });
const downloadsOf = (videos) => (uid, type) => videos[Number(uid)].downloads[type];

test("Each count is how many videos are shown when its value is chosen", () =>
  forAll(given, CASES, ({ videos, query }) => {
    const statusOf = downloadsOf(videos);
    const total = (more) => select(videos, statusOf, { ...query, ...more }).videos.length;
    const { counts } = select(videos, statusOf, query);
    for (const [facet, values] of Object.entries(FACETS)) {
      for (const value of values) assert.equal(counts[facet][value], total({ [facet]: value }), `${facet} ${value}`);
    }
    assert.equal(counts.all, total({ video: "", default: "", audio: "" }));
    // Ready videos are those whose downloads are counted, each once.
    for (const type of ["default", "audio"]) {
      const sum = Object.values(counts[type]).reduce((one, other) => one + other);
      assert.equal(sum, ["", "ready"].includes(query.video) ? total({ [type]: "", video: "ready" }) : 0);
    }
  }));

test("The order is the same in whatever order the library came", () =>
  forAll(given, CASES, ({ videos, query: { sort } }) => {
    assert.deepEqual(shown(videos.toReversed(), { sort }), shown(videos, { sort }));
  }));

test("What is selected leaves the library as it was, and follows a video that has changed", () => {
  const videos = Object.freeze(named("b", "a"));
  assert.deepEqual(shown(videos, { sort: "name" }), [1, 0]);
  const renamed = [{ ...videos[0], name: "0" }, videos[1]];
  assert.deepEqual(shown(renamed, { sort: "name" }), [0, 1]);
  assert.deepEqual(shown(renamed, { search: "b" }), []);
});
