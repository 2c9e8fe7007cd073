// Makes the npm package in pkg/, and packs it there. `node pkg-template/build.mjs`
//
// It does nothing when nothing that the package is made of has changed since.

import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { bundle } from "./bundle.mjs";
import { licenses } from "./licenses.mjs";
import { main, onPath, run, SetupError, step } from "./machine.mjs";
import { shorten } from "./shorten.mjs";
import { environment, npm, setUp } from "./setup.mjs";
import { withLibrary } from "./toolchain.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const name = "cf-stream-downloads";
const stem = "cf_stream_downloads";
const glue = `${stem}.js`;
const wasm = `${stem}_bg.wasm`;
const documents = ["README.md", "CHANGELOG.md", "LICENSE"];
const copied = [
  "index.js",
  "import-module.js",
  "workerd.js",
  "workerd-vite.js",
  "edge-light.js",
  "module.js",
  "module-workerd.js",
  "index.d.ts",
  "index.d.cts",
];
const bundled = ["library.js", "start.js", "text.js", "wasm.js", "index.cjs"];
const template = join(root, "pkg-template");
// Where `wasm-pack build pkg-template` by itself leaves what it makes.
const plain = join(template, "pkg");
const pkg = join(root, "pkg");
// Not among the package's `files`, so npm leaves it out.
const stamp = join(pkg, ".made-from");

/** A hash of all that the package is made of. */
function fingerprint() {
  const hash = createHash("sha256");
  const add = (path) => {
    if (path === plain) return;
    if (statSync(path).isDirectory()) {
      for (const entry of readdirSync(path).sort()) add(join(path, entry));
    } else {
      const bytes = readFileSync(path);
      hash.update(`${path.slice(root.length)} ${bytes.length}\n`).update(bytes);
    }
  };
  for (const path of ["Cargo.toml", "Cargo.lock", "src", "pkg-template", ...documents]) {
    if (!existsSync(join(root, path)))
      throw new SetupError(`${path} is missing: the package needs it.`);
    add(join(root, path));
  }
  return hash.digest("hex");
}

/** Makes pkg/ and its tarball if need be, and resolves to `{ tarball }`, its path. */
export async function build() {
  const version = readFileSync(join(root, "Cargo.toml"), "utf8").match(/^version = "(.*)"/m)[1];
  const tarball = join(pkg, `${name}-${version}.tgz`);
  const madeFrom = fingerprint();
  if (existsSync(tarball) && existsSync(stamp) && readFileSync(stamp, "utf8") === madeFrom) {
    return { tarball };
  }
  await setUp();
  // Made aside and moved in whole, so that a build that fails leaves the last package as it was.
  const aside = join(root, "target", `package-${process.pid}`);
  const made = join(aside, "pkg");
  try {
    mkdirSync(made, { recursive: true });
    await step("Compiling the package to WebAssembly.", "It is compiled", () =>
      compile(join(aside, "wasm-pack")),
    );
    await assemble(join(aside, "wasm-pack"), made, version);
    await npm(["pack"], made);
    writeFileSync(join(made, ".made-from"), madeFrom);
    rmSync(pkg, { recursive: true, force: true });
    renameSync(made, pkg);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  console.log(`The package is ${tarball.slice(root.length + 1)}.`);
  return { tarball };
}

async function compile(out) {
  const env = environment();
  // Where it is missing, wasm-pack leaves the module as it is and says nothing.
  if (!onPath("wasm-opt", env.PATH)) {
    throw new SetupError(
      "wasm-opt is missing: run `node pkg-template/setup.mjs`, then run this again.",
    );
  }
  const options = ["--target", "web", "--no-pack", "--no-typescript", "--mode", "no-install"];
  const library = withLibrary({ ...env, CARGO_TARGET_DIR: join(root, "target") });
  const cargoOptions = ["--", "--locked", ...library.args];
  const names = ["--out-dir", out, "--out-name", stem];
  await run("wasm-pack", ["build", template, "--release", ...options, ...names, ...cargoOptions], {
    cwd: root,
    env: library.env,
  });
  await shorten(join(out, wasm), join(out, glue), env);
  // Compiling it here too shows a feature that no engine has yet.
  const module = new WebAssembly.Module(readFileSync(join(out, wasm)));
  if (WebAssembly.Module.customSections(module, "name").length > 0) {
    throw new SetupError("wasm-opt did not run: the module still holds the names that it drops.");
  }
}

async function assemble(compiled, made, version) {
  // The rest of the package's JavaScript joins what wasm-bindgen has copied of it for the wasm.
  const snippets = join(compiled, "snippets");
  const [crate] = readdirSync(snippets);
  const sources = `./snippets/${crate}/src/npm`;
  for (const file of readdirSync(join(root, "src/npm"))) {
    if (file.endsWith(".js")) copyFileSync(join(root, "src/npm", file), join(compiled, sources, file));
  }
  const imports = { "#wasm": `./${glue}`, "#npm/*": `${sources}/*` };
  writeFileSync(join(compiled, "package.json"), JSON.stringify({ type: "module", imports }));
  for (const file of bundled) copyFileSync(join(template, file), join(compiled, file));
  await bundle(compiled, made, { wasm, version });
  copyFileSync(join(compiled, wasm), join(made, wasm));
  for (const file of copied) {
    copyFileSync(join(template, file), join(made, file));
  }
  for (const file of documents) copyFileSync(join(root, file), join(made, file));
  writeFileSync(join(made, "THIRD-PARTY-LICENSES.txt"), await licenses());
  const facts = JSON.parse(readFileSync(join(template, "package.json"), "utf8"));
  const complete = { name: facts.name, version, ...facts };
  writeFileSync(join(made, "package.json"), `${JSON.stringify(complete, null, 2)}\n`);
}

/** Puts the packed package, made anew if need be, into the node_modules of `folder`, unless it is there. */
export async function installTarball(folder) {
  const { tarball } = await build();
  const modules = join(folder, "node_modules");
  const installed = join(modules, `.${name}-made-from`);
  const madeFrom = readFileSync(stamp);
  const isThere = existsSync(join(modules, name)) && existsSync(installed);
  if (isThere && readFileSync(installed).equals(madeFrom)) return;
  const aside = join(modules, `.${name}-${process.pid}`);
  try {
    mkdirSync(aside, { recursive: true });
    await run("tar", ["-xzf", tarball, "--strip-components=1", "--no-same-owner", "-C", aside]);
    rmSync(join(modules, name), { recursive: true, force: true });
    renameSync(aside, join(modules, name));
    writeFileSync(installed, madeFrom);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(build);
