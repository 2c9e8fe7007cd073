// The state behind the API: which downloads each video has, and how far they are. Knows nothing of HTTP.

import { LIBRARY } from "./library.js";

const FILES = { default: "default.mp4", audio: "audio.m4a" };

export class Downloads {
  #speed;
  #videos = new Map();

  /** `speed`: how many seconds of video are encoded in a second. */
  constructor(speed, library = LIBRARY) {
    this.#speed = speed;
    const start = performance.now();
    for (const { downloads = {}, readyToStream = true, ...video } of library) {
      const made = Object.entries(downloads).map(([type, percent]) => [type, { percent, start }]);
      this.#videos.set(video.uid, { ...video, readyToStream, downloads: new Map(made) });
    }
  }

  videos() {
    return [...this.#videos.values()].map(({ uid, name, duration, readyToStream }) => {
      return { uid, meta: { name }, duration, readyToStream };
    });
  }

  video(uid) {
    return this.#videos.get(uid);
  }

  list(video) {
    const types = [...video.downloads.keys()];
    return Object.fromEntries(types.map((type) => [type, this.one(video, type)]));
  }

  one(video, type) {
    const { percent, start } = video.downloads.get(type);
    const encoded = video.failed ? 0 : ((performance.now() - start) / 1000) * this.#speed;
    // Rounded down, so that only a finished download says 100.
    const reached = Math.floor(100 * (percent + (100 * encoded) / video.duration)) / 100;
    const percentComplete = Math.min(100, reached);
    return {
      percentComplete,
      status: video.failed ? "error" : percentComplete === 100 ? "ready" : "inprogress",
      url: `https://customer-m033z5x00ks6nunl.cloudflarestream.com/${video.uid}/downloads/${FILES[type]}`,
    };
  }

  /** One that exists is left as it is. */
  create(video, type) {
    if (!video.downloads.has(type)) {
      video.downloads.set(type, { percent: 0, start: performance.now() });
    }
  }

  /** Says whether there was one. */
  delete(video, type) {
    return video.downloads.delete(type);
  }
}
