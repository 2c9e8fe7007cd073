// Bundles the Worker and runs it in workerd.

import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { build, stop } from "esbuild";
import { Miniflare } from "miniflare";

import { readConfig, www } from "./config.mjs";

// How often the scheduled handler is called, in ms.
const EACH = 5000;
const types = { ".js": "ESModule", ".wasm": "CompiledWasm" };

/**
 * Serves the Worker with these variables, and resolves to its address. A backend may have `options` of Miniflare, and
 * `fill` what they bind.
 */
export async function serve(variables, { options, fill } = {}) {
  const { options: own } = readConfig();
  const modules = await bundle();
  for (let port = await freePort(8787); ; port = await freePort(port + 1)) {
    try {
      return await run({ ...own, ...options, modules, bindings: variables, port }, fill);
    } catch (error) {
      // Something else was faster.
      if (error.code !== "ERR_ADDRESS_IN_USE") throw error;
    }
  }
}

/** Runs the Worker on this machine alone. */
async function run(options, fill) {
  const miniflare = new Miniflare({
    modulesRoot: www,
    host: "127.0.0.1",
    // Otherwise Miniflare asks Cloudflare what place this is.
    cf: false,
    ...options,
  });
  try {
    const { origin } = await miniflare.ready;
    await fill?.(await miniflare.getBindings());
    runScheduled(miniflare);
    return origin;
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw error;
  }
}

/** Calls the Worker's scheduled handler again and again, as nobody would wait for Cloudflare's minutes. */
async function runScheduled(miniflare) {
  for (;;) {
    await sleep(EACH);
    try {
      const worker = await miniflare.getWorker();
      await worker.scheduled();
    } catch (error) {
      console.error(`The scheduled handler failed: ${error.message}`);
    }
  }
}

/** The first port from this one on that nothing listens on. */
async function freePort(port) {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    if (error.code !== "EADDRINUSE") throw error;
    return freePort(port + 1);
  }
  server.close();
  await once(server, "close");
  return port;
}

/** The Worker's modules: the script first, and beside it the WebAssembly that it imports. */
export async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [readConfig().main],
    bundle: true,
    format: "esm",
    target: "esnext",
    conditions: ["workerd"],
    external: ["cloudflare:*"],
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    outdir: www,
    write: false,
  });
  await stop();
  return outputFiles
    .map(({ path, contents }) => ({ type: types[path.match(/\.\w+$/)[0]], path, contents }))
    .sort((a, b) => (b.type === "ESModule") - (a.type === "ESModule"));
}
