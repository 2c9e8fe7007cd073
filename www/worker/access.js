// Who may enter: by Cloudflare Access, with a password, or from the same machine. Until the settings are complete
// nobody may, and every request gets the page that says what is missing.

import { assertionFault, KeysUnavailable } from "./assertion.js";
import { isLoopback } from "./loopback.js";
import { checkPassword } from "./password.js";
import { refuse } from "./refusal.js";
import { settings } from "./settings.js";
import { setUpPage } from "./set-up-page.js";

/** Calls `next` for who may enter. All others get their answer here, before anything else is asked. */
export async function access(c, next) {
  const { faults, team, audience, password } = settings(c.env);
  const open = !team && !password;
  if (open && !isLoopback(c.req)) faults.push("It is not said who may enter.");
  if (faults.length > 0) return setUpPage(c, faults);

  const refusal = open
    ? undefined
    : await (team ? byAccess(c, team, audience) : byPassword(c, password));
  return refusal ?? next();
}

async function byAccess(c, team, audience) {
  try {
    const fault = await assertionFault(c.req.header("cf-access-jwt-assertion"), team, audience);
    return fault && refuse(c, 403, fault);
  } catch (error) {
    if (!(error instanceof KeysUnavailable)) throw error;
    return refuse(c, 503, "Cloudflare Access cannot be asked who you are. Try again in a moment.");
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
