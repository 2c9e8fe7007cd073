// Programs for Node and Bun that bundlers have made, without any setting for the package: each is run
// where none of its files are, and nothing of the package is beside it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build as esbuild } from "esbuild";
import { rolldown } from "rolldown";
import { build as vite } from "vite";

import { startStandIn } from "../stand-in/server.js";
import { answer, question } from "./answer.mjs";
import { makeConsumer } from "./consumer.mjs";
import { bin } from "./tool.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = await makeConsumer(here("page/"));
const standIn = await startStandIn();
after(() => standIn.close());

const entry = join(folder, "program.js");
const bun = (args) => promisify(execFile)(`${bin}bun`, args, { cwd: folder });

// How each is made, as one file in `output`, and what runs it.
const BUNDLERS = {
  "esbuild, as an ES module": async (output) => {
    const outfile = join(output, "program.mjs");
    await esbuild({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile });
    return [process.execPath, outfile];
  },
  "esbuild, as CommonJS": async (output) => {
    const outfile = join(output, "program.cjs");
    await esbuild({ entryPoints: [entry], bundle: true, platform: "node", format: "cjs", outfile });
    return [process.execPath, outfile];
  },
  Rolldown: async (output) => {
    const bundle = await rolldown({ input: entry, platform: "node" });
    await bundle.write({ file: join(output, "program.mjs") });
    return [process.execPath, join(output, "program.mjs")];
  },
  "Vite, with nothing external": async (output) => {
    await vite({
      root: folder,
      logLevel: "silent",
      ssr: { noExternal: true },
      build: { ssr: entry, outDir: output, emptyOutDir: false },
    });
    return [process.execPath, join(output, readdirSync(output)[0])];
  },
  "bun build for Bun": async (output) => {
    await bun(["build", "program.js", "--target=bun", `--outfile=${output}/program.js`]);
    return [`${bin}bun`, join(output, "program.js")];
  },
  "bun build --compile": async (output) => {
    await bun(["build", "program.js", "--compile", `--outfile=${output}/program`]);
    return [join(output, "program")];
  },
};

for (const [name, make] of Object.entries(BUNDLERS)) {
  test(`${name} makes a program that works`, async () => {
    const output = join(folder, name.replace(/\W+/g, "-"));
    mkdirSync(output);
    const [command, ...args] = await make(output);
    assert.equal(readdirSync(output).length, 1, readdirSync(output).join());
    const options = { cwd: "/", env: { ...process.env, NO_COLOR: "1" }, timeout: 30_000 };
    const given = JSON.stringify(question(standIn));
    const { stdout, stderr } = await promisify(execFile)(command, [...args, given], options);
    assert.equal(stderr, "");
    assert.equal(stdout.trim(), await answer(standIn));
  });
}
