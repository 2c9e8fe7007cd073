// Has cargo-deny check the crates that this one depends on: their licences, that none is there twice, and where
// they come from. `npm --prefix tests run deny`; with ` -- advisories` also for what is known to be unsafe,
// where it can load that from GitHub.

import { fileURLToPath } from "node:url";

import { main, run } from "../../pkg-template/machine.mjs";
import { bring, environment, setUp } from "../../pkg-template/setup.mjs";
import { cleanEnvironment } from "../environment.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function deny() {
  cleanEnvironment();
  await setUp();
  await bring("cargo-deny");
  const options = ["--locked", "--workspace", "--config", "tests/crate/deny.toml"];
  const checks = ["bans", "licenses", "sources", ...process.argv.slice(2)];
  const printed = await run("cargo", ["deny", ...options, "check", ...checks], {
    cwd: root,
    env: environment(),
  });
  console.log(printed.trim());
}

await main(deny);
