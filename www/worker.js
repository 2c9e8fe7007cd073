// The Worker: lists an account's videos, asks the package for the downloads of each, and answers
// with a page of them. `/?video=ID` shows only the videos named there.

import Cloudflare from "cf-stream-downloads";
import { page } from "./page.js";

// So many that an account with thousands of videos stays far below Cloudflare's rate limit.
const MOST = 50;
const TIMEOUT = 10_000;

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/") return new Response("There is nothing here.\n", { status: 404 });
    const view = { account: env.CLOUDFLARE_ACCOUNT_ID, source: env.SOURCE };
    try {
      const client = new Cloudflare({
        apiToken: env.CLOUDFLARE_API_TOKEN,
        accountId: env.CLOUDFLARE_ACCOUNT_ID,
        baseURL: env.CLOUDFLARE_BASE_URL,
        timeout: TIMEOUT,
      });
      const withDownloads = async (video) => {
        try {
          return { ...video, downloads: await client.stream.downloads.get(video.uid) };
        } catch (error) {
          return { ...video, fault: error.message };
        }
      };
      const named = searchParams.getAll("video").map((uid) => ({ uid }));
      const videos = named.length > 0 ? named : await listVideos(client);
      view.count = videos.length;
      view.videos = await Promise.all(videos.slice(0, MOST).map(withDownloads));
    } catch (error) {
      view.fault = error.message;
    }
    return new Response(page(view), { status: view.fault ? 502 : 200, headers });
  },
};

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

async function listVideos(client) {
  const { result } = await client.get(`/accounts/${encodeURIComponent(client.accountId)}/stream`);
  if (Array.isArray(result)) return result;
  throw new Error("The API's answer has no list of videos.");
}
