// Makes the package's JavaScript: client.js, which the entries share, and inline.js, which has
// everything in it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { pack } from "./pack.mjs";
import { packer } from "./setup.mjs";

// What client.js exports for the entries alone.
const own = ["load", "start"];

const settings = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  // Node shows the line from which an uncaught error came, which would be the whole file.
  lineLimit: 200,
};

/** Bundles the folder `from`, where `wasm` is, into the folder `to`. */
export async function bundle(from, to, { wasm, version }) {
  const esbuild = packer("esbuild");
  const define = { VERSION: JSON.stringify(version) };
  const make = (entry, outfile, more) =>
    esbuild.build({ ...settings, define, absWorkingDir: from, entryPoints: [entry], outfile, ...more });

  const { metafile } = await make("library.js", join(to, "client.js"), { metafile: true });
  const [{ exports }] = Object.values(metafile.outputs);
  const names = exports.filter((name) => !own.includes(name)).join(", ");
  writeFileSync(join(to, "index.js"), `export { ${names} } from "./client.js";\n`);

  await pack(join(from, wasm), join(from, `${wasm}.deflate`));
  await make("inline.js", join(to, "inline.js"), { loader: { ".deflate": "base64" } });
}
