// The Worker's API, by the package's client.

import Cloudflare from "cf-stream-downloads";

const OPTIONS = {
  // The Worker adds the credential, and knows the account.
  baseURL: "/api",
  accountId: "self",
  timeout: 30_000,
  // The page says itself that it waits, and for how long.
  maxRetries: 0,
  logLevel: "off",
};

/** `fetch` is what its requests go through. */
export function createApi({ fetch }) {
  const client = new Cloudflare({ ...OPTIONS, fetch });
  const { downloads, token, videos } = client.stream;
  const result = async (answer) => (await answer).result;

  return {
    downloads,
    /** The API of one type of download. */
    ofType: (type) => (type === "audio" ? downloads.audio : downloads.default),
    /** The account's videos, the newest first: all of them, or as many as `limit` says. */
    videos: (limit, signal) => videos.list({ limit }, { signal }),
    /** A token for a private video, which opens its downloads for an hour. */
    token: async (uid) => (await token.create(uid)).token,
    session: () => result(client.get("/session")),
    jobs: () => result(client.get("/jobs")),
    startJob: (job) => result(client.post("/jobs", { body: job })),
    stopJob: (id) => result(client.post(`/jobs/${id}/stop`)),
    setAutomation: (automation) => result(client.put("/automation", { body: automation })),
    activity: (query) => result(client.get("/activity", { query })),
  };
}
