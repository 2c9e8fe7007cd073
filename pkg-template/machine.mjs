// What this machine has, and how a step adds to it. Knows nothing of which tools the project needs.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** Where the project keeps the tools it brings, beside the user's own and never over them. */
export const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "cf-stream-downloads",
);

/** A fault whose message is a sentence for the person at the terminal, not a stack for a developer. */
export class SetupError extends Error {
  name = "SetupError";
}

// Commands that are running. Each leads a group, so that what it started ends with it.
const running = new Set();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const leave = () => process.exit(1);

process.on("exit", () => running.forEach(end));

function begin(child) {
  // Without a handler a signal ends this process alone, and not what it runs.
  if (running.size === 0) signals.forEach((signal) => process.on(signal, leave));
  running.add(child);
}

function forget(child) {
  running.delete(child);
  if (running.size === 0) signals.forEach((signal) => process.off(signal, leave));
}

function end({ pid }) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended, or never started.
  }
}

/** Runs a script's main function; a fault that has a sentence ends it with that sentence alone. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Says what starts, does it, and says that it is done and how long it took. */
export async function step(doing, done, work) {
  console.log(doing);
  const start = Date.now();
  const result = await work();
  console.log(`${done} (${Math.round((Date.now() - start) / 1000)} s).`);
  return result;
}

/** The path of a command on `path`, or undefined. */
export function onPath(command, path = process.env.PATH) {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, command))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Whether a command that ends within a moment succeeds, and what it printed. */
export function ask(command, args, { env = process.env, input = "" } = {}) {
  const { status, stdout } = spawnSync(command, args, { env, input, encoding: "utf8" });
  return { ok: status === 0, text: stdout ?? "" };
}

/**
 * Runs a command quietly and resolves to everything it printed.
 *
 * - With `seconds`, the command and all it started are killed when the time is up.
 * - A failure shows the end of the output and then the sentence `otherwise`.
 */
export function run(command, args, { env = process.env, cwd, seconds, otherwise } = {}) {
  return new Promise((resolve, reject) => {
    // Only in the terminal's own group may sudo ask for a password there.
    const detached = command !== "sudo";
    const child = spawn(command, args, { cwd, env, detached, stdio: ["ignore", "pipe", "pipe"] });
    if (detached) begin(child);
    let output = "";
    let late = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    }
    const timer =
      seconds !== undefined &&
      setTimeout(() => {
        late = true;
        end(child);
      }, seconds * 1000);
    const fail = (why) => {
      clearTimeout(timer);
      const tail = output.trimEnd().split("\n").slice(-25).join("\n");
      const line = [command, ...args].join(" ");
      reject(new SetupError([tail, `\`${line}\` ${why}.`, otherwise].filter(Boolean).join("\n")));
    };
    child.on("error", (error) => {
      forget(child);
      fail(`did not start (${error.code})`);
    });
    child.on("close", (status, signal) => {
      forget(child);
      if (late) fail(`did not end within ${seconds} s`);
      else if (status !== 0) fail(`failed (${signal ?? `exit code ${status}`})`);
      else {
        clearTimeout(timer);
        resolve(output);
      }
    });
  });
}

/** Runs a command as root: as it is for root, with sudo for others. */
export function asRoot(command, args, options) {
  if (process.getuid() === 0) return run(command, args, options);
  if (onPath("sudo")) return run("sudo", [command, ...args], options);
  throw new SetupError(
    `\`${command} ${args.join(" ")}\` needs root, and there is no sudo. Run it as root, then run this again.`,
  );
}

/** Installs Debian packages. */
export async function aptInstall(packages, otherwise) {
  if (!onPath("apt-get")) {
    throw new SetupError(
      `There is no apt-get here to install ${packages.join(", ")} with. ${otherwise}`,
    );
  }
  const apt = (...args) =>
    asRoot(
      "env",
      [
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=600",
        ...args,
      ],
      { otherwise },
    );
  // A fresh machine has no package lists, or old ones that name files long gone.
  await apt("update");
  await apt("install", "-y", "--no-install-recommends", ...packages);
}
