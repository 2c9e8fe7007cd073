// A client of Cloudflare's API, with the Worker's credential, or of its Stream binding.

import Cloudflare from "cf-stream-downloads";

import { tokenOf } from "./settings/account.js";

export const TIMEOUT = 10_000;

/** For every call: a client of another request would wait for what ends with that request. */
export function clientOf(env) {
  return new Cloudflare({
    ...(env.STREAM
      ? { stream: env.STREAM }
      : {
          apiToken: tokenOf(env),
          accountId: env.CLOUDFLARE_ACCOUNT_ID.trim(),
          baseURL: env.CLOUDFLARE_BASE_URL?.trim() || null,
        }),
    timeout: TIMEOUT,
    // The page repeats what may be repeated: it can say so meanwhile.
    maxRetries: 0,
    logLevel: "off",
  });
}
