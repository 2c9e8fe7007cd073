// Who may enter: by Cloudflare Access, with a password, or from the same machine. Until the settings are complete
// nobody may, and every request gets the page that says what is missing.

import { KeysUnavailable, verify } from "./assertion.js";
import { isForLoopback, tunnelHeader } from "./loopback.js";
import { isSecure, secureUrl } from "./origin.js";
import { byPassword } from "./password.js";
import { refuse } from "./refusal.js";
import { settings } from "./settings.js";
import { setUpPage } from "./set-up-page.js";
import { accessUser, LOCAL } from "./user.js";

/** Calls `next` for who may enter, and says who that is: `user`. All others get their answer here. */
export async function access(c, next) {
  if (!isSecure(c.req) && !isForLoopback(c.req)) return toHttps(c);
  const { faults, access: byTeam, passwords } = settings(c.env);
  const open = !byTeam && !passwords;
  if (open) faults.push(...openFaults(c.req));
  if (faults.length > 0) return setUpPage(c, faults);

  const { user, response } = open
    ? { user: LOCAL }
    : await (byTeam ? byAccess(c, byTeam) : byPassword(c, passwords));
  if (!user) return response;
  c.set("user", user);
  return next();
}

/** Why nobody may use a dashboard without a sign-in in this way. */
function openFaults(req) {
  if (!isForLoopback(req)) return ["No sign-in is set up: choose a password or Cloudflare Access."];
  const header = tunnelHeader(req);
  if (!header) return [];
  return [
    `This dashboard has no sign-in, and your request came through a tunnel or a proxy: it has the header ${header}. ` +
      "So everybody who knows this address could use it. To share the dashboard, set DASHBOARD_PASSWORD (for a local " +
      "start, in the environment). To use it by yourself, open it at localhost.",
  ];
}

async function byAccess(c, { team, audience, editors }) {
  try {
    const { payload, fault, expired } = await verify(c.req.header("cf-access-jwt-assertion"), team, audience);
    return payload ? { user: accessUser(payload, editors) } : { response: refuse(c, expired ? 401 : 403, fault) };
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) throw error;
    const message = "Cloudflare Access cannot be reached to check your sign-in. Try again in a moment.";
    return { response: refuse(c, 503, message) };
  }
}

/** What is sent by http anybody on the way can read, the password too. */
function toHttps(c) {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") {
    return refuse(c, 403, "This dashboard works only over https. Use the address that begins with https://.");
  }
  c.header("cache-control", "no-store");
  return c.redirect(secureUrl(c.req).href, 308);
}
