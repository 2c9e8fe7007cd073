// The suite in a Worker, bundled as wrangler bundles one. `node runners/workerd.js`

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

import { startStandIn } from "../stand-in/server.js";
import { follow } from "./follow.js";

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL("workerd-entry.js", import.meta.url))],
  bundle: true,
  format: "esm",
  target: "es2024",
  conditions: ["workerd"],
  // Workers get modules of wasm as files beside the bundle.
  loader: { ".wasm": "copy" },
  outdir: "/",
  write: false,
});
const modules = (type, end) =>
  outputFiles
    .filter(({ path }) => path.endsWith(end))
    .map(({ path, contents }) => ({ type, path, contents }));

const uncaught = [];
const { origin, baseURL, close } = await startStandIn();
const miniflare = new Miniflare({
  compatibilityDate: "2026-07-01",
  modulesRoot: "/",
  // The first module is the Worker.
  modules: [...modules("ESModule", ".js"), ...modules("CompiledWasm", ".wasm")],
  // workerd tells a Worker of the rejections that nobody handles, but of the errors that nobody
  // catches only its log, when that is verbose.
  verbose: true,
  structuredWorkerLogs: true,
  handleStructuredLogs({ message }) {
    if (message.startsWith("uncaught exception; source = Uncaught;")) uncaught.push(message);
  },
});
const standIn = JSON.stringify({ origin, baseURL });
const { body } = await miniflare.dispatchFetch("http://suite", { method: "POST", body: standIn });
await follow("workerd", createInterface({ input: Readable.fromWeb(body) }));
await miniflare.dispose();
await close();
for (const message of uncaught) console.log(`Bail out! ${message}`);
if (uncaught.length) process.exitCode = 1;
