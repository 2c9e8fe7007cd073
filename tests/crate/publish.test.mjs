// The crate as crates.io would take it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { run } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const env = environment();
const cargo = (...args) => run("cargo", args, { cwd: root, env });
const own = ["--package", "cf-stream-downloads"];

test("it can be published", async () => {
  // What is not committed is no fault of the crate.
  const said = await cargo("publish", ...own, "--locked", "--dry-run", "--allow-dirty");
  assert.match(said, /aborting upload due to dry run/);
  const files = (await cargo("package", ...own, "--locked", "--list", "--allow-dirty")).split("\n");
  for (const file of ["Cargo.toml", "LICENSE", "README.md", "src/lib.rs", "src/npm/errors.js"]) {
    assert.ok(files.includes(file), file);
  }
  assert.deepEqual(files.filter((file) => /^(tests|www|pkg-template)\//.test(file)), []);
});

test("without features it depends on no more than it needs", async () => {
  const tree = (target) => {
    const options = ["--edges", "normal", "--depth", "1", "--prefix", "none", "--target", target];
    return cargo("tree", ...own, ...options);
  };
  const names = (listing) => {
    const lines = listing.trim().split("\n").slice(1);
    return lines.map((line) => line.split(" ")[0]).sort();
  };
  assert.deepEqual(names(await tree("x86_64-unknown-linux-gnu")), ["serde"]);
  const web = ["js-sys", "serde", "wasm-bindgen", "wasm-bindgen-futures", "web-sys"];
  assert.deepEqual(names(await tree("wasm32-unknown-unknown")), web);
});
