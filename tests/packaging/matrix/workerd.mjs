// Runs what a project has built for Cloudflare as people try it before they deploy it: by wrangler's
// development server, which has workerd inside.

import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { serve } from "./project.mjs";

const wrangler = fileURLToPath(new URL("../../node_modules/.bin/wrangler", import.meta.url));

/**
 * Starts the Worker by wrangler's command and resolves to its origin. `dev` alone takes the
 * configuration that is in the project.
 */
export function serveWorker(t, folder, command = ["dev"]) {
  const options = (port) => ["--ip=127.0.0.1", `--port=${port}`, "--inspector-port=0"];
  // What it notes down about itself goes with the project.
  const env = { XDG_CONFIG_HOME: join(folder, ".config"), WRANGLER_WRITE_LOGS: "false" };
  const fails = /\[ERROR\]/;
  return serve(t, folder, (port) => [wrangler, ...command, ...options(port)], { newest: true, env, fails });
}
