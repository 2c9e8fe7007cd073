// The key that signs tokens of private videos. Without one Cloudflare's API makes the tokens.

import { textOf } from "./text.js";

/** Gives the `key` as `createDownloadToken` takes it, if there is one. */
export function signingKey(env) {
  const [keyId, jwk, pem] = ["KEY_ID", "JWK", "PEM"].map((name) => textOf(env, `STREAM_SIGNING_${name}`));
  const faults = [];
  if (keyId && !jwk && !pem) {
    faults.push("STREAM_SIGNING_JWK is missing. STREAM_SIGNING_KEY_ID is set and needs it, or STREAM_SIGNING_PEM.");
  }
  if (!keyId && (jwk || pem)) {
    const name = jwk ? "STREAM_SIGNING_JWK" : "STREAM_SIGNING_PEM";
    faults.push(`STREAM_SIGNING_KEY_ID is missing. ${name} is set and needs it.`);
  }
  if (jwk && pem) faults.push("STREAM_SIGNING_JWK and STREAM_SIGNING_PEM are both set. Keep one of them.");
  return { key: keyId ? { keyId, ...(jwk ? { jwk } : { pem }) } : undefined, faults };
}
