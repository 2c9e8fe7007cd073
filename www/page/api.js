// The Worker's API, by the package's client.

import Cloudflare from "cf-stream-downloads";

import { watchedFetch } from "./connection.js";

export * from "cf-stream-downloads";

const client = new Cloudflare({
  // The Worker adds the credential, and knows the account.
  baseURL: "/api",
  accountId: "self",
  fetch: watchedFetch,
  timeout: 30_000,
  // The page says itself that it waits, and for how long.
  maxRetries: 0,
  logLevel: "off",
});

export const { downloads } = client.stream;

/** The videos that were created before `before`, newest first, whose name has `search` in it. */
export async function listVideos({ search, before, limit }, signal) {
  const query = { search: search || undefined, before, limit };
  const { result } = await client.get("/accounts/self/stream", { query, signal });
  return result;
}

/** The API of one type of download. */
export const ofType = (type) => (type === "audio" ? downloads.audio : downloads.default);
