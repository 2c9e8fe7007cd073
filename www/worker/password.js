// The password: a form and a session for browsers, HTTP Basic for programs. There is one password for the team, so that
// any user name will do.

import { bodyLimit } from "hono/body-limit";
import { auth } from "hono/utils/basic-auth";

import { networkOf } from "./network.js";
import { isFromHere } from "./origin.js";
import { refuse } from "./refusal.js";
import { beginSession, endSession, hasSession } from "./session.js";
import { signInPage } from "./sign-in-page.js";
import { Throttle } from "./throttle.js";
import { passwordUser } from "./user.js";

const NEEDED = "Enter the password; any user name will do.";
const CHALLENGE = { "www-authenticate": 'Basic realm="Stream downloads", charset="UTF-8"' };
const limited = bodyLimit({
  maxSize: 10_000,
  onError: (c) => refuse(c, 413, "That is too long for a password."),
});

// Of this isolate. Another one counts for itself, which a password of twelve characters bears.
const throttle = new Throttle();

/** Gives the `user` who may go on, or the `response` for who is not signed in, and for who signs in or out. */
export async function byPassword(c, password) {
  const { method, path } = c.req;
  if (path === "/sign-out" && method === "POST") return { response: signOut(c) };
  if (path === "/sign-in" && method === "POST") return { response: await limited(c, () => signIn(c, password)) };
  // Before the throttle, which is for who does not know the password.
  if (await hasSession(c, password)) {
    return path === "/sign-in" ? { response: toPage(c) } : { user: passwordUser({ session: true }) };
  }

  const given = auth(c.req.raw)?.password;
  if (given === undefined) {
    return { response: isBrowser(c.req) ? await ask(c, 401) : refuse(c, 401, NEEDED, CHALLENGE) };
  }
  const { entered, wait } = await check(c.req, given, password);
  if (entered) return { user: passwordUser({ session: false }) };
  return { response: wait ? refuse(c, 429, tooMany(wait), retryAfter(wait)) : refuse(c, 401, NEEDED, CHALLENGE) };
}

async function signIn(c, password) {
  const given = new URLSearchParams(await c.req.text()).get("password");
  if (!isFromHere(c.req)) return refuse(c, 403, "Sign in on the dashboard's own page.");
  if (!given) return ask(c, 401, "Enter the password.");
  const { entered, wait } = await check(c.req, given, password);
  if (wait) return ask(c, 429, tooMany(wait), retryAfter(wait));
  if (!entered) return ask(c, 401, "That is not the password.");
  await beginSession(c, password);
  return toPage(c);
}

function signOut(c) {
  if (!isFromHere(c.req)) return refuse(c, 403, "Sign out on the dashboard's own page.");
  endSession(c);
  return toPage(c);
}

function toPage(c) {
  c.header("cache-control", "no-store");
  return c.redirect("/", 303);
}

/** In a browser a challenge would open a window of its own, whose password nothing ends. */
function ask(c, status, message = "", headers = {}) {
  return c.req.path.startsWith("/api/")
    ? refuse(c, status, "You are signed out. Reload the page to sign in again.", headers)
    : signInPage(c, status, message, headers);
}

function isBrowser(req) {
  return req.header("sec-fetch-mode") !== undefined || /\btext\/html\b/.test(req.header("accept") ?? "");
}

const retryAfter = (wait) => ({ "retry-after": `${wait}` });

function tooMany(wait) {
  const time = wait === 1 ? "1 second" : `${wait} seconds`;
  return `Too many wrong passwords were entered from your network. Try again in ${time}.`;
}

/** Gives `{ entered }`, or for how many seconds nobody of this network is listened to, `{ wait }`. */
async function check(req, given, password) {
  const network = networkOf(req.header("cf-connecting-ip"));
  const [one, other] = await Promise.all([given, password].map(digest));
  // Nothing is awaited from here on, or guesses that come at once would all be listened to.
  const wait = throttle.wait(network);
  if (wait > 0) return { wait };
  const entered = crypto.subtle.timingSafeEqual(one, other);
  throttle.note(network, entered);
  return { entered };
}

// Of equal length, whatever the passwords' are. Systems differ in how they compose a letter.
function digest(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text.normalize()));
}
