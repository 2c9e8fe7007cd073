// What is built and tested is made of the same packages on each machine: by version and by checksum.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const own = /^name = "(cf-stream-downloads(-npm|-fuzz)?|rust-native|rust-worker)"$/m;
const read = (file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

for (const folder of ["tests", "tests/stand-in", "www"]) {
  test(`each npm package of ${folder} is locked by its version and checksum`, () => {
    const { packages } = JSON.parse(read(`${folder}/package-lock.json`));
    const entries = Object.entries(packages).filter(([path, { link }]) => {
      return path.includes("node_modules/") && !link;
    });
    assert.ok(entries.length > 0);
    for (const [path, { version, integrity, resolved }] of entries) {
      assert.match(version, /^\d+\.\d+\.\d+/, path);
      assert.match(integrity, /^sha512-[\w+/]+={0,2}$/, path);
      // The address of somebody's own registry would be of no use to others.
      assert.equal(resolved, undefined, path);
    }
  });

  test(`package.json of ${folder} asks for exact versions`, () => {
    const { dependencies, devDependencies } = JSON.parse(read(`${folder}/package.json`));
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
      assert.match(range, /^(file:\.\.\/\S+|(npm:\S+@)?\d+\.\d+\.\d+)$/, name);
    }
  });
}

for (const folder of [".", "tests/fuzz", "tests/rust-native", "tests/rust-worker"]) {
  test(`each crate of ${folder}/Cargo.lock is from crates.io, with its checksum, or of this repository`, () => {
    const entries = read(`${folder}/Cargo.lock`).split("[[package]]\n").slice(1);
    assert.ok(entries.length > 1);
    for (const entry of entries) {
      if (own.test(entry) && !/^source/m.test(entry)) continue;
      assert.match(entry, /^source = "registry\+https:\/\/github\.com\/rust-lang\/crates\.io-index"$/m);
      assert.match(entry, /^checksum = "[0-9a-f]{64}"$/m);
    }
  });
}
