// Bundles the Worker and runs it in workerd.

import { once } from "node:events";
import { createServer } from "node:net";

import { build, stop } from "esbuild";
import { Miniflare } from "miniflare";

import { readConfig, www } from "./config.mjs";

const types = { ".js": "ESModule", ".wasm": "CompiledWasm" };

/** Serves the Worker with these variables, and resolves to its address. */
export async function serve(variables) {
  const { main, options } = readConfig();
  const modules = await bundle(main);
  for (let port = await freePort(8787); ; port = await freePort(port + 1)) {
    try {
      return await run({ ...options, modules, bindings: variables, port });
    } catch (error) {
      // Something else was faster.
      if (error.code !== "ERR_ADDRESS_IN_USE") throw error;
    }
  }
}

/** Runs a Worker on this machine alone, and resolves to its address. */
export async function run(options) {
  const miniflare = new Miniflare({
    modulesRoot: www,
    host: "127.0.0.1",
    // Otherwise Miniflare asks Cloudflare what place this is.
    cf: false,
    ...options,
  });
  try {
    return (await miniflare.ready).origin;
  } catch (error) {
    await miniflare.dispose().catch(() => {});
    throw error;
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

/** A Worker's modules: the script first, and beside it the WebAssembly that it imports. */
export async function bundle(main = readConfig().main) {
  const { outputFiles } = await build({
    entryPoints: [main],
    bundle: true,
    format: "esm",
    target: "esnext",
    conditions: ["workerd"],
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
