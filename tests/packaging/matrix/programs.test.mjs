// Programs for Node and Bun: what bundlers make of one is run in a folder of its own, where nothing of
// the project is; and CommonJS, with a bundler and without.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";

import { startStandIn } from "../../stand-in/server.js";
import { answer, question } from "../answer.mjs";
import { cell } from "./cell.mjs";
import { assertAnswers, makeProject, run, serve, viteOf } from "./project.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

async function assertPrints(t, folder, command, options) {
  const printed = await run(t, folder, [...command, JSON.stringify(question(standIn))], options);
  assert.equal(printed.trim(), await answer(standIn));
}

/**
 * Builds with `command`, which must leave one file in dist/, and fails unless that runs alone.
 *
 * - `naming`: whether the file may name a folder of the project, in code that never runs.
 */
async function assertBuilds(t, folder, command, { runner = ["node"], naming = false, ...options } = {}) {
  const said = await run(t, folder, command, options);
  assert.doesNotMatch(said, /warn|\(!\)/i);
  const alone = mkdtempSync(join(tmpdir(), "cf-stream-downloads-"));
  t.after(() => rmSync(alone, { recursive: true, force: true }));
  cpSync(join(folder, "dist"), alone, { recursive: true });
  const files = readdirSync(alone);
  assert.equal(files.length, 1, files.join());
  // A path of here may lead nowhere elsewhere.
  const program = readFileSync(join(alone, files[0]), "latin1");
  assert.ok(naming || !program.includes(dirname(dirname(folder))), "it names a folder of this machine");
  await assertPrints(t, alone, [...runner, join(alone, files[0])]);
}

const esbuild = ["esbuild", "--bundle", "--platform=node"];

const bundled = {
  "esbuild, as an ES module": {
    quick: true,
    command: [...esbuild, "program.js", "--format=esm", "--outfile=dist/program.mjs"],
  },
  "esbuild, as CommonJS": {
    command: [...esbuild, "program.js", "--format=cjs", "--outfile=dist/program.cjs"],
  },
  "Rolldown 1": { command: ["rolldown", "program.js", "--platform=node", "--file=dist/program.mjs"] },
  "Rollup 4 with node-resolve": {
    install: "bundlers",
    command: ["rollup", "program.js", "-p", "node-resolve", "--file", "dist/program.mjs"],
  },
  "webpack 5, target node": { install: "bundlers", command: ["webpack"] },
  "Vite 5.4, build --ssr with nothing external": {
    install: "bundlers",
    command: [...viteOf("vite-5"), "build", "--ssr", "program.js"],
  },
  "Vite 6.4, build --ssr with nothing external": {
    install: "bundlers",
    command: [...viteOf("vite-6"), "build", "--ssr", "program.js"],
  },
  "Vite 7, build --ssr with nothing external": {
    install: "bundlers",
    command: [...viteOf("vite-7"), "build", "--ssr", "program.js"],
  },
  "Vite 8, build --ssr with nothing external": {
    command: ["vite", "build", "--ssr", "program.js"],
  },
  "bun build --target=bun": {
    command: ["bun", "build", "program.js", "--target=bun", "--outfile=dist/program.js"],
    runner: ["bun"],
  },
  "bun build --target=node": {
    command: ["bun", "build", "program.js", "--target=node", "--outfile=dist/program.mjs"],
  },
  "bun build --compile": {
    command: ["bun", "build", "program.js", "--compile", "--outfile=dist/program"],
    runner: [],
  },
};

for (const [name, { install = "tests", quick, command, runner }] of Object.entries(bundled)) {
  cell("Node and Bun programs", name, { quick }, async (t) => {
    const folder = await makeProject(t, install, "program");
    await assertBuilds(t, folder, command, { runner });
  });
}

const developed = {
  "Vite 5.4": { install: "bundlers", vite: "vite-5" },
  "Vite 6.4": { install: "bundlers", vite: "vite-6" },
  "Vite 7": { install: "bundlers", vite: "vite-7" },
  "Vite 8": { install: "tests", vite: "vite" },
};

for (const [name, { install, vite }] of Object.entries(developed)) {
  cell("Node and Bun programs", `${name}, ssrLoadModule with nothing external`, {}, async (t) => {
    const folder = await makeProject(t, install, "vite-ssr");
    const origin = await serve(t, folder, () => ["node", "server.js", vite]);
    await assertAnswers(origin, standIn);
  });
}

const forms = {
  "CommonJS, `const { APIError } = require(…)`": "named.cjs",
  "CommonJS, `const Cloudflare = require(…)`": "class.cjs",
  "An ES module with a dependency in CommonJS": "both.mjs",
};

for (const [form, file] of Object.entries(forms)) {
  const define = (name, install, check) =>
    cell("Node and Bun programs", `${form}: ${name}`, {}, async (t) => {
      await check(t, await makeProject(t, install, "commonjs", { ask: "ask.cjs" }));
    });
  const runs = (name, command, options) =>
    define(name, "tests", (t, folder) => assertPrints(t, folder, [...command, file], options));
  const builds = (name, command, { install = "tests", ...options } = {}) =>
    define(name, install, (t, folder) => assertBuilds(t, folder, command, options));

  runs("Node 20", ["node"]);
  runs("Node 26", ["node"], { newest: true });
  // There the dependency has classes of its own.
  if (file !== "both.mjs") {
    const asInLambda = ["node", "--no-experimental-require-module"];
    runs("Node 20, with AWS Lambda's `--no-experimental-require-module`", asInLambda);
    runs("Node 26, with AWS Lambda's `--no-experimental-require-module`", asInLambda, { newest: true });
  }
  runs("Bun", ["bun"]);
  // Without `--allow-read` it requires no file of the project's own.
  runs("Deno", ["deno", "run", "--no-prompt", "--allow-net=127.0.0.1", "--allow-read=."]);
  // Bundlers give what is imported, an ES module, of which the class is an export.
  if (file === "class.cjs") continue;
  builds("esbuild", [...esbuild, file, "--outfile=dist/program.cjs"]);
  builds("Rolldown 1", ["rolldown", file, "--platform=node", "--file=dist/program.mjs"]);
  builds("webpack 5, target node", ["webpack"], { install: "bundlers", env: { ENTRY: file } });
  // It writes what `__dirname` is here into index.cjs, which needs that only where it cannot require index.js.
  const naming = true;
  const bun = ["bun", "build", file, "--outfile=dist/program.js"];
  builds("bun build --target=bun", [...bun, "--target=bun"], { runner: ["bun"], naming });
  builds("bun build --target=node", [...bun, "--target=node"], { naming });
}
