// Shortens the names by which the wasm and its glue know each other. wasm-bindgen makes them long and
// different from one another, so that they do not compress: together they are a tenth of the package.

import { readFileSync, writeFileSync } from "node:fs";

import { run, SetupError } from "./machine.mjs";

/** Has wasm-opt shorten the names in the file `wasm`, and follows in the file `glue`. */
export async function shorten(wasm, glue, env) {
  const strip = ["--strip-producers", "--strip-target-features"];
  const passes = ["--minify-imports-and-exports-and-modules", ...strip];
  const names = JSON.parse(await run("wasm-opt", [wasm, "-o", wasm, ...passes], { env }));
  writeFileSync(glue, follow(readFileSync(glue, "utf8"), names));
}

function follow(glue, { imports, exports }) {
  const replace = (text, pattern, by) => {
    if (!text.match(pattern)) {
      throw new SetupError(`wasm-bindgen's glue has another form than expected: no ${pattern}.`);
    }
    return text.replace(pattern, by);
  };
  for (const [, name, short] of imports) {
    glue = replace(glue, new RegExp(`\\b${name}: function`), `${short}: function`);
  }
  // wasm-opt gives all modules one name.
  const modules = /return \{\n\s+__proto__: null,\n(\s+"[^"]+": import\d+,\n)+\s+\};/;
  glue = replace(glue, modules, "return { a: import0 };");
  for (const [name, short] of exports) {
    // Some exports are for other kinds of glue.
    glue = glue.replaceAll(new RegExp(`\\bwasm\\.${name}\\b`, "g"), () => `wasm.${short}`);
  }
  return glue;
}
