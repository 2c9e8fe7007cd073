// Sets up what is missing, builds the package and the page, and serves the Worker on this machine.
// `npm --prefix www start [-- OPTIONS]`

import { parseArgs } from "node:util";

import { main, SetupError } from "../pkg-template/machine.mjs";
import { real } from "./backends/real.mjs";
import { standIn } from "./backends/stand-in.mjs";
import { stream } from "./backends/stream.mjs";
import { prepare } from "./prepare.mjs";

const backends = { "stand-in": standIn, stream };

const usage = `The options, after \`npm --prefix www start --\`, are:
  --backend stand-in   the stand-in of the tests, with made-up videos (the default)
  --backend stream     Miniflare's simulator of Cloudflare Stream
  --real               Cloudflare's API, with CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID
  --help               this list
With DASHBOARD_PASSWORD in the environment, the dashboard asks for that password. Whoever enters VIEWER_PASSWORD
instead, if that is there too, can only look.`;

// Before Miniflare's own handlers, which end with another exit code; at the exit it ends workerd.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(0));

await main(async () => {
  const options = readOptions();
  if (options.help) return console.log(usage);
  const backend = options.real ? real() : backends[options.backend ?? "stand-in"]();
  console.log(backend.says);
  if (!options.real && process.env.CLOUDFLARE_API_TOKEN) {
    console.log("The token of the environment is not used: only --real does that.");
  }
  await prepare();
  const variables = await backend.start();
  for (const name of ["DASHBOARD_PASSWORD", "VIEWER_PASSWORD"]) {
    if (process.env[name]) variables[name] = process.env[name];
  }
  // Only now are the packages there that it imports.
  const { serve } = await import("./serve.mjs");
  console.log(`The page is at ${await serve(variables, backend)} (Ctrl-C ends it).`);
});

function readOptions() {
  const swallowed = ["backend", "real"].find((name) => process.env[`npm_config_${name}`]);
  if (swallowed) {
    throw new SetupError(
      `npm has taken --${swallowed} for its own: write \` -- \` before it.\n${usage}`,
    );
  }
  const { values } = parsed();
  const { backend } = values;
  if (backend !== undefined && !Object.hasOwn(backends, backend)) {
    throw new SetupError(`There is no backend named "${backend}".\n${usage}`);
  }
  if (backend !== undefined && values.real) {
    throw new SetupError(`--real and --backend exclude each other.\n${usage}`);
  }
  return values;
}

function parsed() {
  const options = {
    backend: { type: "string" },
    real: { type: "boolean" },
    help: { type: "boolean" },
  };
  try {
    return parseArgs({ options });
  } catch (error) {
    throw new SetupError(`${error.message.split(". ")[0]}.\n${usage}`);
  }
}
