// What the gate runs, cheap steps first. A step is what `runStep` takes, with a name.

import { readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { onPath } from "../pkg-template/machine.mjs";
import { environment } from "../pkg-template/setup.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const newestNode = join(here, "node_modules/node-26/bin");
// WebKit has no headless mode.
const withDisplay = ["xvfb-run", "-a"];

// They calculate on all cores, at least for a while.
const compiles = /^(plain-build|reproducible|public-api|rust-native|rust-worker)$/;

function companyOf(name) {
  // It builds the page anew under those that look at it.
  if (name === "start") return 1;
  return compiles.test(name) ? 2 : 3;
}

// Those that take longest come first, so that others run beside them, and the longest of them before all.
const long = [
  "hostile: many",
  ...["webkit", "firefox", "chromium", "looks"].map((name) => `www: page-${name}`),
  "www: worker-jobs",
];
const longFirst = (steps) => [
  ...long.flatMap((name) => steps.filter((step) => step.name === name)),
  ...steps.filter(({ name }) => !long.includes(name)),
];

// Who builds in a folder in which somebody builds is kept waiting by cargo.
const inTarget = { company: 2, place: "target" };

export function plan() {
  const env = environment();
  return [
    ...nodeTests("gate", ".", env),
    ...rust(env),
    ...nodeTests("stand-in", "stand-in", env),
    ...boundary(env),
    // It calculates, beside what mostly waits.
    ...nodeTests("fuzz", "fuzz", env),
    ...conformance(env),
    ...longFirst(nodeTests("hostile", "hostile", env)),
    ...nodeTests("waiting", "waiting", env),
    ...nodeTests("guide", "guide", env),
    ...nodeTests("cancellation", "cancellation", env),
    ...nodeTests("drop-in", "dropin", env),
    ...nodeTests("matrix", "packaging/matrix", env),
    ...nodeTests("packaging", "packaging", env, {
      // Wrangler wants a newer Node than the package does.
      others: { workers: inNewestNode(env) },
    }),
    ...nodeTests("crate", "crate", env),
    ...nodeTests("crate", "rust-native", env),
    // Node 20 does not compile what worker-build makes.
    ...nodeTests("crate", "rust-worker", inNewestNode(env)),
    ...longFirst(nodeTests("www", "www", env)),
  ];
}

function rust(env) {
  const wasm32 = ["--target", "wasm32-unknown-unknown"];
  const cargo = (name, args, more) => ({
    name,
    command: ["cargo", ...args],
    env,
    ...inTarget,
    ...more,
  });
  const all = ["--locked", "--workspace", "--all-features"];
  const clippy = ["clippy", ...all, "--all-targets"];
  const strict = ["--", "-D", "warnings"];
  const linting = { env: environment("clippy"), single: true };
  const doc = ["doc", ...all, "--no-deps"];
  const documenting = { env: { ...env, RUSTDOCFLAGS: "-D warnings" }, single: true };
  return [
    cargo("cargo fmt", ["fmt", "--all", "--check"], { single: true }),
    cargo("clippy on the host", [...clippy, ...strict], linting),
    cargo("cargo test", ["test", "--locked"]),
    cargo("cargo doc on the host", doc, documenting),
    cargo("clippy on wasm32", [...clippy, ...wasm32, ...strict], linting),
    // As a Worker in Rust has it.
    cargo("the crate without features on wasm32", ["check", "--locked", ...wasm32], { single: true }),
    cargo("cargo doc on wasm32", [...doc, ...wasm32], documenting),
  ];
}

/** The Rust tests of what names JavaScript. */
function boundary(env) {
  const browsers = {
    // Without this, tests that may run anywhere are skipped in browsers.
    WASM_BINDGEN_USE_BROWSER: "1",
    // In seconds; by default the driver has 5 and the tests have 20, which is too few on a busy machine.
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "120",
    WASM_BINDGEN_TEST_TIMEOUT: "600",
  };
  const driver = (name, option, command) => ["--headless", name, option, onPath(command, env.PATH)];
  const test = (name, args, wrapper = []) => ({
    name: `wasm-bindgen tests in ${name}`,
    // All that follows the crate is cargo's.
    command: [
      ...[...wrapper, "wasm-pack", "test", "--mode", "no-install", ...args],
      ...[".", "--lib", "--features", "npm"],
    ],
    env: args.includes("--headless") ? { ...env, ...browsers } : env,
    ...inTarget,
  });
  return [
    test("Node", ["--node"]),
    test("Chromium", driver("--chrome", "--chromedriver", "chromedriver")),
    test("Firefox", driver("--firefox", "--geckodriver", "geckodriver")),
    test("WebKit", driver("--safari", "--safaridriver", "WebKitWebDriver"), withDisplay),
  ];
}

function conformance(env) {
  const run = (name, [runner, ...args], { wrapper = [], node = process.execPath } = {}) => ({
    name: `conformance in ${name}`,
    command: [...wrapper, node, join(here, "runners", runner), ...args],
    env,
    // The suite mostly waits for delays to pass, but a browser has more to do.
    company: runner === "browser.js" ? 3 : 4,
  });
  return [
    run(`Node ${process.versions.node}`, ["command.js", "node"]),
    run("the newest Node", ["command.js", "node"], { node: join(newestNode, "node") }),
    run("Deno", ["command.js", "deno"]),
    run("Deno without access to the environment", ["command.js", "deno", "without-env"]),
    run("Bun", ["command.js", "bun"]),
    run("workerd", ["workerd.js"]),
    run("Chromium", ["browser.js", "chromium"]),
    run("Firefox", ["browser.js", "firefox"]),
    run("a worker of Chromium", ["browser.js", "chromium", "worker"]),
    run("WebKit", ["browser.js", "webkit"], { wrapper: withDisplay }),
  ];
}

/** A step for each file of node:test in a folder. */
function nodeTests(topic, folder, env, { others = {} } = {}) {
  return readdirSync(join(here, folder))
    .filter((file) => /\.test\.m?js$/.test(file))
    .map((file) => [file, file.replace(/\.test\.m?js$/, "")])
    .map(([file, name]) => ({
      name: `${topic}: ${name}`,
      command: ["node", "--test", "--test-reporter=spec", join(here, folder, file)],
      env: others[name] ?? env,
      company: companyOf(name),
    }))
    .sort((one, other) => other.company - one.company);
}

function inNewestNode(env) {
  return { ...env, PATH: `${newestNode}${delimiter}${env.PATH}` };
}
