// How index.js compiles the wasm that it holds, and what a call says where that is not possible.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Miniflare } from "miniflare";

import { startStandIn } from "../stand-in/server.js";
import { answer, question } from "./answer.mjs";
import { importAs, makeConsumer } from "./consumer.mjs";
import { bundledIn, bundleWorker } from "./worker-bundle.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = await makeConsumer(here("matrix/projects/program/"));
copyFileSync(here("ask.js"), join(folder, "ask.js"));
importAs(folder, "ask.js", "./node_modules/cf-stream-downloads/index.js");
const standIn = await startStandIn();
after(() => standIn.close());

const said =
  "The WebAssembly module could not be loaded. In a page the Content-Security-Policy must allow " +
  "'wasm-unsafe-eval'; for Workers and other edge runtimes the bundler must set the export condition " +
  '"workerd" or "edge-light", Nitro experimental.wasm';

/** Runs program.js in Node after some code, and resolves to what it printed. */
async function runAfter(code) {
  const given = JSON.stringify(question(standIn));
  const args = ["--import", `data:text/javascript,${encodeURIComponent(code)}`, "program.js", given];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  assert.equal(stderr, "");
  return stdout.trim();
}

const withoutLibrary = "process.getBuiltinModule = undefined;";

test("it works by itself where there is Node's library, and where there is none", async () => {
  const expected = await answer(standIn);
  // It would throw if it were used.
  assert.equal(await runAfter("globalThis.DecompressionStream = undefined"), expected);
  assert.equal(await runAfter(withoutLibrary), expected);
});

test("where it cannot be unpacked, the call says so and importing does not fail", async () => {
  const printErrors = `process.on("uncaughtException", ({ name, message, cause }) => {
    console.log(JSON.stringify([name, message, cause.name]));
  });`;
  const output = await runAfter(`${withoutLibrary} delete globalThis.DecompressionStream; ${printErrors}`);
  assert.deepEqual(JSON.parse(output), ["CloudflareError", said, "ReferenceError"]);
});

test("in workerd every call says what to set, and nothing goes unhandled", async (t) => {
  const worker = await makeConsumer(here("compiling/"));
  const output = join(worker, "output");
  // As a bundler does that knows nothing of Workers.
  await bundleWorker(worker, output, { conditions: [] });
  const miniflare = new Miniflare({
    ...bundledIn(output),
    compatibilityDate: "2026-07-30",
    bindings: { apiToken: "token", accountId: "account" },
  });
  t.after(() => miniflare.dispose());
  const response = await miniflare.dispatchFetch("http://worker");
  const error = `CloudflareError: ${said}`;
  assert.deepEqual(await response.json(), { outcomes: [error, error, error], unhandled: [] });
});
