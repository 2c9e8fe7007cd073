// Starts a job for the new videos that lack a download.

import { NotFoundError } from "cf-stream-downloads";

import { identifierOf, uidOf } from "../identifier.js";
import { chooseNew } from "./new-videos.js";

const MOST = 100;

/** An abort of `signal` ends it. */
export async function createForNew(stream, jobs, { create: types, from, dealtWith, changedAt }, signal) {
  const videos = [];
  for await (const video of stream.videos.list({ after: new Date(from - 1) }, { signal })) {
    if (typeof video.uid === "string") videos.push({ ...video, uid: uidOf(video.uid) });
  }
  const next = chooseNew(videos, { from, dealtWith, most: MOST, now: Date.now() });
  const { lacking, failed } = await lackingOf(stream, next.chosen, types, signal);
  await jobs.foundNew({
    changedAt,
    types,
    lacking,
    dealtWith: next.chosen.filter(({ video }) => !failed.has(video)),
    // What could not be looked at is looked at by the next run.
    from: failed.size > 0 ? from : next.from,
  });
}

async function lackingOf(stream, chosen, types, signal) {
  const lacking = [];
  const failed = new Set();
  const identifiers = chosen.map(({ video }) => identifierOf(video));
  for await (const { identifier, downloads = {}, error } of stream.downloads.getMany(identifiers, null, { signal })) {
    const video = uidOf(identifier);
    // Cloudflare may say "not found" of a video that has no downloads.
    if (error && !(error instanceof NotFoundError)) failed.add(video);
    else if (types.some((type) => !downloads[type])) lacking.push(video);
  }
  return { lacking, failed };
}
