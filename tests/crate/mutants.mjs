// Has cargo-mutants put a fault after another into what the crate decides, and lists those that no test of the
// host notices. `npm --prefix tests run mutants`; with ` -- --re retry.rs` those of one file. It takes about a
// quarter of a minute for each of some hundred.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { main } from "../../pkg-template/machine.mjs";
import { bring, environment, setUp } from "../../pkg-template/setup.mjs";
import { cleanEnvironment } from "../environment.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
// A property in a few cases: a fault is to be noticed by what each run tries, not by one case in hundreds.
const brief = { PROPTEST_CASES: "16", CARGO_PROFILE_TEST_DEBUG: "none" };

async function mutants() {
  cleanEnvironment();
  await setUp();
  await bring("cargo-mutants");
  const args = ["mutants", "--output", "target", "--cargo-arg", "--locked", ...process.argv.slice(2)];
  const { status } = spawnSync("cargo", args, { cwd: root, env: { ...environment(), ...brief }, stdio: "inherit" });
  process.exitCode = status ?? 1;
}

await main(mutants);
