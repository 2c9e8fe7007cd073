// The package is the same wherever it is built, so that others can check what is published.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "../../pkg-template/build.mjs";
import { run } from "../../pkg-template/machine.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = ["Cargo.toml", "Cargo.lock", "src", "pkg-template", "README.md", "CHANGELOG.md", "LICENSE"];
// What others have made is copied, as compiling it anew takes a minute.
const dependencies = ["release", "wasm32-unknown-unknown/release"];

test("a checkout in another folder gives the same tarball, byte by byte", async () => {
  const { tarball } = await build();
  const folder = mkdtempSync(join(tmpdir(), "another checkout of cf-stream-downloads-"));
  try {
    for (const source of sources) {
      cpSync(join(root, source), join(folder, source), { recursive: true });
    }
    for (const made of dependencies) {
      if (!existsSync(join(root, "target", made))) continue;
      const place = join(folder, "target", made);
      mkdirSync(dirname(place), { recursive: true });
      // cargo goes by the times of files.
      await run("cp", ["-a", join(root, "target", made), place]);
    }
    rmSync(join(folder, "pkg-template/pkg"), { recursive: true, force: true });
    await run(process.execPath, [join(folder, "pkg-template/build.mjs")], { cwd: folder });
    const other = readFileSync(join(folder, "pkg", basename(tarball)));
    assert.ok(other.equals(readFileSync(tarball)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
