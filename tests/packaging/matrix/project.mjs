// A project in which the package is installed, beside what `installs/` has a lock file for; and how
// its commands run, as a person runs them in a terminal.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { cpSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { delimiter, dirname, extname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { installTarball } from "../../../pkg-template/build.mjs";
import { installPackages } from "../../../pkg-template/setup.mjs";
import { answer, question } from "../answer.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const newestNode = here("../../node_modules/node-26/bin/node");
const ownBins = here("../../node_modules/.bin");

/** Tools ask for no news and tell nobody anything. */
const QUIET = {
  CI: "true",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  DENO_NO_UPDATE_CHECK: "1",
};

/**
 * Resolves to a project's folder with the files of `projects/<source>`, and ../ask.js, or
 * ask.cjs, at `ask`. It stands in `installs/<install>`, whose packages it finds by going up, and is gone when the
 * test is over. The install `tests` has the package alone: what else is there are the tests' own packages.
 */
export async function makeProject(t, install, source, { ask = "ask.js" } = {}) {
  const home = here(`installs/${install}`);
  if (install !== "tests") await installPackages(home);
  await installTarball(home);
  const folder = join(home, "projects", `${source}-${process.pid}-${(made += 1)}`);
  t.after(async () => {
    // Who writes into a folder keeps it from being removed.
    await Promise.all(started.filter(({ cwd }) => cwd === folder).map(({ child }) => end(child)));
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });
  mkdirSync(folder, { recursive: true });
  cpSync(here(`projects/${source}`), folder, { recursive: true });
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "type": "module", "private": true }\n');
  mkdirSync(dirname(join(folder, ask)), { recursive: true });
  copyFileSync(here(`../ask${extname(ask)}`), join(folder, ask));
  return folder;
}
let made = 0;

/** The processes of commands, and where they run. */
const started = [];

/** The environment of a project's commands, which are those of its install. */
function environment(folder, { env, newest }) {
  const bins = [join(dirname(dirname(folder)), "node_modules/.bin"), ownBins];
  if (newest) bins.unshift(dirname(newestNode));
  else bins.unshift(dirname(process.execPath));
  return { ...process.env, ...QUIET, PATH: [...bins, process.env.PATH].join(delimiter), ...env };
}

function start(t, folder, [command, ...args], options) {
  const stdio = ["ignore", "pipe", "pipe"];
  const env = environment(folder, options);
  // A group of its own, which ends with the test.
  const child = spawn(command, args, { cwd: folder, env, stdio, detached: true });
  started.push({ child, cwd: folder });
  t.after(() => end(child));
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((all) => all.join(""));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece) => options.said?.push(String(piece)));
  }
  return { child, output };
}

async function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
  if (child.pid && child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/**
 * Runs a command of the project and resolves to what it printed. It must succeed.
 *
 * - `env`: more of the environment. `newest`: in the newest Node, in place of the oldest.
 */
export async function run(t, folder, command, options = {}) {
  const { child, output } = start(t, folder, command, options);
  const [[status]] = await Promise.all([once(child, "exit"), once(child, "spawn")]);
  const printed = await output;
  assert.equal(status, 0, `\`${command.join(" ")}\` failed:\n${printed}`);
  return printed;
}

/** The command of a Vite that an install has by another name, beside other versions. */
export const viteOf = (name) => ["node", `../../node_modules/${name}/bin/vite.js`];

/**
 * A port that nobody uses. It is below those of which the system gives one to who asks for any, which might be this one
 * before the project's server has it.
 */
async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch (error) {
      if (error.code === "EADDRINUSE") continue;
      throw error;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}

/**
 * Starts a server of the project, which gets its port from `command(port)` and the variable PORT, and
 * resolves to its origin as soon as it takes connections.
 *
 * - `said`: an array that gets what it prints.
 * - `fails`: what a server prints that cannot start and goes on waiting for somebody to change a file.
 */
export async function serve(t, folder, command, { fails, ...options } = {}) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { ...options.env, PORT: String(port), HOST: "127.0.0.1" };
  const { child, output } = start(t, folder, command(port), { ...options, env });
  let ended;
  let starting = true;
  child.on("exit", () => (ended = true));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece) => {
      if (starting && fails?.test(piece)) end(child);
    });
  }
  for (;;) {
    if (ended) assert.fail(`The server ended:\n${await output}`);
    const response = await fetch(origin).catch(() => undefined);
    if (response) {
      starting = false;
      await response.body?.cancel();
      return origin;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Fails unless the project's `url`, asked as projects/page/page.js is, answers what the stand-in has. */
export async function assertAnswers(url, standIn) {
  const asked = new URL(url);
  asked.search = new URLSearchParams(question(standIn));
  const response = await fetch(asked);
  assert.equal(await response.text(), await answer(standIn));
}

/** What a test of the project gets in its environment: the question, and the answer that it must see. */
export async function questionAndAnswer(standIn) {
  return { QUESTION: JSON.stringify(question(standIn)), ANSWER: await answer(standIn) };
}
