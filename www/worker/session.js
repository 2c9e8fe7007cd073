// The session of who has signed in with a password: a signed cookie, which says until when it is good. Nothing is
// stored: signing out takes the cookie from the browser, and a new password ends all sessions.

import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";

import { isSecure } from "./origin.js";

const NAME = "session";
const DAYS = 7;
const LIFETIME = DAYS * 24 * 60 * 60;
// A role has a key of its own, so that no viewer's cookie can be an editor's, whatever the passwords are.
const LABELS = {
  editor: "cf-stream-downloads dashboard session v1",
  viewer: "cf-stream-downloads dashboard viewer session v1",
};
const VALUE = /^\d{1,15}$/;

// Of the passwords in force; the isolate may live longer than a password.
const kept = {};

/** Gives the role of a session that is good at this time. */
export async function sessionRole(c, passwords, now = Date.now()) {
  const { name, prefix } = naming(c.req);
  for (const [role, password] of Object.entries(passwords)) {
    const until = await getSignedCookie(c, await keyOf(role, password), name, prefix);
    if (until && VALUE.test(until)) {
      const left = Number(until) - now / 1000;
      return left > 0 && left <= LIFETIME ? role : undefined;
    }
  }
}

export async function beginSession(c, role, password, now = Date.now()) {
  const { name, ...attributes } = naming(c.req);
  const until = Math.floor(now / 1000) + LIFETIME;
  await setSignedCookie(c, name, `${until}`, await keyOf(role, password), { ...attributes, maxAge: LIFETIME });
}

export function endSession(c) {
  const { name, ...attributes } = naming(c.req);
  deleteCookie(c, name, attributes);
}

/** By https alone can it be a cookie that no neighbouring host can set. */
function naming(req) {
  const secure = isSecure(req);
  // Lax, as a link in a message should lead to the dashboard; what writes wants its own origin besides.
  return { name: NAME, path: "/", httpOnly: true, sameSite: "Lax", secure, ...(secure && { prefix: "host" }) };
}

function keyOf(role, password) {
  if (kept[role]?.password !== password) kept[role] = { password, key: derive(password, LABELS[role]) };
  return kept[role].key;
}

/** Not the password itself: with the label the key is good for nothing else. */
async function derive(password, label) {
  const bytes = (text) => new TextEncoder().encode(text);
  const base = await crypto.subtle.importKey("raw", bytes(password.normalize()), "HKDF", false, ["deriveBits"]);
  const params = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: bytes(label) };
  return new Uint8Array(await crypto.subtle.deriveBits(params, base, 256));
}
