// Sets up what is missing, builds the package and serves the page. `npm --prefix www start`
//
// Without a token it talks to the stand-in of the tests, which it holds itself.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { installTarball } from "../pkg-template/build.mjs";
import { main, SetupError } from "../pkg-template/machine.mjs";
import { installPackages } from "../pkg-template/setup.mjs";

const www = dirname(fileURLToPath(import.meta.url));
const standInFolder = join(dirname(www), "tests/stand-in");

// Before Miniflare's own handlers, which end with another exit code; at the exit it ends workerd.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(0));

await main(async () => {
  const account = accountFromEnvironment();
  console.log(
    account
      ? `Using the API at ${account.SOURCE}, with the token and account of the environment.`
      : "Using the stand-in, whose videos are made up. For your own, set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.",
  );
  await installPackages(www);
  await installTarball(www);
  if (!account) await installPackages(standInFolder);
  // Only now are the packages there that it imports.
  const { serve } = await import("./serve.mjs");
  const url = await serve(account ?? (await startStandIn()));
  console.log(`The page is at ${url} (Ctrl-C ends it).`);
});

/** The Worker's variables for Cloudflare's API, or undefined where the environment names none of them. */
function accountFromEnvironment() {
  const [token, account, baseURL] = [
    "CLOUDFLARE_API_TOKEN",
    "CLOUDFLARE_ACCOUNT_ID",
    "CLOUDFLARE_BASE_URL",
  ].map((name) => process.env[name]?.trim());
  if (!token && !account && !baseURL) return;
  const missing = [!token && "CLOUDFLARE_API_TOKEN", !account && "CLOUDFLARE_ACCOUNT_ID"];
  const names = missing.filter(Boolean).join(" and ");
  if (names) {
    throw new SetupError(
      `To use Cloudflare's API, set ${names} too. To use the stand-in, set none of CLOUDFLARE_API_TOKEN, CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_BASE_URL.`,
    );
  }
  const address = baseURL || "https://api.cloudflare.com/client/v4";
  // Only the origin is ever shown: an address may hold a password.
  const { protocol, origin } = URL.canParse(address) ? new URL(address) : {};
  if (protocol !== "https:" && protocol !== "http:") {
    throw new SetupError("CLOUDFLARE_BASE_URL must be a whole address, with http or https.");
  }
  return {
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ACCOUNT_ID: account,
    CLOUDFLARE_BASE_URL: address,
    SOURCE: origin,
  };
}

async function startStandIn() {
  const { startStandIn } = await import("../tests/stand-in/server.js");
  const { ACCOUNT_ID, API_TOKEN } = await import("../tests/stand-in/library.js");
  const { baseURL } = await startStandIn();
  return {
    CLOUDFLARE_API_TOKEN: API_TOKEN,
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
    CLOUDFLARE_BASE_URL: baseURL,
    SOURCE: "the stand-in, whose videos and links are made up",
  };
}
