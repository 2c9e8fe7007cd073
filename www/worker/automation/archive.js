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

/** Gives the cursor for the next run: the time of the last video that had its turn; null after the oldest. */
export async function archive({ env, stream, jobs, cursor, end }) {
  const run = { env, stream, jobs, files: 0 };
  const newest = await page(stream, null, NEWEST);
  // Files of theirs that fail each time must not keep the others waiting.
  await savePage(run, newest.videos, { end: (Date.now() + end) / 2, files: MOST_FILES / 2 });
  const further = await page(stream, cursor, FURTHER);
  const done = await savePage(run, further.videos, { end, files: MOST_FILES });
  if (done === further.videos.length && further.isLast) return null;
  return cursorAfter(further.videos, done) ?? cursor;
}

/** So many videos from a time back, and all of the last one's very time. */
async function page(stream, before, most) {
  const videos = [];
  for await (const video of stream.videos.list({ before })) {
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

/** Saves what is ready and not there, as far as `limits` let it; gives how many videos, from the first on, are done. */
async function savePage(run, videos, limits) {
  const open = await notSaved(run.env.ARCHIVE, videos);
  const byUid = new Map(videos.map((video) => [video.uid, video]));
  const isOver = () => Date.now() > limits.end || run.files >= limits.files;
  function* feed() {
    for (const uid of open.keys()) {
      if (isOver()) return;
      yield uid;
    }
  }
  for await (const { identifier, downloads = {} } of run.stream.downloads.getMany(feed())) {
    if (isOver()) break;
    for (const type of open.get(identifier)) {
      if (downloads[type]?.status === "ready") await saveOne(run, byUid.get(identifier), type, downloads[type]);
    }
    open.delete(identifier);
  }
  const first = videos.findIndex(({ uid }) => open.has(uid));
  return first === -1 ? videos.length : first;
}

/** By identifier, the types that the bucket does not have. */
async function notSaved(bucket, videos) {
  const ready = videos.filter(({ uid, readyToStream }) => typeof uid === "string" && readyToStream);
  const missing = await Promise.all(
    ready.map(async ({ uid }) => {
      const heads = await Promise.all(Object.keys(FILES).map((type) => bucket.head(keyOf(uid, type))));
      return [uid, Object.keys(FILES).filter((_, index) => heads[index] === null)];
    }),
  );
  return new Map(missing.filter(([, types]) => types.length > 0));
}

async function saveOne(run, video, type, { url }) {
  const { env, jobs } = run;
  run.files += 1;
  const result = await save(env, video, type, url).then(
    () => "ok",
    (error) => (error instanceof FileFault ? error.message : "No link to the file could be made."),
  );
  await jobs.archived({ video: uidOf(video.uid), types: [type], result });
}

async function save(env, { uid, requireSignedURLs }, type, url) {
  if (!url) throw new FileFault("Cloudflare gives no link to the file.");
  const token = requireSignedURLs ? await tokenFor(env, uidOf(uid)) : undefined;
  await saveFile(env.ARCHIVE, keyOf(uid, type), token ? downloadLink(url, { token }) : url);
}

const keyOf = (uid, type) => `${uidOf(uid)}/${FILES[type]}`;
