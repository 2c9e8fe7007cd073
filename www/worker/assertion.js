// What Cloudflare Access says of whoever asks: a JWT with each request, of people and of service tokens alike.
// https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/validating-json/

import { createRemoteJWKSet, errors, jwtVerify } from "jose";

/** The team's keys cannot be had, so that nothing can be said of an assertion. */
export class KeysUnavailable extends Error {}

const UNAVAILABLE = [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code];
// A team has few keys, and changes them every six weeks: they are kept for as long as the isolate lives.
let kept = {};

/** Gives the `payload` of a good assertion, and of all others the `fault`, and whether it has `expired`. */
export async function verify(assertion, team, audience) {
  if (!assertion) {
    return { fault: "This dashboard opens only through Cloudflare Access. Use the address that Access protects." };
  }
  try {
    const options = { issuer: team, audience, algorithms: ["RS256"], requiredClaims: ["exp"] };
    const { payload } = await jwtVerify(assertion, keysOf(team), options);
    return { payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      return { fault: "Your session has ended. Reload the page to sign in again.", expired: true };
    }
    // jose gives the general code to what is wrong with the answer that has the keys, and fetch's error as it is.
    if (!(error instanceof errors.JOSEError) || UNAVAILABLE.includes(error.code))
      throw new KeysUnavailable();
    return { fault: "Your Cloudflare Access sign-in is not valid for this dashboard." };
  }
}

function keysOf(team) {
  if (kept.team !== team) {
    kept = { team, keys: createRemoteJWKSet(new URL(`${team}/cdn-cgi/access/certs`)) };
  }
  return kept.keys;
}
