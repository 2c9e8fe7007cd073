// Where the webhook may be: on the internet, and nowhere within a network.

import ipaddr from "ipaddr.js";

const WITHIN = /(^|\.)(localhost|local|internal)\.?$/;
// All IPv6 addresses of the internet. Outside are also those that stand for an IPv4 address, as ::127.0.0.1 does.
const GLOBAL = ipaddr.parseCIDR("2000::/3");

/** Says what is wrong with the value of WEBHOOK_URL, or nothing. It does not repeat it: who knows it may use it. */
export function webhookFault(text) {
  if (!URL.canParse(text)) return "WEBHOOK_URL must be a whole address, as in https://hooks.example.com/abc.";
  const { protocol, username, password, hostname } = new URL(text);
  if (protocol !== "https:") return "WEBHOOK_URL must begin with https://.";
  if (username || password) return "WEBHOOK_URL must have no user name or password in it.";
  // A name may still lead there: from Cloudflare's network nothing private can be reached.
  if (WITHIN.test(hostname) || !isPublic(hostname.replace(/^\[|\]$/g, ""))) {
    return "WEBHOOK_URL must be on the internet, and not on this machine or in a private network.";
  }
}

/** The URL parser has made all notations of an IPv4 address one. What is no address is a name. */
function isPublic(host) {
  if (!ipaddr.isValid(host)) return host.includes(".");
  const address = ipaddr.parse(host);
  return address.range() === "unicast" && (address.kind() === "ipv4" || address.match(GLOBAL));
}
