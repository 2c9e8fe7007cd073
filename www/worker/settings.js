// The Worker's variables, and what is wrong with them.

const LEAST = 12;

/** `faults` are sentences; nobody may enter while there are any. Access goes before the password. */
export function settings(env) {
  const text = (name) => textOf(env, name);
  const faults = [];
  // A Stream binding needs neither.
  for (const name of env.STREAM ? [] : ["CLOUDFLARE_API_TOKEN", "CLOUDFLARE_ACCOUNT_ID"]) {
    if (!text(name)) faults.push(`${name} is missing.`);
  }
  if (text("CLOUDFLARE_BASE_URL") && !isBase(text("CLOUDFLARE_BASE_URL"))) {
    faults.push("CLOUDFLARE_BASE_URL is no address of an API.");
  }

  const domain = text("ACCESS_TEAM_DOMAIN");
  const audience = text("ACCESS_AUD");
  const team = teamOf(domain);
  if (domain && !audience) faults.push("ACCESS_AUD is missing, beside ACCESS_TEAM_DOMAIN.");
  if (audience && !domain) faults.push("ACCESS_TEAM_DOMAIN is missing, beside ACCESS_AUD.");
  if (domain && !team) faults.push("ACCESS_TEAM_DOMAIN must be as in team.cloudflareaccess.com.");

  // A line end comes with what is piped into wrangler; a space may be meant.
  const { DASHBOARD_PASSWORD: given } = env;
  const password = typeof given === "string" ? given.replace(/[\r\n]+$/, "") : "";
  if (password && !team && [...password].length < LEAST) {
    faults.push(`DASHBOARD_PASSWORD is too short: it needs ${LEAST} characters.`);
  }
  return { faults, team, audience, password };
}

/** The credential, or nothing where a Stream binding needs none. */
export const tokenOf = (env) => textOf(env, "CLOUDFLARE_API_TOKEN");

/** What the page shows or leaves out by how this is deployed. */
export function features(env) {
  const base = textOf(env, "CLOUDFLARE_BASE_URL");
  const isCloudflare = !env.STREAM && (!base || new URL(base).hostname === "api.cloudflare.com");
  return {
    archive: Boolean(env.ARCHIVE),
    webhook: Boolean(textOf(env, "WEBHOOK_URL")),
    // Of an account that dash.cloudflare.com knows.
    account: isCloudflare ? textOf(env, "CLOUDFLARE_ACCOUNT_ID") : null,
  };
}

function textOf(env, name) {
  return typeof env[name] === "string" ? env[name].trim() : "";
}

function isBase(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && !search && !hash;
}

/** The origin of the team's Access, which is also the issuer of its assertions. */
function teamOf(domain) {
  const [, host] = /^(?:https:\/\/)?([a-z\d-]+(?:\.[a-z\d-]+)+)\/?$/i.exec(domain) ?? [];
  return host && `https://${host.toLowerCase()}`;
}
