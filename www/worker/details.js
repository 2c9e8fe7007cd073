// What is to be known of one video before it can be downloaded.

import { APIConnectionError, APIResponseValidationError } from "cf-stream-downloads";

import { identifierOf } from "./identifier.js";

/** Gives the video's `name`, if it has one, and whether it opens with a token alone. */
export async function detailsOf(client, env, uid) {
  return readDetails(client.streamBinding ? await byBinding(env, uid) : await byApi(client, uid));
}

/** The same of a video as Cloudflare describes it. */
export function readDetails({ meta, requireSignedURLs }) {
  return { name: typeof meta?.name === "string" ? meta.name : undefined, isPrivate: requireSignedURLs === true };
}

async function byApi(client, uid) {
  const path = `/accounts/${encodeURIComponent(client.accountId)}/stream/${uid}`;
  const { data, response } = await client.get(path).withResponse();
  const video = data?.result;
  if (typeof video !== "object" || video === null) {
    throw new APIResponseValidationError(response.status, data, "Cloudflare's answer has no video.");
  }
  return video;
}

/** Errors are the package's, as those of all other calls. */
async function byBinding({ STREAM }, uid) {
  try {
    return await STREAM.video(identifierOf(uid)).details();
  } catch (cause) {
    throw new APIConnectionError({ cause });
  }
}
