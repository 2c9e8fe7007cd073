// Tokens of private videos: whoever has one can download the video, and see it, for an hour.

import { CloudflareError, createDownloadToken } from "cf-stream-downloads";

import { clientOf } from "./client.js";
import { identifierOf } from "./identifier.js";
import { signingKey } from "./settings/signing-key.js";

const LIFETIME = 60 * 60;

/** Makes a token with the signing key, where there is one, or else has Cloudflare's API make it. */
export async function tokenFor(env, uid) {
  const identifier = identifierOf(uid);
  const { key } = signingKey(env);
  if (key) return signed(key, identifier);
  if (env.STREAM) {
    throw new CloudflareError(
      "This dashboard cannot open private videos yet. Set the secrets STREAM_SIGNING_KEY_ID and STREAM_SIGNING_JWK.",
    );
  }
  const exp = Math.floor(Date.now() / 1000) + LIFETIME;
  const { token } = await clientOf(env).stream.token.create(identifier, { downloadable: true, exp });
  return token;
}

async function signed(key, identifier) {
  try {
    return await createDownloadToken({ ...key, identifier, expiresIn: LIFETIME });
  } catch (error) {
    if (!(error instanceof CloudflareError)) throw error;
    // It names the option, and not the secret that was given for it; and never shows the key.
    const name = key.jwk ? "STREAM_SIGNING_JWK" : "STREAM_SIGNING_PEM";
    throw new CloudflareError(`STREAM_SIGNING_KEY_ID and ${name} cannot be used. ${error.message}`);
  }
}
