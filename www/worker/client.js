// A client of Cloudflare's API, with the Worker's credential, or of its Stream binding.

import Cloudflare from "cf-stream-downloads";

import { tokenOf } from "./settings/account.js";

export const TIMEOUT = 10_000;

/**
 * For every call: a client of another request would wait for what ends with that request. `options` are further ones of
 * the client. With a Stream binding `fetch` is left out: it takes none.
 */
export function clientOf(env, { fetch, ...options } = {}) {
  return new Cloudflare({
    ...(env.STREAM
      ? { stream: env.STREAM }
      : {
          apiToken: tokenOf(env),
          accountId: env.CLOUDFLARE_ACCOUNT_ID.trim(),
          baseURL: env.CLOUDFLARE_BASE_URL?.trim() || null,
          fetch,
        }),
    timeout: TIMEOUT,
    // The page, and who opens a link, can try again, and be told why meanwhile.
    maxRetries: 0,
    logLevel: "off",
    ...options,
  });
}
