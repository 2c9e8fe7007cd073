// A team of Cloudflare Access, and the assertions that it makes of people.

import { exportJWK, generateKeyPair, SignJWT } from "jose";

const TEAM = "team.cloudflareaccess.com";
export const ISSUER = `https://${TEAM}`;
export const AUDIENCE = "4714c1358e65fe4b408ad6d432a5f878f08194bdb4752441fd56faefa9b2b6f2";
export const ACCESS = { ACCESS_TEAM_DOMAIN: TEAM, ACCESS_AUD: AUDIENCE };
export const PERSON = { email: "a@example.com", type: "app", sub: "7335d417", country: "PT" };

/** A key of a team, as its Access has it and as it tells of it. */
export async function teamKey(kid = "own") {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}

/** A good assertion, but for what is changed: `claims` and the `header`, and the claim that it is `without`. */
export function assertion({ privateKey }, { claims = {}, header = {}, without } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const all = { iss: ISSUER, aud: [AUDIENCE], iat: now - 10, nbf: now - 10, exp: now + 600, ...PERSON, ...claims };
  delete all[without];
  return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid: "own", typ: "JWT", ...header }).sign(privateKey);
}

/** The header in which Access hands it over. */
export const showing = async (token) => ({ "cf-access-jwt-assertion": await token });
