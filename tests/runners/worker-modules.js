// The modules that Miniflare takes for a Worker, bundled as wrangler bundles one.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** `entry` is the URL of the Worker's file, and `options` more for esbuild. The first module is the Worker. */
export async function workerModules(entry, options) {
  const { outputFiles } = await build({
    ...(entry && { entryPoints: [fileURLToPath(entry)] }),
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd"],
    external: ["cloudflare:*"],
    // Workers get modules of wasm as files beside the bundle.
    loader: { ".wasm": "copy" },
    outdir: "/",
    write: false,
    ...options,
  });
  const modules = (type, end) =>
    outputFiles
      .filter(({ path }) => path.endsWith(end))
      .map(({ path, contents }) => ({ type, path, contents }));
  return [...modules("ESModule", ".js"), ...modules("CompiledWasm", ".wasm")];
}
