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

/**
 * What each video is at the start. `downloads` gives a percentage per type: 100 is ready, and less goes on from there
 * unless the video has `failed`. Durations are in seconds.
 */
export const LIBRARY = [
  { uid: VIDEOS.nothing, name: "Harbour at dawn", duration: 95.4 },
  { uid: VIDEOS.alsoNothing, name: "Interview, take 3", duration: 212 },
  { uid: VIDEOS.defaultReady, name: "Tour", duration: 184.2, downloads: { default: 100 } },
  { uid: VIDEOS.bothReady, name: "Light", duration: 2710, downloads: { audio: 100, default: 100 } },
  { uid: VIDEOS.inProgress, name: "Second day", duration: 5400, downloads: { default: 12.5 } },
  { uid: VIDEOS.error, name: "Tape", duration: 640, downloads: { default: 37.5 }, failed: true },
  { uid: VIDEOS.notReadyToStream, name: "Still uploading", duration: -1, readyToStream: false },
];
