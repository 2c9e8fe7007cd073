// What the stand-in's account holds. No Node import: a page may import this file too.

export const ACCOUNT_ID = "023e105f4ecef8ad9ca31a8372d0c353";

/** May read and write. Cloudflare's tokens have 40 characters or more; shorter ones are malformed. */
export const API_TOKEN = "stand-in-token-which-may-read-and-write0";
/** May only read. */
export const READ_TOKEN = "stand-in-token-which-may-read-but-write0";
/** Well-formed, and not known to the account. */
export const UNKNOWN_TOKEN = "stand-in-token-which-nobody-ever-issued0";
export const API_KEY = "144c9defac04969c7bfad8efaa8ea194";
export const API_EMAIL = "user@example.com";

/** The videos, named for the state of their downloads. */
export const VIDEOS = {
  nothing: "5d5bc37ffcf54c9b82e996823bffbb81",
  alsoNothing: "6b9e68b07dfee8cc2d116e4c51d6a957",
  defaultReady: "ea95132c15732412d22c1476fa83f27a",
  bothReady: "31c9291ab41fac05471db4e73aa11717",
  inProgress: "dd5d531a12de0c724bd1275a3b2bc9c6",
  error: "86e49a3bb4bf40f3a7b4d7b8a2c7d5a0",
  notReadyToStream: "b236bde30eb07b9d01318940e5fc3eda",
};

/** The video that requires signed URLs: its MP4 is ready, and opens with a token alone. */
export const PRIVATE = "0f2d9a7c51e84b36a4c8e17b93d05f62";

/**
 * What each video is at the start, the newest first. Durations are in seconds, and a `state` is that of a video that is
 * not ready. `downloads` gives a percentage per type: 100 is ready, less goes on from there, and below 0 it waits. With
 * `{ percent, failsAt }` that download fails on its way, and what is created in its place does not; of a video that has
 * `failed`, all do.
 */
const videos = [
  { uid: VIDEOS.nothing, name: "Harbour at dawn", duration: 95.4 },
  { uid: VIDEOS.alsoNothing, name: "Interview, take 3", duration: 212 },
  { uid: VIDEOS.defaultReady, name: "Tour", duration: 184.2, downloads: { default: 100 } },
  { uid: VIDEOS.bothReady, name: "Light", duration: 2710, downloads: { audio: 100, default: 100 } },
  { uid: VIDEOS.inProgress, name: "Second day", duration: 5400, downloads: { default: 12.5 } },
  { uid: VIDEOS.error, name: "Tape", duration: 640, downloads: { default: 37.5 }, failed: true },
  { uid: VIDEOS.notReadyToStream, name: "Still uploading", duration: -1, state: "inprogress" },
  { name: "Rehearsal, second act", duration: 3120, downloads: { default: 62, audio: 100 } },
  { name: "Welcome to the team", duration: 148, downloads: { default: 20 } },
  { name: "Night train", duration: 1870, downloads: { default: { percent: 35, failsAt: 71 } } },
  { name: "Board meeting, June", duration: 4980, downloads: { audio: 48 } },
  { name: "Kitchen, wide shot", duration: 402, downloads: { default: -60 } },
  { name: "How a loom works", duration: 1265, downloads: { default: 81, audio: -25 } },
  { name: "港の夜明け (subtitled)", duration: 733, downloads: { default: 100 } },
  { name: "Glacier, 24 hours in one minute", duration: 61.2, downloads: { default: 100 } },
  { name: "Podcast 41: Salt", duration: 3604, downloads: { audio: 100 } },
  { name: "Podcast 40: Bread", duration: 3377, downloads: { audio: 100, default: 100 } },
  { uid: PRIVATE, name: "Safety briefing", duration: 356, downloads: { default: 100 }, requireSignedURLs: true },
  { name: "Choir, first row", duration: 528 },
  { name: "Choir, last row", duration: 531 },
  { name: "Old recording", duration: 2210, failed: true, downloads: { audio: 12, default: 100 } },
  { name: "presentation-final-v2 (1).mov", duration: 1804, downloads: { default: 100 } },
  { name: "Waiting for its upload", duration: -1, state: "pendingupload" },
  { name: "Drone over the delta", duration: 274, downloads: { default: 100 } },
  {
    name: "A conversation about bridges, recorded on the occasion of the opening of the new ferry landing, uncut",
    duration: 7325,
    downloads: { default: 100, audio: 100 },
  },
  { name: "Letters, part 1", duration: 1490 },
  { name: "Letters, part 2", duration: 1522 },
  { name: "Letters, part 3", duration: 1388, downloads: { default: 100 } },
  { duration: 37.9 },
  { name: "Just uploaded", duration: -1, state: "queued" },
  { name: "Snow, slow motion", duration: 118, downloads: { default: 100 } },
  { name: "Workshop: tying knots & splices", duration: 2955, downloads: { default: 100 } },
  { name: "Not a video after all", duration: -1, state: "error" },
  { name: "المدينة القديمة", duration: 865, downloads: { audio: 100 } },
  { name: "Market, Saturday", duration: 642 },
  { name: "Market, Sunday", duration: 655, downloads: { default: 100 } },
  { name: "Lighthouse keeper", duration: 1980, downloads: { default: 100, audio: 100 } },
  { name: "Outtakes", duration: 1119 },
  { name: "Test card", duration: 10, downloads: { default: 100 } },
  { name: "First day", duration: 5230, downloads: { default: 100, audio: 100 } },
];

const NEWEST = Date.UTC(2026, 6, 28, 16, 40);
const HOUR = 3_600_000;

/**
 * As many videos as are wanted: the account's own 40, and then the same ones under other identifiers. So many as are
 * `together` have the same time.
 */
export function library(count = videos.length, together = 1) {
  return Array.from({ length: count }, (_, index) => ({
    ...videos[index % videos.length],
    uid: videos[index]?.uid ?? uidOf(index),
    created: new Date(NEWEST - Math.floor(index / together) * 7.3 * HOUR).toISOString(),
  }));
}

export const LIBRARY = library();

/** 32 hexadecimal digits, always the same ones for an index. */
function uidOf(index) {
  const words = [1, 2, 3, 4].map((part) => {
    let word = Math.imul(index * 4 + part, 0x9e3779b1);
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return ((word ^ (word >>> 16)) >>> 0).toString(16).padStart(8, "0");
  });
  return words.join("");
}
