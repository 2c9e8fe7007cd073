// The Worker's variables, and what is wrong with them.

import { accessSettings } from "./settings/access.js";
import { accountFaults } from "./settings/account.js";
import { passwordSettings } from "./settings/passwords.js";
import { signingKey } from "./settings/signing-key.js";
import { textOf } from "./settings/text.js";
import { webhookFault } from "./webhook/address.js";

/** `faults` are sentences; nobody may enter while there are any. With `access` the `passwords` do not count. */
export function settings(env) {
  const { access, faults: ofAccess } = accessSettings(env);
  const { passwords, faults: ofPasswords } = passwordSettings(env);
  const faults = [...accountFaults(env), ...ofAccess, ...signingKey(env).faults];
  if (!access) faults.push(...ofPasswords);
  // It is no variable, but whoever copies what wrangler.jsonc says may lose it.
  if (!env.JOBS) faults.push("The binding JOBS is missing. It is below durable_objects in wrangler.jsonc.");
  const webhook = textOf(env, "WEBHOOK_URL");
  const ofWebhook = webhook && webhookFault(webhook);
  if (ofWebhook) faults.push(ofWebhook);
  return { faults, access, passwords };
}
