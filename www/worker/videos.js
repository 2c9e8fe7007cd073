// The list of videos: what may be asked for, and what of it the page needs.

import { APIResponseValidationError } from "cf-stream-downloads";

import { readDetails } from "./details.js";
import { uidOf } from "./identifier.js";

const LONGEST_SEARCH = 200;
// How many are looked through for it with a Stream binding, which has no search: ten requests.
const MOST_SEARCHED = 10_000;
const MOST = 1000;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Gives `{ query }` for Cloudflare, or the `{ fault }` of what was asked. */
export function queryOf({ search = "", limit = "100", before }) {
  if (search.length > LONGEST_SEARCH)
    return { fault: `search: expected at most ${LONGEST_SEARCH} characters.` };
  if (!/^\d{1,4}$/.test(limit) || limit < 1 || limit > MOST)
    return { fault: `limit: expected a whole number from 1 to ${MOST}.` };
  const time = before === undefined || (TIME.test(before) && !Number.isNaN(Date.parse(before)));
  if (!time) return { fault: "before: expected a time such as 2026-07-01T12:00:00Z." };
  return { query: { search: search.trim() || undefined, limit: Number(limit), before } };
}

/** Gives `{ data, response }`: the newest videos first. With `thumbnails`, the Worker itself has their images. */
export async function listVideos(client, query, thumbnails, timeout) {
  const { data, response } = client.streamBinding
    ? { data: await listBound(client, query, AbortSignal.timeout(timeout)) }
    : await listByApi(client, query);
  return { data: data.flatMap((video) => videoOf(video, thumbnails)), response };
}

async function listByApi(client, query) {
  const path = `/accounts/${encodeURIComponent(client.accountId)}/stream`;
  const { data, response } = await client.get(path, { query }).withResponse();
  if (!Array.isArray(data?.result)) {
    throw new APIResponseValidationError(
      response.status,
      data,
      "Cloudflare's answer has no list of videos.",
    );
  }
  return { data: data.result.slice(0, query.limit), response };
}

async function listBound({ stream }, { search = "", before, limit }, signal) {
  const part = search.toLowerCase();
  const found = [];
  const params = { before, limit: part ? MOST_SEARCHED : limit };
  for await (const video of stream.videos.list(params, { signal })) {
    if (`${video.meta?.name ?? ""}`.toLowerCase().includes(part)) found.push(video);
    if (found.length === limit) break;
  }
  return found;
}

function videoOf(video, thumbnails) {
  const { uid, duration, size, created, thumbnail, readyToStream, status } = Object(video);
  if (typeof uid !== "string") return [];
  const { name, isPrivate } = readDetails(video);
  const own = uidOf(uid);
  const image = thumbnail && thumbnails ? `/thumbnails/${own}` : thumbnail;
  // Cloudflare says 0 of what it has not measured yet.
  const bytes = size > 0 ? size : undefined;
  return [
    {
      uid: own,
      name,
      duration,
      size: bytes,
      created,
      thumbnail: image,
      readyToStream,
      // Few are private.
      requireSignedURLs: isPrivate || undefined,
      status,
    },
  ];
}
