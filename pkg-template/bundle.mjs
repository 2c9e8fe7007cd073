// Makes the package's JavaScript: client.js, which the ES modules share; wasm.js, which holds the wasm;
// and the CommonJS module, which has a client of its own.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { pack } from "./pack.mjs";
import { packer } from "./setup.mjs";

// What client.js exports for the entries alone.
const own = ["start", "startLater"];

const settings = {
  bundle: true,
  minify: true,
  target: "es2022",
  inject: ["text.js"],
  // wasm-bindgen's code warns whoever starts the wasm as start.js does not.
  pure: ["console.warn"],
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

  const { metafile } = await make("library.js", join(to, "client.js"), { format: "esm", metafile: true });
  const [{ exports }] = Object.values(metafile.outputs);
  const names = exports.filter((name) => !own.includes(name));
  writeFileSync(join(to, "exports.js"), `export { ${names.join(", ")} } from "./client.js";\n`);

  await pack(join(from, wasm), join(from, `${wasm}.deflate`));
  await make("wasm.js", join(to, "wasm.js"), { format: "esm", loader: { ".deflate": "base64" } });
  // It requires that if it can.
  const external = ["./index.js"];
  await make("index.cjs", join(to, "index.cjs"), { format: "cjs", platform: "node", external });
}
