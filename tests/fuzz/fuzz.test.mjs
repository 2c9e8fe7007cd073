// Feeds the core what libFuzzer makes up from `seeds/`, for half a minute for each target. A failure says
// how to see it again; `FUZZ_SEED` has the same inputs tried first, `FUZZ_SECONDS` more of them.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL(".", import.meta.url));
// 0 would have libFuzzer take one of its own.
const { CI, FUZZ_SEED = CI ? 1 : 1 + (Date.now() % 2 ** 31), FUZZ_SECONDS = 30 } = process.env;

/** Runs a target with stable Rust; `.cargo/config.toml` has what it is compiled with. */
function run(target, args) {
  const command = ["run", "--quiet", "--release", "--locked", "--bin", target, "--", ...args];
  const { status, stderr } = spawnSync("cargo", command, { cwd, encoding: "utf8", maxBuffer: Infinity });
  return { status, lines: stderr.trimEnd().split("\n") };
}

const targets = readdirSync(`${cwd}src/bin`).map((file) => file.replace(".rs", ""));
for (const target of targets) {
  test(`${target}: nothing that is made up from seed ${FUZZ_SEED} breaks it`, () => {
    const seeds = readdirSync(`${cwd}seeds/${target}`).map((name) => `seeds/${target}/${name}`);
    mkdirSync(`${cwd}artifacts`, { recursive: true });
    const { status, lines } = run(target, [
      `-seed=${FUZZ_SEED}`,
      `-max_total_time=${FUZZ_SECONDS}`,
      `-seed_inputs=${seeds.sort()}`,
      "-dict=words.dict",
      // Some of what is compared are addresses, by which a seed would not give the same inputs again.
      "-use_cmp=0",
      // Only what hangs takes so long.
      "-timeout=300",
      `-artifact_prefix=artifacts/${target}-`,
    ]);
    const says = lines.slice(-40).join("\n");
    const input = /written to (\S+)/.exec(says)?.[1];
    const again = input && `, or in tests/fuzz: cargo run --release --bin ${target} -- ${input}`;
    assert.equal(status, 0, `${says}\nAgain with FUZZ_SEED=${FUZZ_SEED}${again ?? ""}`);
    // Without its counters libFuzzer would be blind.
    assert.match(lines.join("\n"), /^INFO: Loaded 1 modules .*counters/m);
  });
}
