// The entry with the wasm inside, in pages: as a file without a bundler, and with those bundlers
// that do not copy the wasm of the main entry.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { startStandIn } from "../stand-in/server.js";
import { openBrowser } from "../www/page-browser.mjs";
import { importAs, makeConsumer, packageIn } from "./consumer.mjs";
import { bin } from "./tool.mjs";
import { assertShows, serve } from "./visit.mjs";

const source = fileURLToPath(new URL("page/", import.meta.url));
const standIn = await startStandIn();
after(() => standIn.close());

const plain = await makeConsumer(source);
importAs(plain, "ask.js", "./inline.js");
copyFileSync(join(packageIn(plain), "inline.js"), join(plain, "inline.js"));

for (const engine of ["chromium", "firefox", "webkit"]) {
  test(`a page without a bundler works in ${engine}`, async (t) => {
    const { driver } = await openBrowser(t, engine);
    await assertShows(driver, await serve(t, plain), standIn);
  });
}

test("it needs no more of a Content-Security-Policy than the main entry", async (t) => {
  const { driver } = await openBrowser(t, "chromium");
  const { origin } = new URL(standIn.baseURL);
  const page = readFileSync(join(source, "index.html"), "utf8");
  const restrict = async (scripts) => {
    const rules = `default-src 'none'; connect-src ${origin}; script-src 'self' ${scripts}`;
    const meta = `<meta http-equiv="Content-Security-Policy" content="${rules}" />`;
    writeFileSync(join(plain, "index.html"), page.replace("<title>", `${meta}<title>`));
    await assertShows(driver, await serve(t, plain), standIn);
  };
  await restrict("'wasm-unsafe-eval'");
  await assert.rejects(restrict(""), /The WebAssembly module could not be loaded/);
});

const folder = await makeConsumer(source);
importAs(folder, "ask.js", "cf-stream-downloads/inline");

const bundlers = {
  esbuild: ["esbuild", "page.js", "--bundle", "--format=esm", "--outfile=esbuild/page.js"],
  Rolldown: ["rolldown", "page.js", "--file", "rolldown/page.js"],
  "bun build": ["bun", "build", "page.js", "--outfile=bun/page.js"],
};

for (const [name, [command, ...args]] of Object.entries(bundlers)) {
  test(`${name} builds a page of one script that works`, async (t) => {
    const env = { ...process.env, NO_COLOR: "1" };
    const run = await promisify(execFile)(bin + command, args, { cwd: folder, env });
    assert.doesNotMatch(run.stdout + run.stderr, /warning/i);
    const output = join(folder, command);
    mkdirSync(output, { recursive: true });
    assert.deepEqual(readdirSync(output), ["page.js"]);
    copyFileSync(join(folder, "index.html"), join(output, "index.html"));
    const { driver } = await openBrowser(t, "chromium");
    await assertShows(driver, await serve(t, output), standIn);
  });
}
