// Under which licences the crates are that are compiled into the wasm.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { run } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";
import { makeConsumer, packageIn } from "./consumer.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pkg = packageIn(await makeConsumer());
const text = readFileSync(join(pkg, "THIRD-PARTY-LICENSES.txt"), "utf8");
const lines = text.split("\n");
const cargo = (...args) => run("cargo", [...args, "--locked"], { cwd: root, env: environment() });

const wasm32 = "wasm32-unknown-unknown";
const options = ["--target", wasm32, "-e", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe"];
const tree = await cargo("tree", "-p", "cf-stream-downloads-npm", ...options, "--format", "{p}");
const crates = new Set(tree.trim().split("\n").filter((line) => !line.startsWith("cf-stream-downloads")));

test("every crate that cargo compiles into the wasm is named with its version", () => {
  assert.ok(crates.size > 10, tree);
  for (const crate of crates) assert.ok(lines.includes(crate.split(" v").join(" ")), crate);
});

test("so are the standard library and what it holds", () => {
  for (const crate of ["alloc", "compiler_builtins", "core", "std"]) {
    assert.match(text, new RegExp(`^${crate} of Rust \\d+\\.\\d+\\.\\d+`, "m"));
  }
  assert.match(text, /^hashbrown \d/m);
});

test("the package's own crates are not, nor what runs at build time alone", () => {
  assert.doesNotMatch(text, /^(cf-stream-downloads|syn|serde_derive|wasm-bindgen-macro)/m);
});

test("the copyright notices of the crates are there, and the texts that they come with", async () => {
  const { packages } = JSON.parse(
    (await cargo("metadata", "--format-version", "1", "--filter-platform", wasm32))
      .split("\n")
      .find((line) => line.startsWith("{")),
  );
  const compiled = packages.filter(({ name, version }) => crates.has(`${name} v${version}`));
  assert.equal(compiled.length, crates.size);
  for (const { name, manifest_path: manifest } of compiled) {
    for (const file of ["LICENSE", "LICENSE-MIT", "LICENSE-UNICODE"]) {
      const path = join(dirname(manifest), file);
      const license = existsSync(path) ? readFileSync(path, "utf8") : "";
      const notices = license.split(/\r?\n/).filter((line) => line.startsWith("Copyright"));
      for (const notice of notices) assert.ok(lines.includes(notice), `${name}: ${notice}`);
      if (file === "LICENSE-UNICODE") assert.ok(text.includes(license.trim()), name);
    }
  }
  assert.match(text, /^MIT License$\n\nPermission is hereby granted[^]*DEALINGS IN THE\nSOFTWARE\.$/m);
});
