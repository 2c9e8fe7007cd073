// Who may enter: by Cloudflare Access, with a password, or from the same machine. Until the settings are complete
// nobody may, and every request gets the page that says what is missing.

import { assertionFault, KeysUnavailable } from "./assertion.js";
import { isForLoopback, tunnelHeader } from "./loopback.js";
import { checkPassword } from "./password.js";
import { refuse } from "./refusal.js";
import { settings } from "./settings.js";
import { setUpPage } from "./set-up-page.js";

/** Calls `next` for who may enter. All others get their answer here, before anything else is asked. */
export async function access(c, next) {
  const { faults, team, audience, password } = settings(c.env);
  const open = !team && !password;
  if (open) faults.push(...openFaults(c.req));
  if (faults.length > 0) return setUpPage(c, faults);

  const refusal = open
    ? undefined
    : await (team ? byAccess(c, team, audience) : byPassword(c, password));
  return refusal ?? next();
}

/** Why nobody may use a dashboard without a sign-in in this way. */
function openFaults(req) {
  if (!isForLoopback(req)) return ["No sign-in is set up: choose a password or Cloudflare Access."];
  const header = tunnelHeader(req);
  if (!header) return [];
  return [
    `This dashboard has no sign-in, and your request came through a tunnel or a proxy: it has the header ${header}. ` +
      "Everybody who knows that address could use it. To share it, set DASHBOARD_PASSWORD, for a local start in the " +
      "environment; to use it alone, open it at localhost.",
  ];
}

async function byAccess(c, team, audience) {
  try {
    const fault = await assertionFault(c.req.header("cf-access-jwt-assertion"), team, audience);
    return fault && refuse(c, 403, fault);
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) throw error;
    return refuse(c, 503, "Cloudflare Access cannot be reached to check your sign-in. Try again in a moment.");
  }
}

async function byPassword(c, password) {
  const { entered, wait } = await checkPassword(c.req, password);
  if (entered) return;
  if (wait) {
    return refuse(c, 429, "There were too many wrong passwords.", { "retry-after": `${wait}` });
  }
  const challenge = { "www-authenticate": 'Basic realm="Stream downloads", charset="UTF-8"' };
  return refuse(c, 401, "The password is needed; any name will do.", challenge);
}
