// The state behind the API: the videos, which downloads each has, and how far they are. Knows nothing of HTTP.

import { LIBRARY } from "./library.js";

const FILES = { default: "default.mp4", audio: "audio.m4a" };
const HOST = "https://customer-m033z5x00ks6nunl.cloudflarestream.com";

export class Downloads {
  #speed;
  #atLeast;
  #atMost;
  #files;
  #clock;
  #start;
  #videos = new Map();

  /**
   * `speed`: how many seconds of video are encoded in a second, and `atLeast` and `atMost`: how many seconds that may
   * take. `files`: the address below which the downloads are. `clock` gives milliseconds.
   */
  constructor(speed, library = LIBRARY, options = {}) {
    const { atLeast = 0, atMost = Infinity, files = HOST, clock = () => performance.now() } = options;
    this.#clock = clock;
    this.#speed = speed;
    this.#atLeast = atLeast;
    this.#atMost = atMost;
    this.#files = files;
    for (const { downloads = {}, ...video } of library) {
      const made = Object.entries(downloads).map(([type, download]) => [
        type,
        typeof download === "number" ? { percent: download } : download,
      ]);
      this.#videos.set(video.uid, { ...video, downloads: new Map(made) });
    }
  }

  /** All of them, the newest first. */
  videos() {
    return [...this.#videos.values()];
  }

  video(uid) {
    return this.#videos.get(uid);
  }

  list(video) {
    const types = [...video.downloads.keys()];
    return Object.fromEntries(types.map((type) => [type, this.one(video, type)]));
  }

  one(video, type) {
    const { percent, start = this.#firstLook(), failsAt } = video.downloads.get(type);
    const elapsed = (this.#clock() - start) / 1000;
    const encoded = video.failed ? 0 : (100 * elapsed) / this.#secondsFor(video);
    // Rounded down, so that only a finished download says 100.
    const reached = Math.floor(100 * (percent + encoded)) / 100;
    const percentComplete = Math.max(0, Math.min(failsAt ?? 100, reached));
    const failed = video.failed || reached >= failsAt;
    return {
      percentComplete,
      status: percentComplete === 100 ? "ready" : failed ? "error" : "inprogress",
      url: `${this.#files}/${video.uid}/downloads/${FILES[type]}`,
    };
  }

  /** One that exists is left as it is. */
  create(video, type) {
    if (!video.downloads.has(type)) {
      video.downloads.set(type, { percent: 0, start: this.#clock() });
    }
  }

  /** Says whether there was one. */
  delete(video, type) {
    return video.downloads.delete(type);
  }

  #secondsFor({ duration }) {
    return Math.min(this.#atMost, Math.max(this.#atLeast, duration / this.#speed));
  }

  /** What is in progress at the start goes on from here, so that whoever looks late sees it too. */
  #firstLook() {
    return (this.#start ??= this.#clock());
  }
}
