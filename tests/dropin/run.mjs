// Runs the suite against one of the two packages: copies it, changes the import, compiles it with
// TypeScript, and runs what came of it.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { runTool } from "../packaging/tool.mjs";
import { startStandIn } from "../stand-in/server.js";

const tests = fileURLToPath(new URL("../", import.meta.url));
/** Where the table of the differences is, under a heading of its own. */
const readme = new URL("../../README.md", import.meta.url);
const shared = [
  "stand-in/library.js",
  "conformance/fetches.js",
  "conformance/hurry.js",
  "conformance/outcome.js",
  "conformance/scenario.js",
  "stand-in/videos.js",
];
const compilerOptions = {
  target: "es2022",
  lib: ["es2023"],
  types: ["node"],
  module: "nodenext",
  strict: true,
  allowJs: true,
  skipLibCheck: true,
  rootDir: ".",
  outDir: "compiled",
};

/** `name` is the package that the suite's one import of a package shall name. */
export async function runSuite(name) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cf-stream-downloads-dropin-")));
  copy(name, folder);
  const compile = (files) => {
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    return runTool("../typescript/bin/tsc", [], { cwd: folder });
  };
  const samples = readdirSync(join(folder, "dropin/suite/samples"));
  const complaints = compile(samples.map((file) => `dropin/suite/samples/${file}`)).output;
  const refused = samples.filter((file) => complaints.includes(`/samples/${file}(`));
  const { status, output } = compile(["dropin/suite/main.ts"]);
  for (const variable of Object.keys(process.env)) {
    if (/^CLOUDFLARE_/.test(variable)) delete process.env[variable];
  }
  const standIn = await startStandIn();
  const main = join(folder, "compiled/dropin/suite/main.js");
  const { run } = await import(pathToFileURL(main).href);
  test("the suite compiles", () => assert.equal(status, 0, output));
  run({ standIn, refused, rows: rows(), folder });
  // Now, because a hook that stands before the first test runs after it.
  after(async () => {
    await standIn.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Fills a folder with the suite and all that it imports. */
function copy(name, folder) {
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }');
  symlinkSync(join(tests, "node_modules"), join(folder, "node_modules"));
  cpSync(join(tests, "dropin/suite"), join(folder, "dropin/suite"), { recursive: true });
  mkdirSync(join(folder, "compiled"));
  for (const file of shared) cpSync(join(tests, file), join(folder, file));
  if (name !== "cloudflare") {
    const file = join(folder, "dropin/suite/package.ts");
    const source = readFileSync(file, "utf8");
    writeFileSync(file, source.replaceAll(/"cloudflare(\/[^"]*)?"/g, `"${name}"`));
  }
}

/** The first cells of the table's rows. */
function rows() {
  const sections = readFileSync(readme, "utf8").split(/^## /m);
  const section = sections.find((text) => text.startsWith("Differences"));
  const lines = section.matchAll(/^\| ([^|]+) \|.*\|.*\|.*\|$/gm);
  return [...lines].map(([, what]) => what).slice(1);
}
