import { join } from "node:path";
import { build } from "esbuild";

import { WASM } from "./output.mjs";

/**
 * Bundles and minifies the Worker of a consumer's folder into `outdir`, its wasm beside it. `options`
 * are more of esbuild's.
 */
export async function bundleWorker(folder, outdir, options) {
  const { warnings } = await build({
    absWorkingDir: folder,
    entryPoints: ["worker.js"],
    bundle: true,
    minify: true,
    format: "esm",
    conditions: ["workerd"],
    // workerd wants the module as a file, and the import of it as it is.
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    outdir,
    logLevel: "silent",
    ...options,
  });
  const script = join(outdir, "worker.js");
  return { script, wasm: join(outdir, WASM), warnings };
}

/** Miniflare's options for the Worker that has been bundled into a folder. */
export const bundledIn = (folder) => ({
  modules: true,
  modulesRoot: folder,
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
  scriptPath: join(folder, "worker.js"),
});
