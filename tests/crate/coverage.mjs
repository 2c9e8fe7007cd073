// Measures which lines of the crate its tests on the host reach, and fails below a threshold.
// `npm --prefix tests run coverage`; with ` -- --html` it writes pages to target/llvm-cov/html.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { aptInstall, main, run } from "../../pkg-template/machine.mjs";
import { bring, environment, setUp } from "../../pkg-template/setup.mjs";
import { cleanEnvironment } from "../environment.mjs";

// Percent of the lines. Above it is what was reached, and it may only go up.
const LINES = 98;

const root = fileURLToPath(new URL("../..", import.meta.url));
// What only tests use.
const tests = "(/test\\.rs|/test/|/scripted)";
// Those of the compiler that Debian has. rustup brings its own.
const llvm = { LLVM_COV: "/usr/bin/llvm-cov-22", LLVM_PROFDATA: "/usr/bin/llvm-profdata-22" };

async function coverage() {
  cleanEnvironment();
  await setUp();
  await bring("cargo-llvm-cov");
  const env = { ...environment(), CARGO_TARGET_DIR: join(root, "target") };
  if (env.RUSTC) {
    Object.assign(env, llvm);
    const otherwise = "Install LLVM 22, then run this again.";
    if (!existsSync(llvm.LLVM_COV)) await aptInstall(["llvm-22"], otherwise);
  }
  const what = ["--locked", "--package", "cf-stream-downloads", "--lib"];
  const report = ["--ignore-filename-regex", tests, "--fail-under-lines", String(LINES)];
  const args = ["llvm-cov", ...what, ...report, ...process.argv.slice(2)];
  console.log(table(await run("cargo", args, { cwd: root, env })));
}

/** The columns of the lines, from what it prints. */
function table(printed) {
  const rows = printed.split("\n").filter((line) => /^(\S+\.rs|TOTAL) /.test(line));
  return rows
    .map((row) => row.split(/\s+/))
    .map((cells) => `${cells[9].padStart(7)}  ${cells[8].padStart(4)} of ${cells[7].padStart(4)} missed  ${cells[0]}`)
    .join("\n");
}

await main(coverage);
