// What has to be loaded for one call, and what is installed.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

import { bundle } from "./bundle.mjs";
import { contestants } from "./contestants.mjs";
import { exact } from "./figure.mjs";

const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
const packings = {
  "as it is": (bytes) => bytes,
  // The tool itself, because the zlib in Node packs 1 % worse at the same level.
  "gzip -9": (input) => execFileSync("gzip", ["-9", "-c"], { input }),
  "brotli -11": (input) =>
    brotliCompressSync(input, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
};

async function weigh(entry, id, name) {
  const files = {};
  for (const contestant of contestants) {
    const { folder, files: names } = await bundle(contestant, entry);
    files[contestant.name] = names.map((file) => readFileSync(join(folder, file)));
  }
  return Object.entries(packings).map(([packing, pack]) => {
    const sum = (list) => list.reduce((bytes, file) => bytes + pack(file).length, 0);
    const values = Object.entries(files).map(([contestant, list]) => [contestant, sum(list)]);
    return exact(`${id} ${packing}`, `${name}, ${packing}`, "B", Object.fromEntries(values));
  });
}

/** The bytes of all files of an installed package and of what it depends on. */
function installed(name) {
  const folder = join(modules, name);
  const files = readdirSync(folder, { recursive: true }).map((file) =>
    statSync(join(folder, file)),
  );
  const own = files.reduce((bytes, file) => bytes + (file.isFile() ? file.size : 0), 0);
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.keys(dependencies).reduce((bytes, other) => bytes + installed(other), own);
}

export async function bytes() {
  const packages = contestants
    .filter((contestant) => contestant.package)
    .map((contestant) => [contestant.name, installed(contestant.package)]);
  return {
    title: "Bytes",
    text: `A Worker and a page that make one call, bundled and minified by esbuild, with the wasm,
each file packed by itself. Installed: the files of the package and of its dependencies.`,
    figures: [
      ...(await weigh("worker", "bytes worker", "Worker")),
      ...(await weigh("page", "bytes page", "Page")),
      exact("bytes installed", "Installed", "B", Object.fromEntries(packages)),
    ],
  };
}
