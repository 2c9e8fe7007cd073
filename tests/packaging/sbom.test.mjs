// The software bills of materials that go with a release.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { run } from "../../pkg-template/machine.mjs";
import { writeBills } from "../../pkg-template/sbom.mjs";
import { environment } from "../../pkg-template/setup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [ofPackage, ofDashboard] = (await writeBills()).map((file) => readFileSync(file, "utf8"));
const bill = JSON.parse(ofPackage);

test("the package's has each crate within the wasm, with its licence and the checksum of Cargo.lock", async () => {
  const tree = ["tree", "--locked", "-p", "cf-stream-downloads-npm", "--no-dedupe", "--prefix", "none"];
  const options = ["--target", "wasm32-unknown-unknown", "-e", "normal,no-proc-macro", "-f", "{p}"];
  const printed = await run("cargo", [...tree, ...options], { cwd: root, env: environment() });
  const lines = printed.trim().split("\n").filter((line) => !line.startsWith("cf-stream-downloads"));
  assert.ok(lines.length > 10);
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  for (const [name, version] of lines.map((line) => line.split(" v"))) {
    const found = bill.components.find(({ purl }) => purl === `pkg:cargo/${name}@${version}`);
    assert.ok(found, `${name} ${version}`);
    assert.match(found.licenses[0].expression, /^[^/]*\bMIT\b[^/]*$/);
    const [{ alg, content }] = found.hashes;
    assert.equal(alg, "SHA-256");
    const entry = `name = "${name}"\nversion = "${version}"\nsource = .*\nchecksum = "${content}"`;
    assert.match(lock, new RegExp(entry));
  }
});

test("it has the standard library as a part of Rust's repository", () => {
  const std = bill.components.find(({ name }) => name === "std");
  assert.match(std.purl, /^pkg:github\/rust-lang\/rust@\d+\.\d+\.\d+#library\/std$/);
});

test("it names the package, says nothing twice, and is the same each time", async () => {
  const { name, version } = JSON.parse(readFileSync(join(root, "pkg/package.json"), "utf8"));
  assert.equal(bill.metadata.component.purl, `pkg:npm/${name}@${version}`);
  const refs = bill.components.map((component) => component["bom-ref"]);
  assert.equal(new Set(refs).size, refs.length);
  const [again] = await writeBills();
  assert.equal(readFileSync(again, "utf8"), ofPackage);
});

test("the dashboard's has each package that its lock file has", () => {
  const { bomFormat, components } = JSON.parse(ofDashboard);
  assert.equal(bomFormat, "CycloneDX");
  const { packages } = JSON.parse(readFileSync(join(root, "www/package-lock.json"), "utf8"));
  const installed = Object.entries(packages).filter(([path, { optional }]) => {
    return path.startsWith("node_modules/") && !path.slice(13).includes("node_modules/") && !optional;
  });
  assert.ok(installed.length > 10);
  const names = new Set(components.map(({ purl }) => decodeURIComponent(purl)));
  for (const [path, { version, link }] of installed) {
    const name = path.slice("node_modules/".length);
    if (!link) assert.ok(names.has(`pkg:npm/${name}@${version}`), name);
  }
});
