// Builds the package and the page, and has Wrangler deploy the Worker.
// `npm --prefix www run deploy [-- WRANGLER'S OPTIONS]`

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { main, SetupError } from "../pkg-template/machine.mjs";
import { www } from "./config.mjs";
import { prepare } from "./prepare.mjs";

await main(async () => {
  if (Number.parseInt(process.versions.node, 10) < 22) {
    throw new SetupError(
      `Wrangler needs Node 22 or newer, and this is Node ${process.versions.node}.`,
    );
  }
  await prepare();
  const wrangler = join(www, "node_modules/wrangler/bin/wrangler.js");
  const args = [wrangler, "deploy", ...process.argv.slice(2)];
  const [status] = await once(
    spawn(process.execPath, args, { cwd: www, stdio: "inherit" }),
    "close",
  );
  process.exitCode = status ?? 1;
});
