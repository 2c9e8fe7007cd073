// Bundles the Worker and runs it in workerd.

import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, stop } from "esbuild";
import { Miniflare } from "miniflare";

const www = dirname(fileURLToPath(import.meta.url));
const types = { ".js": "ESModule", ".wasm": "CompiledWasm" };

/** Serves the Worker with these variables, and resolves to its address. */
export async function serve(variables) {
  const modules = await bundle();
  for (let port = await freePort(8787); ; port = await freePort(port + 1)) {
    const miniflare = new Miniflare({
      modules,
      modulesRoot: www,
      compatibilityDate: "2026-07-01",
      bindings: variables,
      host: "127.0.0.1",
      port,
      // Otherwise Miniflare asks Cloudflare what place this is.
      cf: false,
    });
    try {
      await miniflare.ready;
      return `http://127.0.0.1:${port}`;
    } catch (error) {
      // Something else was faster.
      if (error.code !== "ERR_ADDRESS_IN_USE") throw error;
      await miniflare.dispose().catch(() => {});
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
    entryPoints: [join(www, "worker.js")],
    bundle: true,
    format: "esm",
    target: "esnext",
    conditions: ["workerd"],
    loader: { ".wasm": "copy", ".css": "text" },
    assetNames: "[name]",
    outdir: www,
    write: false,
  });
  await stop();
  return outputFiles
    .map(({ path, contents }) => ({ type: types[path.match(/\.\w+$/)[0]], path, contents }))
    .sort((a, b) => (b.type === "ESModule") - (a.type === "ESModule"));
}
