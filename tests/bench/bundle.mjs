// What a Worker or a page of a contestant loads, bundled and minified, in folders that are gone
// when this process ends.

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const out = mkdtempSync(join(tmpdir(), "cf-stream-downloads-bench-"));
process.on("exit", () => rmSync(out, { recursive: true, force: true }));

/** Bundles one of `entries/` and resolves to its folder and the files there, the script first. */
export async function bundle(contestant, entry) {
  const isWorker = entry.startsWith("worker");
  const folder = mkdtempSync(join(out, `${entry}-`));
  await build({
    entryPoints: { script: fileURLToPath(new URL(`entries/${entry}.js`, import.meta.url)) },
    alias: { contestant: contestant.file },
    bundle: true,
    minify: true,
    format: "esm",
    conditions: isWorker ? ["workerd"] : undefined,
    // workerd wants the wasm as a file, and the import of it as it is.
    loader: { ".wasm": "copy" },
    assetNames: "[name]",
    outdir: folder,
    logLevel: "error",
  });
  const others = readdirSync(folder).filter((file) => file !== "script.js");
  return { folder, files: ["script.js", ...others] };
}
