// Shortens the names by which the wasm and its glue know each other. wasm-bindgen makes them long and
// different from one another, so that they do not compress: they are an eighth of the package.

import { readFileSync, writeFileSync } from "node:fs";

import { run } from "./machine.mjs";
import { packer } from "./setup.mjs";

/** Has wasm-opt shorten the names in the file `wasm`, and esbuild those in the file `glue`. */
export async function shorten(wasm, glue, env) {
  const strip = ["--strip-producers", "--strip-target-features"];
  const passes = ["--minify-imports-and-exports-and-modules", ...strip];
  const output = await run("wasm-opt", [wasm, "-o", wasm, ...passes], { env });
  const { imports, exports } = JSON.parse(output);
  const names = Object.fromEntries([...imports.map((name) => name.slice(1)), ...exports]);
  // wasm-opt gives all modules one name. wasm-bindgen's is this one.
  names[`./${glue.split("/").at(-1).replace(".js", "_bg.js")}`] = "a";
  const { code } = await packer("esbuild").transform(readFileSync(glue, "utf8"), {
    format: "esm",
    mangleProps: new RegExp(`^(${Object.keys(names).map(literally).join("|")})$`),
    mangleQuoted: true,
    mangleCache: names,
  });
  writeFileSync(glue, code);
}

const literally = (text) => text.replace(/[^\w]/g, "\\$&");
