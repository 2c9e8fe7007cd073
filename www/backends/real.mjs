// Cloudflare's API, with the token and account of the environment.

import { SetupError } from "../../pkg-template/machine.mjs";

export function real() {
  const [token, account, baseURL] = [
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_ACCOUNT_ID",
    "CLOUDFLARE_BASE_URL",
  ].map((name) => process.env[name]?.trim());
  const missing = [!token && "CLOUDFLARE_API_TOKEN", !account && "CLOUDFLARE_ACCOUNT_ID"];
  const names = missing.filter(Boolean).join(" and ");
  if (names) throw new SetupError(`For --real, set ${names} in the environment.`);

  const address = baseURL || "https://api.cloudflare.com/client/v4";
  // Only the origin is ever shown: an address may hold a password.
  const { protocol, origin } = URL.canParse(address) ? new URL(address) : {};
  if (protocol !== "https:" && protocol !== "http:") {
    throw new SetupError("CLOUDFLARE_BASE_URL must be a whole address, with http or https.");
  }
  const says = [
    `Using the API at ${origin}, with the token and account of the environment. What is deleted there is gone.`,
  ];
  if (!process.env.DASHBOARD_PASSWORD) {
    says.push("Without DASHBOARD_PASSWORD, everybody on this machine can use it meanwhile.");
  }
  return {
    says: says.join("\n"),
    start: () => ({
      CLOUDFLARE_API_TOKEN: token,
      CLOUDFLARE_ACCOUNT_ID: account,
      CLOUDFLARE_BASE_URL: address,
      ...signingKey(),
    }),
  };
}

/** Without one the API makes the tokens of private videos. */
function signingKey() {
  const names = ["STREAM_SIGNING_KEY_ID", "STREAM_SIGNING_JWK", "STREAM_SIGNING_PEM"];
  return Object.fromEntries(names.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
}
