// What nobody may see, neither in an answer nor in the log.

import { textOf } from "./settings/text.js";

const NAMES = ["CLOUDFLARE_API_TOKEN", "STREAM_SIGNING_JWK", "STREAM_SIGNING_PEM", "WEBHOOK_URL"];

/** Takes every secret out of a text, as it is and as JSON writes it. */
export function redact(text, env) {
  const secrets = NAMES.map((name) => textOf(env, name)).filter(Boolean);
  // As JSON first: otherwise half of what JSON writes for a backslash could be left.
  const forms = secrets.flatMap((secret) => [JSON.stringify(secret).slice(1, -1), secret]);
  return forms.reduce((rest, form) => rest.replaceAll(form, "***"), text);
}
