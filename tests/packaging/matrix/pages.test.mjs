// Pages: with what bundlers make of one, which is all that is served, or as they are; and an extension.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, cpSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";

import { startBrowser } from "../../runners/engines.js";
import { startStandIn } from "../../stand-in/server.js";
import { openBrowser } from "../../www/page-browser.mjs";
import { assertShows, serve as serveFiles } from "../visit.mjs";
import { cell } from "./cell.mjs";
import { makeProject, run, serve, viteOf } from "./project.mjs";

const standIn = await startStandIn();
after(() => standIn.close());
const { driver, stop } = await startBrowser("chromium");
after(stop);

function replaceIn(folder, file, old, text) {
  const path = join(folder, file);
  writeFileSync(path, readFileSync(path, "utf8").replace(old, text));
}

const assertQuiet = (said) => assert.doesNotMatch(said, /warn|error|\(!\)/i);

const inCommonJS = { ask: "ask.cjs" };

const vites = {
  "Vite 8": { quick: true, install: "tests", vite: ["vite"] },
  "Vite 7": { install: "bundlers", vite: viteOf("vite-7") },
  "Vite 6.4": { install: "bundlers", vite: viteOf("vite-6") },
  "Vite 5.4": { install: "bundlers", vite: viteOf("vite-5") },
};

for (const [name, { quick, install, vite }] of Object.entries(vites)) {
  cell("Pages", `${name}: development server`, { quick }, async (t) => {
    const folder = await makeProject(t, install, "page");
    const said = [];
    const command = (port) => [...vite, "--host", "127.0.0.1", "--port", String(port), "--strictPort"];
    const origin = await serve(t, folder, command, { said });
    await assertShows(driver, origin, standIn);
    assertQuiet(said.join(""));
  });
  cell("Pages", `${name}: build`, { quick }, async (t) => {
    const folder = await makeProject(t, install, "page");
    assertQuiet(await run(t, folder, [...vite, "build"]));
    await assertShows(driver, await serveFiles(t, join(folder, "dist")), standIn);
  });
}

// By itself it puts its cache, and the packages that it misses, into the install.
const cache = ["--cache-dir", ".parcel-cache"];
const parcel = { build: ["parcel", "build", ...cache], serve: ["parcel", "serve", "--no-autoinstall", ...cache] };

cell("Pages", "Parcel 2.16: development server", {}, async (t) => {
  const folder = await makeProject(t, "bundlers", "page");
  const said = [];
  const options = ["index.html", "--host", "127.0.0.1", "--port"];
  const origin = await serve(t, folder, (port) => [...parcel.serve, ...options, String(port)], {
    said,
    fails: /Build failed/,
  });
  await assertShows(driver, origin, standIn);
  assertQuiet(said.join(""));
});

cell("Pages", "Parcel 2.16: build", {}, async (t) => {
  const folder = await makeProject(t, "bundlers", "page");
  assertQuiet(await run(t, folder, [...parcel.build, "index.html"]));
  await assertShows(driver, await serveFiles(t, join(folder, "dist")), standIn);
});

cell("Pages", "Parcel 2.16: build, in CommonJS", {}, async (t) => {
  const folder = await makeProject(t, "bundlers", "commonjs-page", inCommonJS);
  assertQuiet(await run(t, folder, [...parcel.build, "index.html"]));
  await assertShows(driver, await serveFiles(t, join(folder, "dist")), standIn);
});

const bundlers = {
  "webpack 5": { install: "bundlers", command: ["webpack"] },
  "Rspack 2": { install: "bundlers", command: ["rspack", "build", "--config", "webpack.config.js"] },
  "Rollup 4 with node-resolve": {
    install: "bundlers",
    // It knows no CommonJS by itself.
    commonjs: false,
    command: ["rollup", "page.js", "-p", "node-resolve", "--file", "dist/page.js"],
  },
  esbuild: { command: ["esbuild", "page.js", "--bundle", "--format=esm", "--outfile=dist/page.js"] },
  "esbuild, minified": {
    command: ["esbuild", "page.js", "--bundle", "--minify", "--format=esm", "--outfile=dist/page.js"],
  },
  "Rolldown 1": { command: ["rolldown", "page.js", "--file", "dist/page.js"] },
  "bun build": { command: ["bun", "build", "page.js", "--outfile=dist/page.js"] },
};

/** Builds a page of the script page.js alone, in dist/. */
async function buildScript(t, folder, command) {
  assertQuiet(await run(t, folder, command));
  const dist = join(folder, "dist");
  assert.deepEqual(readdirSync(dist), ["page.js"]);
  copyFileSync(join(folder, "index.html"), join(dist, "index.html"));
  return dist;
}

/** Makes the script of a page no module. */
const unmodule = (folder) => replaceIn(folder, "index.html", 'type="module"', "defer");

for (const [name, { install = "tests", command, commonjs = true }] of Object.entries(bundlers)) {
  const define = (name, project, options) =>
    cell("Pages", name, {}, async (t) => {
      const folder = await makeProject(t, install, project, options);
      if (command[0] === "webpack" || command[0] === "rspack") unmodule(folder);
      const dist = await buildScript(t, folder, command);
      await assertShows(driver, await serveFiles(t, dist), standIn);
    });
  define(name, "page");
  if (commonjs) define(`${name}, in CommonJS`, "commonjs-page", inCommonJS);
}

cell("Pages", "esbuild, as a script of a `file:` page, as in Electron", {}, async (t) => {
  const folder = await makeProject(t, "tests", "page");
  unmodule(folder);
  const iife = ["esbuild", "page.js", "--bundle", "--format=iife", "--outfile=dist/page.js"];
  const dist = await buildScript(t, folder, iife);
  await assertShows(driver, pathToFileURL(`${dist}/`), standIn);
});

/** A page that has a copy of the package's folder beside it, and imports that. */
async function makePlainPage(t) {
  const folder = await makeProject(t, "tests", "page");
  cpSync(join(folder, "../../node_modules/cf-stream-downloads"), join(folder, "cf-stream-downloads"), {
    recursive: true,
  });
  replaceIn(folder, "ask.js", '"cf-stream-downloads"', '"./cf-stream-downloads/index.js"');
  return folder;
}

for (const engine of ["chromium", "firefox", "webkit"]) {
  const setting = "Import `index.js` in a copy of the package's folder.";
  cell("Pages", `no bundler, in ${engine}`, { setting }, async (t) => {
    const { driver } = await openBrowser(t, engine);
    await assertShows(driver, await serveFiles(t, await makePlainPage(t)), standIn);
  });
}

const policy = "Allow `'wasm-unsafe-eval'` among the scripts.";
cell("Pages", "a Content-Security-Policy", { setting: policy }, async (t) => {
  const folder = await makePlainPage(t);
  const { origin } = new URL(standIn.baseURL);
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const restrict = async (scripts) => {
    const rules = `default-src 'none'; connect-src ${origin}; script-src 'self' ${scripts}`;
    const meta = `<meta http-equiv="Content-Security-Policy" content="${rules}" />`;
    writeFileSync(join(folder, "index.html"), page.replace("<title>", `${meta}<title>`));
    await assertShows(driver, await serveFiles(t, folder), standIn);
  };
  await restrict("'wasm-unsafe-eval'");
  await assert.rejects(restrict(""), /The WebAssembly module could not be loaded/);
});

/** Which name Chromium gives an extension that it loads from a folder. */
function extensionOf(folder) {
  const digits = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32);
  return digits.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}

// By itself version 3 of the manifest forbids WebAssembly altogether.
const inManifest = "Allow `'wasm-unsafe-eval'` in the manifest's `content_security_policy`.";
cell("Pages", "the service worker of a Chrome extension", { setting: inManifest }, async (t) => {
  const folder = await makeProject(t, "tests", "extension");
  const build = ["esbuild", "background.js", "--bundle", "--format=esm", "--outfile=dist/background.js"];
  assertQuiet(await run(t, folder, build));
  const dist = join(folder, "dist");
  for (const file of ["manifest.json", "index.html", "page.js"]) {
    copyFileSync(join(folder, file), join(dist, file));
  }
  const { driver, stop } = await startBrowser("chromium", [`--load-extension=${dist}`]);
  t.after(stop);
  await assertShows(driver, `chrome-extension://${extensionOf(dist)}/`, standIn);
});
