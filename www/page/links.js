// Links to files that are saved under the video's name.

import { downloadLink } from "cf-stream-downloads";

import { nameOf, TYPES } from "./words.js";

/** The name of the file, or the identifier where nothing of the name may stand in one. */
export function filenameOf(video) {
  const name = nameOf(video);
  // A file name has letters of the alphabet alone. What is left of others may be the same for many videos, or nothing.
  const isLatin = !/(?!\p{sc=Latn})\p{L}/u.test(name);
  return isLatin ? name : `${name} ${video.uid}`;
}

/** The link to a ready file; one of a private video opens with a `token` alone. Nothing where the API gave none. */
export function linkOf(video, url, token) {
  for (const filename of [filenameOf(video), video.uid]) {
    try {
      return downloadLink(url, { filename, token });
    } catch {
      // It is tried with the identifier alone.
    }
  }
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}

/** The address here that leads to the file of a private video, with a new token each time. */
export function ownLinkOf(video, type) {
  return `/links/${video.uid}/${type}?${new URLSearchParams({ filename: filenameOf(video) })}`;
}

export function createLinks({ api, states }) {
  /** The link that a person is given: of a private video it is good for an hour. */
  async function toShare(video, type) {
    return (await ofMany([video])).get(video.uid)?.[type];
  }

  /** The links of all ready downloads of these videos, by identifier. One token serves both of a video. */
  async function ofMany(videos) {
    const links = new Map();
    for (const video of videos) {
      const entry = states.of(video.uid);
      const ready = Object.keys(TYPES).filter((type) => entry[type].value.status === "ready");
      if (ready.length === 0) continue;
      const token = video.requireSignedURLs ? await api.token(video.uid) : undefined;
      const own = ready.map((type) => [type, linkOf(video, entry[type].value.url, token)]);
      links.set(video.uid, Object.fromEntries(own.filter(([, link]) => link)));
    }
    return links;
  }

  return { toShare, ofMany };
}
