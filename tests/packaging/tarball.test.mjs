// What is in the tarball that npm gets.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";

import { build } from "../../pkg-template/build.mjs";
import { npm, packer } from "../../pkg-template/setup.mjs";
import { makeConsumer, packageIn } from "./consumer.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { tarball } = await build();
const pkg = packageIn(await makeConsumer());
const read = (file) => readFileSync(join(pkg, file));
const facts = JSON.parse(read("package.json"));
const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" })
  .trim()
  .split("\n")
  .map((file) => file.replace(/^package\//, ""))
  .sort();

/** The conditions of an export, in their order, and the file of each. */
const flat = (targets) =>
  Object.entries(targets).flatMap(([condition, target]) =>
    typeof target === "string"
      ? [[condition, target]]
      : flat(target).map(([inner, file]) => [`${condition} ${inner}`, file]),
  );

test("the tarball holds what the package needs, and nothing else", () => {
  assert.deepEqual(files, [
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES.txt",
    "cf_stream_downloads_bg.wasm",
    "client.js",
    "edge-light.js",
    "exports.js",
    "import-module.js",
    "index.cjs",
    "index.d.cts",
    "index.d.ts",
    "index.js",
    "module-workerd.js",
    "module.js",
    "package.json",
    "wasm.js",
    "workerd-vite.js",
    "workerd.js",
  ]);
});

test("README, CHANGELOG and LICENSE are those of the repository", () => {
  for (const file of ["README.md", "CHANGELOG.md", "LICENSE"]) {
    assert.ok(read(file).equals(readFileSync(join(root, file))), file);
  }
});

test("the version is the one of Cargo.toml", () => {
  const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
  assert.equal(facts.version, /^version = "(.*)"$/m.exec(cargo)[1]);
  assert.match(
    tarball,
    new RegExp(`cf-stream-downloads-${facts.version.replaceAll(".", "\\.")}.tgz$`),
  );
});

test("package.json names the package, its licence and the Node it needs", () => {
  assert.equal(facts.name, "cf-stream-downloads");
  assert.equal(facts.license, "MIT");
  assert.equal(facts.type, "module");
  assert.equal(facts.engines.node, ">=20.19");
});

test("the package depends on nothing and runs nothing when it is installed", () => {
  const fields = Object.keys(facts);
  assert.deepEqual(
    fields.filter((field) => /dependencies|scripts|^bin$|private/i.test(field)),
    [],
  );
});

test("each surrounding finds its entry, by conditions in the order that they need", () => {
  // The first condition that it knows wins. What Node imports must be what bundlers do: Nitro copies the
  // file of `module` for a Node that looks for its own.
  const { ".": main, ...others } = facts.exports;
  assert.deepEqual(flat(main), [
    ["types require", "./index.d.cts"],
    ["types default", "./index.d.ts"],
    // Nitro's name for its support of wasm, and what it is without.
    ["workerd unwasm", "./edge-light.js"],
    ["workerd wintercg", "./index.js"],
    ["workerd module require", "./workerd.js"],
    ["workerd module default", "./workerd-vite.js"],
    ["workerd default", "./workerd.js"],
    ["edge-light", "./edge-light.js"],
    ["module", "./index.js"],
    ["require", "./index.cjs"],
    ["default", "./index.js"],
  ]);
  assert.deepEqual(others, {
    // The name of what is the package itself now.
    "./inline": main,
    "./module": { workerd: "./module-workerd.js", default: "./module.js" },
    "./cf_stream_downloads.wasm": "./cf_stream_downloads_bg.wasm",
    "./package.json": "./package.json",
  });
});

test("bundlers are told that the entries do something when imported", () => {
  const entries = flat(facts.exports["."]).map(([, file]) => file);
  const code = new Set(entries.filter((file) => !file.includes(".d.")));
  assert.deepEqual([...facts.sideEffects].sort(), [...code].sort());
});

test("a runtime's entry has at most ten lines of code", () => {
  for (const entry of ["index.js", "workerd.js", "workerd-vite.js", "edge-light.js"]) {
    const lines = read(entry)
      .toString()
      .split("\n")
      .map((line) => line.trim());
    const code = lines.filter((line) => line && !line.startsWith("//"));
    assert.ok(code.length <= 10, `${entry} has ${code.length}`);
  }
});

test("its JavaScript is minified, in short lines, by the esbuild that the tests have", () => {
  const { version } = packer("esbuild/package.json");
  const tests = JSON.parse(readFileSync(join(root, "tests/package.json"), "utf8"));
  assert.equal(version, tests.devDependencies.esbuild);
  // Node prints the line from which an uncaught error came.
  for (const file of ["client.js", "wasm.js", "index.cjs"]) {
    const text = read(file).toString();
    assert.doesNotMatch(text, /^ {2}|\/\*\*|sourceMapping/m, file);
    const longest = Math.max(...text.split("\n").map((line) => line.length));
    assert.ok(longest < 700, `${file} has a line of ${longest}`);
  }
});

test("no file tells anything of the machine that built it", () => {
  // Panics name files of the standard library, by /rustc or by where a distribution has them for all.
  const folders = ["/root/", "/home/", "/Users/", "/work/", "/tmp/", "/opt/", "/var/"];
  const places = [root, homedir(), tmpdir(), ".cargo/", ".rustup/", "file://", ...folders];
  for (const file of files) {
    const content = read(file).toString("latin1");
    for (const place of places) {
      assert.ok(!content.includes(place), `${file} holds ${place}`);
    }
  }
});

test("wasm.js holds the wasm that Workers have", () => {
  const [, packed] = /="([\w+/\\\n]{1000,}=*)"/.exec(read("wasm.js"));
  const wasm = inflateRawSync(Buffer.from(packed.replaceAll("\\\n", ""), "base64"));
  assert.ok(wasm.equals(read("cf_stream_downloads_bg.wasm")));
});

test("this Node compiles the wasm, and wasm-opt has dropped the names of its functions", () => {
  const module = new WebAssembly.Module(read("cf_stream_downloads_bg.wasm"));
  assert.equal(WebAssembly.Module.customSections(module, "name").length, 0);
});

test("packing the same files twice gives the same bytes", async () => {
  const packed = [];
  for (const time of [1e9, 1.5e9]) {
    const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-"));
    try {
      cpSync(pkg, folder, { recursive: true });
      for (const file of files) utimesSync(join(folder, file), time, time);
      await npm(["pack"], folder);
      const made = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
      packed.push(readFileSync(join(folder, made[0])));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  assert.ok(packed[0].equals(packed[1]));
});
