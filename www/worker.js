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
    const sentence = ({ message }) => message.replaceAll(env.CLOUDFLARE_API_TOKEN, "***");
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
          return { ...video, fault: sentence(error) };
        }
      };
      const named = searchParams.getAll("video").map((uid) => ({ uid }));
      const videos = named.length > 0 ? named : await listVideos(env);
      view.count = videos.length;
      view.videos = await Promise.all(videos.slice(0, MOST).map(withDownloads));
    } catch (error) {
      view.fault = sentence(error);
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

// The package has no call for this one endpoint yet.
async function listVideos(env) {
  const baseURL = env.CLOUDFLARE_BASE_URL.replace(/\/$/, "");
  const account = encodeURIComponent(env.CLOUDFLARE_ACCOUNT_ID);
  const response = await fetch(`${baseURL}/accounts/${account}/stream`, {
    headers: { accept: "application/json", authorization: `Bearer ${env.CLOUDFLARE_API_TOKEN}` },
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT),
  });
  const { result, errors } = (await response.json().catch(() => undefined)) ?? {};
  if (response.ok && Array.isArray(result)) return result;
  const { message = response.statusText || "no list of videos", code } = errors?.[0] ?? {};
  throw new Error(`${response.status} ${message}${code ? ` [code ${code}]` : ""}`);
}
