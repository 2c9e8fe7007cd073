// Brings what building the package needs, and with --tests what testing it needs, and nothing that
// is there already. `node pkg-template/setup.mjs [--tests]`
//
// It works on a machine with rustup's stable Rust, Node and npm; with apt-get for the rest.

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { aptInstall, ask, cache, main, onPath, run, SetupError, step } from "./machine.mjs";
import { clippyEnvironment, clippyPackages, installTarget, wasmEnvironment } from "./toolchain.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The version of a crate in Cargo.lock. */
function lockedVersion(crate) {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return lock.match(new RegExp(`^name = "${crate}"\nversion = "(.*)"`, "m"))[1];
}

// An esbuild on PATH would not do: zopfli has no command, and is found beside this one.
const packersHome = join(cache, "esbuild-0.28.2-zopfli-1.0.15");
const unreachable = "Check that npm can reach its registry, then run this again.";

// `says` is what `command --version` must print for a command on PATH to be used as it is; without it
// none is.
// What is built here runs for seconds, so it is compiled for a short build, not for speed.
const buildTools = [
  cargoTool("wasm-bindgen-cli", lockedVersion("wasm-bindgen"), "wasm-bindgen", {
    minutes: "two minutes",
    // What it would download itself over TLS is not needed.
    args: ["--no-default-features"],
  }),
  cargoTool("wasm-pack", "0.15.1", "wasm-pack", { minutes: "a minute", args: ["--locked"] }),
  {
    name: "binaryen 132",
    command: "wasm-opt",
    says: /version 132\b/,
    home: join(cache, "binaryen-132.0.0"),
    bin: "node_modules/.bin",
    doing: "Installing binaryen 132 from npm, for wasm-opt (some seconds).",
    install: (home) => npm(["install", "--prefix", home, "binaryen@132.0.0"], cache, unreachable),
  },
  {
    name: "esbuild 0.28.2 and zopfli 1.0.15",
    command: "esbuild",
    home: packersHome,
    bin: "node_modules/.bin",
    doing: "Installing esbuild 0.28.2 and zopfli 1.0.15 from npm (some seconds).",
    install: (home) =>
      npm(
        ["install", "--prefix", home, "esbuild@0.28.2", "@gfx/zopfli@1.0.15"],
        cache,
        unreachable,
      ),
  },
];
const testTools = [
  cargoTool("geckodriver", "0.37.1", "geckodriver", {
    minutes: "a minute",
    args: ["--locked"],
    says: /geckodriver/,
  }),
  cargoTool("worker-build", "0.8.7", "worker-build", {
    minutes: "two minutes",
    args: ["--locked"],
    says: /^0\.8\.7$/m,
  }),
];
// For commands beside the gate.
const moreTools = [
  cargoTool("cargo-deny", "0.20.2", "cargo-deny", { minutes: "three minutes", args: ["--locked"] }),
  cargoTool("cargo-llvm-cov", "0.9.1", "cargo-llvm-cov", { minutes: "a minute", args: ["--locked"] }),
  cargoTool("cargo-mutants", "27.1.0", "cargo-mutants", { minutes: "two minutes", args: ["--locked"] }),
];
const tools = [...buildTools, ...testTools, ...moreTools];

// Debian's packages for the tests, by a command that each brings.
const browsers = {
  chromium: "chromium",
  chromedriver: "chromium-driver",
  "firefox-esr": "firefox-esr",
  WebKitWebDriver: "webkit2gtk-driver",
  "xvfb-run": "xvfb",
  xauth: "xauth",
};

function cargoTool(crate, version, command, { minutes, args, says }) {
  const name = `${crate} ${version}`;
  return {
    name,
    command,
    says: says ?? new RegExp(` ${version.replaceAll(".", "\\.")}\\b`),
    home: join(cache, `${crate}-${version}`),
    bin: "bin",
    doing: `Compiling ${name} from crates.io (about ${minutes}).`,
    install: (home) =>
      run("cargo", ["install", crate, "--version", version, "--root", home, ...args], {
        cwd: cache,
        env: {
          ...pathEnvironment(),
          CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
          CARGO_PROFILE_RELEASE_LTO: "off",
          CARGO_PROFILE_RELEASE_DEBUG: "0",
        },
        otherwise: `${name} cannot be installed. Install it yourself so that \`${command}\` is on PATH, then run this again.`,
      }),
  };
}

function pathEnvironment() {
  const bins = tools.map(({ home, bin }) => join(home, bin)).filter(existsSync);
  // A shell that was open when rustup was installed does not have cargo on its PATH yet.
  const cargo = join(process.env.CARGO_HOME || join(homedir(), ".cargo"), "bin");
  return { ...process.env, PATH: [...bins, process.env.PATH, cargo].join(delimiter) };
}

/**
 * The environment that every cargo and wasm-pack call of the project runs with.
 *
 * - `environment("clippy")` is the one for clippy on wasm32.
 */
export function environment(purpose) {
  const env = wasmEnvironment(pathEnvironment());
  if (!env) {
    throw new SetupError(
      "Rust cannot compile for wasm32 yet. Run `node pkg-template/setup.mjs`, then run this again.",
    );
  }
  return purpose === "clippy" ? clippyEnvironment(env) : env;
}

/** Where a tool is, once it is installed. */
export const tool = (command) => onPath(command, pathEnvironment().PATH);

/** Loads esbuild or zopfli, once they are installed. */
export const packer = createRequire(join(packersHome, "package.json"));

function isInstalled({ home, bin, command, says }) {
  return existsSync(join(home, bin, command)) || says?.test(ask(command, ["--version"]).text);
}

async function installTool(tool) {
  if (isInstalled(tool)) return;
  // Made beside its place and moved there whole, so that a broken-off installation leaves nothing.
  const part = `${tool.home}.${process.pid}`;
  try {
    mkdirSync(part, { recursive: true });
    await step(tool.doing, `${tool.name} is installed`, () => tool.install(part));
    rmSync(tool.home, { recursive: true, force: true });
    renameSync(part, tool.home);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Brings a tool that neither building nor testing needs. */
export async function bring(command) {
  mkdirSync(cache, { recursive: true });
  await installTool(moreTools.find((tool) => tool.command === command));
}

async function installTools(list) {
  for (const tool of list) await installTool(tool);
}

/** Ends only when all have ended, so that no installation is cut off in the middle. */
async function together(...lanes) {
  const faults = (await Promise.allSettled(lanes)).filter(({ status }) => status === "rejected");
  const odd = faults.find(({ reason }) => !(reason instanceof SetupError));
  if (odd) throw odd.reason;
  if (faults.length) throw new SetupError(faults.map(({ reason }) => reason.message).join("\n\n"));
}

/** Brings what is missing for building, and for testing when `tests` is true. */
export async function setUp({ tests = false } = {}) {
  const env = pathEnvironment();
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new SetupError(`Node ${process.version} is too old: install Node 20 or newer.`);
  }
  if (!onPath("cargo", env.PATH)) {
    throw new SetupError(
      "Rust is missing: install it as https://rustup.rs says, then run this again.",
    );
  }
  mkdirSync(cache, { recursive: true });
  if (!onPath("cc")) {
    await step(
      "Installing Debian's C linker, which Rust needs (about a minute).",
      "It is installed",
      () => aptInstall(["gcc", "libc6-dev"], "Install a C compiler, then run this again."),
    );
  }
  if (tests && !onPath("c++")) {
    await step(
      "Installing Debian's C++ compiler, which the fuzzer is built with (about a minute).",
      "It is installed",
      () => aptInstall(["g++"], "Install a C++ compiler, then run this again."),
    );
  }
  if (tests && !ask("pkg-config", ["--exists", "openssl"]).ok) {
    await step(
      "Installing OpenSSL's headers from Debian, which worker-build needs (some seconds).",
      "They are installed",
      () => aptInstall(["pkg-config", "libssl-dev"], "Install them, then run this again."),
    );
  }
  const needed = tests ? [...buildTools, ...testTools] : buildTools;
  const compiled = needed.filter(({ bin }) => bin === "bin");
  await together(
    installTarget(env).then(() => tests && installBrowsers(environment())),
    installTools(compiled),
    installTools(needed.filter((tool) => !compiled.includes(tool))),
  );
}

async function installBrowsers(env) {
  const missing = Object.keys(browsers).filter((command) => !onPath(command));
  const packages = [...missing.map((command) => browsers[command]), ...clippyPackages(env)];
  if (packages.length === 0) return;
  await step(
    `Installing ${packages.join(", ")} from Debian (about two minutes).`,
    "The browsers and drivers are installed",
    () => aptInstall(packages, `Install what brings ${missing.join(", ")}, then run this again.`),
  );
}

/** Runs npm in `folder`. */
export function npm(args, folder, otherwise) {
  const env = pathEnvironment();
  // `npm --prefix www start` hands its own folder down to every npm that it starts, which would
  // then work there.
  for (const name of ["prefix", "local_prefix", "global_prefix"]) delete env[`npm_config_${name}`];
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier"];
  return run("npm", [...args, ...quiet], { cwd: folder, env, otherwise });
}

/** Runs `npm ci` in `folder` unless what its lock file says is installed there already. */
export async function installPackages(folder) {
  const lock = join(folder, "package-lock.json");
  const installed = join(folder, "node_modules/.installed-lock.json");
  if (existsSync(installed) && readFileSync(installed).equals(readFileSync(lock))) return;
  await step(
    `Installing the npm packages of ${relative(root, folder)}.`,
    "They are installed",
    () => npm(["ci"], folder, unreachable),
  );
  copyFileSync(lock, installed);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const tests = process.argv.includes("--tests");
    await setUp({ tests });
    console.log(`All that ${tests ? "testing" : "building"} needs is here.`);
  });
}
