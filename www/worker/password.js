// Entering with a password: by a session in browsers, by HTTP Basic in programs. A password is for everybody of a role,
// so that any user name will do.

import { auth } from "hono/utils/basic-auth";

import { checkPassword } from "./password-check.js";
import { refuse } from "./refusal.js";
import { sessionRole } from "./session.js";
import { afterSignIn, askToSignIn, retryAfter, signIn, signOut, tooMany } from "./sign-in.js";
import { passwordUser } from "./user.js";

const NEEDED = "Enter the password of this dashboard. Any user name will do.";
const CHALLENGE = { "www-authenticate": 'Basic realm="Stream downloads", charset="UTF-8"' };

/** Gives the `user` who may go on, or the `response` for who is not signed in, and for who signs in or out. */
export async function byPassword(c, passwords) {
  const { method, path } = c.req;
  if (path === "/sign-out" && method === "POST") return { response: signOut(c) };
  if (path === "/sign-in" && method === "POST") return { response: await signIn(c, passwords) };
  // Before the throttle, which is for who does not know the password.
  const role = await sessionRole(c, passwords);
  if (!role) return byBasic(c, passwords);
  if (path === "/sign-in") return { response: afterSignIn(c, c.req.query("to")) };
  return { user: passwordUser(role, { session: true }) };
}

async function byBasic(c, passwords) {
  const given = auth(c.req.raw)?.password;
  if (given === undefined) {
    return { response: isBrowser(c.req) ? await askToSignIn(c, 401) : refuse(c, 401, NEEDED, CHALLENGE) };
  }
  const { role, wait } = await checkPassword(c.req, given, passwords);
  if (role) return { user: passwordUser(role, { session: false }) };
  return { response: wait ? refuse(c, 429, tooMany(wait), retryAfter(wait)) : refuse(c, 401, NEEDED, CHALLENGE) };
}

function isBrowser(req) {
  return req.header("sec-fetch-mode") !== undefined || /\btext\/html\b/.test(req.header("accept") ?? "");
}
