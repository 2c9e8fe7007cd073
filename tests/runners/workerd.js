// The suite in a Worker, bundled as wrangler bundles one. `node runners/workerd.js`

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { Miniflare } from "miniflare";

import { startStandIn } from "../stand-in/server.js";
import { follow } from "./follow.js";
import { workerModules } from "./worker-modules.js";

const uncaught = [];
const { origin, baseURL, close } = await startStandIn();
const miniflare = new Miniflare({
  compatibilityDate: "2026-07-01",
  modulesRoot: "/",
  modules: await workerModules(new URL("workerd-entry.js", import.meta.url)),
  // workerd tells a Worker of the rejections that nobody handles, but of the errors that nobody
  // catches only its log, when that is verbose.
  verbose: true,
  structuredWorkerLogs: true,
  handleStructuredLogs({ message }) {
    if (message.startsWith("uncaught exception; source = Uncaught;")) uncaught.push(message);
  },
});
const { ONLY: only } = process.env;
const given = JSON.stringify({ standIn: { origin, baseURL }, only });
const { body } = await miniflare.dispatchFetch("http://suite", { method: "POST", body: given });
await follow("workerd", createInterface({ input: Readable.fromWeb(body) }));
await miniflare.dispose();
await close();
for (const message of uncaught) console.log(`Bail out! ${message}`);
if (uncaught.length) process.exitCode = 1;
