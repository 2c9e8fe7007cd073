// Programs and tests that run as they are, in Node, Bun and Deno: the oldest that works, and newer ones.

import assert from "node:assert/strict";
import { chmodSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import { installPackages } from "../../../pkg-template/setup.mjs";
import { startStandIn } from "../../stand-in/server.js";
import { makeConsumer } from "../consumer.mjs";
import { bin } from "../tool.mjs";
import { cell } from "./cell.mjs";
import { questionAndAnswer, run } from "./project.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const installed = (path) => here(`installs/runtimes/node_modules/${path}`);
const standIn = await startStandIn();
after(() => standIn.close());

const NODE = {
  "Node 20": process.execPath,
  "Node 22": installed("node-22/bin/node"),
  "Node 24": installed("node-24/bin/node"),
  "Node 26": here("../../node_modules/node-26/bin/node"),
};
const BUN = { "Bun 1.2": installed("bun-1.2/bin/bun"), "Bun 1.4": `${bin}bun` };
// Deno 1 takes no package that npm has installed, unless it gets `--unstable-byonm`.
const DENO = {
  "Deno 2.0": installed("deno-2.0/deno"),
  "Deno 2.5": installed("deno-2.5/deno"),
  "Deno 2.9": `${bin}deno`,
};

/** Resolves to a folder that has the package, and the files of `projects/<project>`, and ask.js. */
async function folderOf(project, command) {
  if (command.startsWith(here("installs"))) {
    await installPackages(here("installs/runtimes"));
    // Deno's package for a platform leaves this to the script of another.
    chmodSync(command, 0o755);
  }
  const folder = await makeConsumer(here(`projects/${project}`));
  copyFileSync(here("../ask.js"), join(folder, "ask.js"));
  return folder;
}

function program(name, project, command) {
  cell("Node, Bun and Deno", `${name}: program`, {}, async (t) => {
    const folder = await folderOf(project, command[0]);
    const { QUESTION, ANSWER } = await questionAndAnswer(standIn);
    const printed = await run(t, folder, [...command, "program.js", QUESTION], { env: atHome(folder) });
    assert.equal(printed.trim(), ANSWER);
  });
}

function ownTest(name, project, command, options) {
  cell("Node, Bun and Deno", `${name}: test`, options ?? {}, async (t) => {
    const folder = await folderOf(project, command[0]);
    const env = { ...atHome(folder), ...(await questionAndAnswer(standIn)) };
    await run(t, folder, command, { env });
  });
}

// Deno must find the package on the disk, and not ask a registry for it.
const atHome = (folder) => ({
  DENO_DIR: join(folder, "deno"),
  NPM_CONFIG_REGISTRY: "http://127.0.0.1:2/",
});

for (const [name, node] of Object.entries(NODE)) {
  program(name, "program", [node]);
}
for (const [name, bun] of Object.entries(BUN)) {
  program(name, "program", [bun]);
  ownTest(name, "bun", [bun, "test"]);
}
for (const [name, deno] of Object.entries(DENO)) {
  const permissions = ["--no-prompt", "--allow-net=127.0.0.1"];
  program(name, "deno", [deno, "run", ...permissions]);
  const forTest = [...permissions, "--allow-env=QUESTION,ANSWER"];
  ownTest(name, "deno", [deno, "test", ...forTest], { quick: name === "Deno 2.9" });
}
