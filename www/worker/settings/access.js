// Cloudflare Access: which team and application let people in, and which of them may change things.

import { textOf } from "./text.js";

const ADDRESS = /^[^@\s]*@[^@\s.]+(\.[^@\s.]+)+$/;

/** Gives `access`, `{ team, audience, editors }`, where it is set up. Without a list of `editors` all are. */
export function accessSettings(env) {
  const domain = textOf(env, "ACCESS_TEAM_DOMAIN");
  const audience = textOf(env, "ACCESS_AUD");
  const team = teamOf(domain);
  const faults = [];
  if (domain && !audience) faults.push("ACCESS_AUD is missing. ACCESS_TEAM_DOMAIN is set and needs it.");
  if (audience && !domain) faults.push("ACCESS_TEAM_DOMAIN is missing. ACCESS_AUD is set and needs it.");
  if (domain && !team) faults.push("ACCESS_TEAM_DOMAIN must look like team.cloudflareaccess.com.");

  const { editors, faults: ofEditors } = editorsOf(env.ACCESS_EDITORS);
  faults.push(...ofEditors);
  if (editors && !domain && !audience) {
    faults.push("ACCESS_EDITORS works only with Cloudflare Access. With passwords, set VIEWER_PASSWORD instead.");
  }
  return { access: team && { team, audience, editors }, faults };
}

/** The origin of the team's Access, which is also the issuer of its assertions. */
function teamOf(domain) {
  const [, host] = /^(?:https:\/\/)?([a-z\d-]+(?:\.[a-z\d-]+)+)\/?$/i.exec(domain) ?? [];
  return host && `https://${host.toLowerCase()}`;
}

/** A list that is there and names nobody is a fault: without a list everybody could change things. */
function editorsOf(list) {
  if (list === undefined || list === null) return { faults: [] };
  const editors = `${typeof list === "string" ? list : ""}`.split(",").map((entry) => entry.trim());
  const named = editors.filter(Boolean);
  // By their places, as everybody may read what is wrong with the settings.
  const faults = named.flatMap((entry, index) =>
    entry.includes("@") && !ADDRESS.test(entry)
      ? [`ACCESS_EDITORS: entry ${index + 1} is neither an e-mail address nor a domain such as @team.example.`]
      : [],
  );
  if (named.length === 0) {
    faults.push("ACCESS_EDITORS names nobody. List who may change things, separated by commas, or remove it.");
  }
  return { editors: named, faults };
}
