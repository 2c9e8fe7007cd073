// A page that uses the package, built with each bundler as its own documentation says, without a
// plugin or a setting for the package, and opened in a browser.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as vite from "vite";
import webpack from "webpack";

import { startBrowser } from "../runners/engines.js";
import { startStandIn } from "../stand-in/server.js";
import { makeConsumer, packageIn } from "./consumer.mjs";
import { assertOneWasm } from "./output.mjs";
import { bin } from "./tool.mjs";
import { assertShows, serve } from "./visit.mjs";

const folder = await makeConsumer(fileURLToPath(new URL("page/", import.meta.url)));
const standIn = await startStandIn();
after(() => standIn.close());
const { driver, stop } = await startBrowser("chromium");
after(stop);
const assertWorks = (origin) => assertShows(driver, origin, standIn);

/** A logger for Vite that only collects what it warns of. */
function collector() {
  const warnings = [];
  const warn = (message) => warnings.push(message);
  const logger = { info() {}, warn, warnOnce: warn, error: warn, clearScreen() {} };
  return { warnings, logger: { ...logger, hasErrorLogged: () => false, hasWarned: false } };
}

test("Vite builds a page that works", async (t) => {
  const { warnings, logger } = collector();
  const outDir = join(folder, "vite");
  const settings = { root: folder, configFile: false, customLogger: logger };
  await vite.build({ ...settings, build: { outDir } });
  assert.deepEqual(warnings, []);
  assertOneWasm(folder, outDir);
  await assertWorks(await serve(t, outDir));
});

test("Vite's development server shows a page that works", async (t) => {
  const { warnings, logger } = collector();
  const server = { host: "127.0.0.1", port: 0 };
  const settings = { root: folder, configFile: false, customLogger: logger };
  const started = await vite.createServer({ ...settings, server });
  t.after(() => started.close());
  await started.listen();
  await assertWorks(started.resolvedUrls.local[0]);
  assert.deepEqual(warnings, []);
});

test("webpack builds a page that works", async (t) => {
  const output = { path: join(folder, "webpack"), filename: "page.js" };
  const compiler = webpack({
    context: folder,
    entry: "./page.js",
    mode: "production",
    output,
  });
  const stats = await new Promise((resolve, reject) => {
    compiler.run((error, done) => compiler.close(() => (error ? reject(error) : resolve(done))));
  });
  const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
  assert.deepEqual([...errors, ...warnings], []);
  assertOneWasm(folder, output.path);
  // It makes a script that is no module.
  const page = readFileSync(join(folder, "index.html"), "utf8").replace('type="module"', "defer");
  writeFileSync(join(output.path, "index.html"), page);
  await assertWorks(await serve(t, output.path));
});

test("esbuild builds a page that works, and README tells how to copy the wasm", async (t) => {
  const readme = readFileSync(join(packageIn(folder), "README.md"), "utf8");
  const [commands] = /(?<=```sh\n)esbuild page\.js [^`]+/.exec(readme);
  const PATH = [bin, process.env.PATH].join(delimiter);
  const { status, stdout, stderr } = spawnSync("sh", ["-ec", commands], {
    cwd: folder,
    env: { ...process.env, PATH },
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stdout + stderr, /warning/i);
  const output = join(folder, "dist");
  assertOneWasm(folder, output);
  copyFileSync(join(folder, "index.html"), join(output, "index.html"));
  await assertWorks(await serve(t, output));
});
