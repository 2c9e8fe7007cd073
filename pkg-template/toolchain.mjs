// The Rust compiler and standard library for wasm32: rustup's where it can download them, Debian's
// where only package registries can be reached. Debian has the compiler and the library's source
// but no compiled library for wasm32, so that is built once and put where the compiler looks.

import { existsSync, mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { aptInstall, ask, asRoot, run, SetupError, step } from "./machine.mjs";

export const target = "wasm32-unknown-unknown";
const debianLibrary = `/usr/lib/rustlib/${target}`;
// wasm-pack looks for the target with the first `rustc` on PATH, whatever RUSTC says, and has rustup
// download it when it is not there. In this folder that command is Debian's compiler.
const debianCommands = `${debianLibrary}/bin`;
// An older version of this script left the library without the bitcode for link-time optimization.
const debianBitcode = `${debianLibrary}/lib/.with-bitcode`;
const debian = {
  RUSTC: "/usr/bin/rustc",
  RUSTDOC: "/usr/bin/rustdoc",
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: "wasm-ld-22",
};
const debianFiles = [debian.RUSTC, "/usr/bin/wasm-ld-22", "/usr/lib/rustlib/src/rust/library"];

/** Whether the compiler that `env` names can compile for wasm32: it tries. */
function compiles(env) {
  const args = ["-", "--target", target, "--crate-type", "lib", "--emit", "metadata", "-o", "-"];
  return ask(env.RUSTC ?? "rustc", args, { env, input: "pub fn f() {}" }).ok;
}

/** Where the compiler that `env` names has the source of the standard library. */
export function librarySource(env) {
  const { text } = ask(env.RUSTC ?? "rustc", ["--print", "sysroot"], { env });
  return join(text.trim(), "lib/rustlib/src/rust/library");
}

/** Whether `env` is enough for the tests, which use the library as it comes, and for the package. */
function suffices(env) {
  return compiles(env) && existsSync(librarySource(env));
}

/** `env` with what makes cargo compile for wasm32, or undefined while it cannot. */
export function wasmEnvironment(env) {
  if (suffices(env)) return env;
  const PATH = `${debianCommands}${delimiter}${env.PATH}`;
  const other = { ...env, ...debian, PATH };
  if (existsSync(debianBitcode) && suffices(other)) return other;
}

/** `env` for clippy on wasm32. Debian's must be used with the cargo it came with. */
export function clippyEnvironment(env) {
  return env.RUSTC === debian.RUSTC ? { ...env, PATH: `/usr/bin${delimiter}${env.PATH}` } : env;
}

/** Brings clippy for wasm32. */
export function clippyPackages(env) {
  return env.RUSTC === debian.RUSTC && !existsSync("/usr/bin/cargo-clippy")
    ? ["rust-web-clippy"]
    : [];
}

/**
 * Arguments for cargo that give the compiler `flags` for wasm32, and keep the paths of this machine
 * out of what it compiles.
 *
 * - As an array, cargo adds it to what a configuration file says; RUSTFLAGS would replace that.
 */
export function compilerFlags(env, flags = []) {
  const home = env.CARGO_HOME || join(homedir(), ".cargo");
  const remapped = { [join(home, "registry/src")]: "crates", [librarySource(env)]: "library" };
  const paths = Object.entries(remapped).map(([at, as]) => `--remap-path-prefix=${at}=${as}`);
  return ["--config", `target.${target}.rustflags=${JSON.stringify([...paths, ...flags])}`];
}

/**
 * Arguments and environment for cargo that compile the standard library together with the crate.
 *
 * - What it leaves in target/ serves until the compiler or a flag changes.
 */
export function withLibrary(env) {
  // The library as it comes carries the messages of its panics, which a trap shows to nobody.
  const panics = ["-Zunstable-options", "-Cpanic=immediate-abort"];
  // A mebibyte by default. The deepest call takes a few kilobytes.
  const stack = ["-Clink-arg=-zstack-size=65536"];
  // With them, an exception that an import throws leaves an entry in the table of references for
  // ever. The library as it comes is compiled with them, so that this works here alone.
  const table = "-Ctarget-feature=-reference-types";
  return {
    args: [
      "-Zbuild-std=std,panic_abort",
      // By default it has backtraces.
      "-Zbuild-std-features=",
      ...compilerFlags(env, [...panics, ...stack, table]),
    ],
    // Stable Rust takes none of this otherwise.
    env: { ...env, RUSTC_BOOTSTRAP: "1" },
  };
}

/** Makes cargo able to compile for wasm32. */
export async function installTarget(env) {
  if (wasmEnvironment(env)) return;
  if (env.WASM_TOOLCHAIN !== "debian") {
    try {
      await step(
        `Adding the ${target} target and the library's source with rustup (at most 30 s each).`,
        "They are added",
        async () => {
          await run("rustup", ["target", "add", target], { env, seconds: 30 });
          await run("rustup", ["component", "add", "rust-src"], { env, seconds: 30 });
        },
      );
      if (suffices(env)) return;
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      console.log("rustup cannot download them here, so the target is built from Debian's packages.");
    }
  }
  await installDebian({ ...env, ...debian });
}

async function installDebian(env) {
  const otherwise = `Run \`rustup target add ${target}\` where rustup can download, then run this again.`;
  if (!debianFiles.every(existsSync)) {
    await step(
      "Installing Debian's Rust compiler, its library's source and the wasm linker (about a minute).",
      "Debian's compiler is installed",
      () => aptInstall(["rustc-web", "rust-web-src", "lld-22"], otherwise),
    );
  }
  await step(
    "Compiling the standard library for wasm32, once (about a minute).",
    "The standard library is installed",
    () => installLibrary(env, otherwise),
  );
  if (!compiles(env)) {
    throw new SetupError(`Debian's compiler cannot use the library that it built. ${otherwise}`);
  }
}

async function installLibrary(env, otherwise) {
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-std-"));
  try {
    mkdirSync(join(folder, "src"));
    writeFileSync(join(folder, "src/lib.rs"), "");
    writeFileSync(
      join(folder, "Cargo.toml"),
      '[package]\nname = "dummy"\nversion = "0.0.0"\nedition = "2021"\n',
    );
    const crates = "std,panic_abort,proc_macro,test";
    const options = ["--release", "--target", target, `-Zbuild-std=${crates}`];
    // A plain `wasm-pack build` optimizes the package at link time, and its library with it.
    const flags = compilerFlags(env, ["-Cembed-bitcode=yes"]);
    await run("cargo", ["build", ...options, ...flags], {
      cwd: folder,
      // The source that Debian ships builds only with the features that nightly allows.
      env: { ...env, RUSTC_BOOTSTRAP: "1", CARGO_TARGET_DIR: join(folder, "target") },
      otherwise,
    });
    const built = join(folder, "target", target, "release/deps");
    const libraries = readdirSync(built)
      .filter((file) => file.endsWith(".rlib") && !file.startsWith("libdummy"))
      .map((file) => join(built, file));
    // A library left by an older compiler would stand beside the new one and confuse the compiler.
    await asRoot("rm", ["-rf", `${debianLibrary}/lib`]);
    await asRoot("mkdir", ["-p", `${debianLibrary}/lib`]);
    await asRoot("install", ["-m", "644", ...libraries, `${debianLibrary}/lib`]);
    await asRoot("touch", [debianBitcode]);
    await asRoot("mkdir", ["-p", debianCommands]);
    await asRoot("ln", ["-sf", debian.RUSTC, debianCommands]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
