// The form that a browser signs in with, and signing out.

import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";

import { isFromHere } from "./origin.js";
import { checkPassword } from "./password-check.js";
import { refuse } from "./refusal.js";
import { destinationOf } from "./destination.js";
import { beginSession, endSession } from "./session.js";
import { page } from "./page.js";

const limited = bodyLimit({
  maxSize: 10_000,
  onError: (c) => refuse(c, 413, "That is too long for a password."),
});

/** Below /api a browser is told so too: a challenge would open a window of its own, whose password nothing ends. */
export function askToSignIn(c, status, { message = "", headers = {}, to = wanted(c.req) } = {}) {
  return c.req.path.startsWith("/api/")
    ? refuse(c, status, "You are signed out. Reload the page to sign in again.", headers)
    : page(c, { title: "Sign in to Stream downloads", status, headers }, form(message, to));
}

export function signIn(c, passwords) {
  return limited(c, async () => {
    const fields = new URLSearchParams(await c.req.text());
    const [given, to] = ["password", "to"].map((name) => fields.get(name));
    if (!isFromHere(c.req)) return refuse(c, 403, "Sign in on this dashboard's own page.");
    if (!given) return askToSignIn(c, 401, { message: "Enter the password.", to });
    const { role, wait } = await checkPassword(c.req, given, passwords);
    if (wait) return askToSignIn(c, 429, { message: tooMany(wait), headers: retryAfter(wait), to });
    if (!role) return askToSignIn(c, 401, { message: "That is not the password.", to });
    await beginSession(c, role, passwords[role]);
    return afterSignIn(c, to);
  });
}

/** Leads to where one wanted to go before. */
export function afterSignIn(c, to) {
  const destination = destinationOf(to);
  if (!destination.startsWith("/links/")) return redirect(c, destination);
  // A download leaves the page as it is; and a redirect of a form to another host is against form-action.
  const content = html`<h1>You are signed in</h1>
    <p><a href="${destination}">Download the file</a></p>
    <p><a href="/">Go to the dashboard</a></p>`;
  return page(c, { title: "You are signed in", status: 200 }, content);
}

export function signOut(c) {
  if (!isFromHere(c.req)) return refuse(c, 403, "Sign out on this dashboard's own page.");
  endSession(c);
  return redirect(c, "/");
}

export const retryAfter = (wait) => ({ "retry-after": `${wait}` });

export function tooMany(wait) {
  const time = wait === 1 ? "1 second" : `${wait} seconds`;
  return `Too many wrong passwords were entered from your network. Try again in ${time}.`;
}

/** Where a request that got the form was to lead. */
function wanted(req) {
  const { pathname, search } = new URL(req.url);
  return pathname === "/sign-in" ? req.query("to") : pathname + search;
}

function form(message, to) {
  return html`<h1>Stream downloads</h1>
    ${message && html`<p role="alert">${message}</p>`}
    <form method="post" action="/sign-in">
      <input type="hidden" name="to" value="${destinationOf(to)}" />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        autofocus
      />
      <button>Sign in</button>
    </form>`;
}

function redirect(c, location) {
  c.header("cache-control", "no-store");
  return c.redirect(location, 303);
}
