// The crates that are compiled into the wasm, those of the standard library included.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { ask, run, SetupError } from "./machine.mjs";
import { environment } from "./setup.mjs";
import { librarySource, target, withLibrary } from "./toolchain.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
// Of what the standard library says nothing else of.
const licenseOfRust = "MIT OR Apache-2.0";

/**
 * Resolves to `{ crates, rust }`: the crates by name and version, and the version of the compiler.
 *
 * - Each crate has the `folder` of its source, its `license` as its Cargo.toml has it, and whether it
 *   `isStd`, a crate that comes with the compiler.
 * - What runs at build time alone, as macros do, is not among them.
 */
export async function compiledCrates() {
  const { args, env } = withLibrary(environment());
  // cargo's plan of the build. Nothing that is stable tells of the standard library's crates.
  const plan = ["--release", "--locked", "--target", target, "--unit-graph", "-Zunstable-options"];
  const printed = await run("cargo", ["build", ...plan, ...args], { cwd: here, env });
  const { units, roots } = JSON.parse(printed.split("\n").find((line) => line.startsWith("{")));

  const library = librarySource(env);
  const crates = new Map();
  const seen = new Set();
  const visit = (index) => {
    const unit = units[index];
    if (seen.has(index) || unit.platform !== target) return;
    seen.add(index);
    unit.dependencies.forEach((dependency) => visit(dependency.index));
    const isOwn = unit.target.src_path.startsWith(join(root, "/"));
    if (unit.mode === "build" && !isOwn) {
      const crate = describe(unit, library);
      crates.set(`${crate.name} ${crate.version}`, crate);
    }
  };
  roots.forEach(visit);
  const sorted = [...crates.keys()].sort().map((key) => crates.get(key));
  const { text } = ask(env.RUSTC ?? "rustc", ["--version"], { env });
  return { crates: sorted, rust: text.split(" ")[1] };
}

function describe({ pkg_id: id, target: { src_path: source } }, library) {
  // `path+file:///folder/name#1.0.0`, or `…#name@1.0.0` where the folder has another name.
  const [, name, version] = /([^/#@]+)[#@]([^@#]+)$/.exec(id);
  let folder = dirname(source);
  while (!existsSync(join(folder, "Cargo.toml"))) folder = dirname(folder);
  const isStd = source.startsWith(library);
  const manifest = readFileSync(join(folder, "Cargo.toml"), "utf8");
  const license = /^license = ["'](.*)["']/m.exec(manifest)?.[1] ?? (isStd && licenseOfRust);
  if (!license) throw new SetupError(`${name} ${version} names no licence in its Cargo.toml.`);
  return { name, version, license, folder, isStd };
}
