// Whose videos these are: a credential for Cloudflare's API, or a Stream binding.

import { textOf } from "./text.js";

/** The credential, or nothing where a Stream binding needs none. */
export const tokenOf = (env) => textOf(env, "CLOUDFLARE_API_TOKEN");

export function accountFaults(env) {
  const faults = [];
  // A Stream binding needs neither.
  for (const name of env.STREAM ? [] : ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"]) {
    if (!textOf(env, name)) faults.push(`${name} is missing.`);
  }
  const base = textOf(env, "CLOUDFLARE_BASE_URL");
  if (base && !isBase(base)) {
    faults.push("CLOUDFLARE_BASE_URL must be the whole address of an API, such as https://api.example/client/v4.");
  }
  return faults;
}

/** The account's identifier, where dash.cloudflare.com knows it, or null. */
export function accountAtCloudflare(env) {
  const base = textOf(env, "CLOUDFLARE_BASE_URL");
  const isCloudflare = !env.STREAM && (!base || new URL(base).hostname === "api.cloudflare.com");
  return isCloudflare ? textOf(env, "CLOUDFLARE_ACCOUNT_ID") : null;
}

function isBase(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash;
}
