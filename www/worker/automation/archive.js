// Saves downloads that are ready to the R2 bucket, where they are not there yet. In each run the newest videos have
// their turn, and some of the others.

import { downloadLink } from "cf-stream-downloads";

import { uidOf } from "../identifier.js";
import { tokenFor } from "../token.js";
import { FileFault, saveFile } from "./file.js";

const FILES = { default: "default.mp4", audio: "audio.m4a" };
const NEWEST = 50;
const FURTHER = 100;
const MOST_FILES = 20;
// How long further files are begun with, of the newest videos and of the others.
const LENGTH = 10_000;

/**
 * Gives the cursor for the next run: the time of the last video that had its turn; null after the oldest. The files
 * `unsaved`, which could not be saved a short while ago, are left for later. An abort of `signal` ends it.
 */
export async function archive({ env, stream, jobs, cursor, unsaved, signal }) {
  const run = { env, stream, jobs, signal, unsaved: new Set(unsaved), files: 0 };
  const newest = await page(run, null, NEWEST);
  // What of theirs takes long or fails must not keep the others waiting.
  await savePage(run, newest.videos, MOST_FILES / 2);
  const further = await page(run, cursor, FURTHER);
  const done = await savePage(run, further.videos, MOST_FILES);
  if (done === further.videos.length && further.isLast) return null;
  return cursorAfter(further.videos, done) ?? cursor;
}

/** So many videos from a time back, and all of the last one's very time. */
async function page({ stream, signal }, before, most) {
  const videos = [];
  for await (const video of stream.videos.list({ before }, { signal })) {
    if (videos.length >= most && video.created !== videos.at(-1).created) return { videos, isLast: false };
    videos.push(video);
  }
  return { videos, isLast: true };
}

/** The time of the last of the first `done` videos that is not also the next one's. */
function cursorAfter(videos, done) {
  const last = videos.findLastIndex(
    ({ created }, index) => index < done && created !== videos[index + 1]?.created,
  );
  return videos[last]?.created;
}

/**
 * Saves what is ready and not there, for a while and until the run has so many files; gives how many videos, from the
 * first on, are done.
 */
async function savePage(run, videos, most) {
  const open = await notSaved(run, videos);
  const byUid = new Map(videos.map((video) => [video.uid, video]));
  let end = Infinity;
  const isOver = () => Date.now() > end || run.files >= most || run.signal.aborted;
  function* feed() {
    for (const uid of open.keys()) {
      if (isOver()) return;
      yield uid;
    }
  }
  const results = run.stream.downloads.getMany(feed(), null, { signal: run.signal });
  for await (const { identifier, downloads = {} } of results) {
    // From the first answer on, so that each run saves something: it may have waited for Cloudflare's limit.
    end = Math.min(end, Date.now() + LENGTH);
    const types = open.get(identifier).filter((type) => downloads[type]?.status === "ready");
    for (const type of types) {
      if (isOver()) return doneOf(videos, open);
      await saveOne(run, byUid.get(identifier), type, downloads[type]);
    }
    open.delete(identifier);
  }
  return doneOf(videos, open);
}

function doneOf(videos, open) {
  const first = videos.findIndex(({ uid }) => open.has(uid));
  return first === -1 ? videos.length : first;
}

/** By identifier, the types that the bucket does not have, save those left for later. */
async function notSaved({ env, unsaved }, videos) {
  const ready = videos.filter(({ uid, readyToStream }) => typeof uid === "string" && readyToStream);
  const isMissing = async (key) => !unsaved.has(key) && (await env.ARCHIVE.head(key)) === null;
  const missing = await Promise.all(
    ready.map(async ({ uid }) => {
      const types = Object.keys(FILES);
      const are = await Promise.all(types.map((type) => isMissing(keyOf(uid, type))));
      return [uid, types.filter((_, index) => are[index])];
    }),
  );
  return new Map(missing.filter(([, types]) => types.length > 0));
}

async function saveOne(run, video, type, { url }) {
  run.files += 1;
  const result = await save(run, video, type, url).then(
    () => "ok",
    (error) => (error instanceof FileFault ? error.message : "No link to the file could be made."),
  );
  const key = keyOf(video.uid, type);
  if (result !== "ok") run.unsaved.add(key);
  await run.jobs.archived({ video: uidOf(video.uid), types: [type], result }, key);
}

async function save({ env, signal }, { uid, requireSignedURLs }, type, url) {
  if (!url) throw new FileFault("Cloudflare gives no link to the file.");
  const token = requireSignedURLs ? await tokenFor(env, uidOf(uid)) : undefined;
  await saveFile(env.ARCHIVE, keyOf(uid, type), token ? downloadLink(url, { token }) : url, signal);
}

const keyOf = (uid, type) => `${uidOf(uid)}/${FILES[type]}`;
