// The API, where no network is to be measured: a fetch that makes a new Response at each call.

export const VIDEO = "ea95132c15732412d22c1476fa83f27a";
export const ACCOUNT = "023e105f4ecef8ad9ca31a8372d0c353";

const headers = { "content-type": "application/json" };
const absent = JSON.stringify({
  success: false,
  errors: [{ code: 10003, message: "Not Found: the video could not be found" }],
  messages: [],
  result: null,
});

function found(entries) {
  const download = (type) => ({
    percentComplete: 100,
    status: "ready",
    url: `https://customer-f33zs165nr7gyfy4.cloudflarestream.com/${VIDEO}/downloads/${type}.mp4`,
  });
  const others = Array.from({ length: entries - 2 }, (_, i) => `type-${i}`);
  const types = ["default", "audio", ...others];
  const result = Object.fromEntries(types.map((type) => [type, download(type)]));
  return JSON.stringify({ success: true, errors: [], messages: [], result });
}

/** What the API sends: `{ body, status, headers }`, with so many downloads in the body. */
export function answer({ status = 200, entries = 2 } = {}) {
  return { body: status === 200 ? found(entries) : absent, status, headers };
}

/** The options of a client that asks nobody. */
export function offline(wanted) {
  const { body, status } = answer(wanted);
  const fetch = async () => new Response(body, { status, headers });
  return { apiToken: "token", baseURL: "https://api.cloudflare.com/client/v4", fetch };
}
