// The entry with the wasm inside, in the runtimes that are no browsers.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { inflateRawSync } from "node:zlib";
import { Miniflare } from "miniflare";

import { startStandIn } from "../stand-in/server.js";
import { answer, question } from "./answer.mjs";
import { importAs, makeConsumer, packageIn } from "./consumer.mjs";
import { WASM } from "./output.mjs";
import { bin } from "./tool.mjs";
import { bundleWorker } from "./worker-bundle.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = await makeConsumer(here("page/"));
cpSync(here("inline/"), folder, { recursive: true });
importAs(folder, "ask.js", "cf-stream-downloads/inline");
const standIn = await startStandIn();
after(() => standIn.close());

const commands = {
  Node: [process.execPath],
  Deno: [`${bin}deno`, "run", "--no-prompt", "--allow-net=127.0.0.1"],
  Bun: [`${bin}bun`, "--no-install"],
};

for (const [name, [command, ...args]] of Object.entries(commands)) {
  test(`it works in ${name}, by itself`, async () => {
    const all = [...args, "program.js", JSON.stringify(question(standIn))];
    const env = { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
    const options = { cwd: folder, env, timeout: 30_000 };
    const { stdout, stderr } = await promisify(execFile)(command, all, options);
    assert.equal(stderr, "");
    assert.equal(stdout.trim(), await answer(standIn));
  });
}

test("in workerd every call says what to import there, and nothing goes unhandled", async (t) => {
  const output = join(folder, "worker");
  const { script } = await bundleWorker(folder, output);
  const worker = new Miniflare({
    modules: true,
    modulesRoot: output,
    scriptPath: script,
    compatibilityDate: "2026-07-30",
    bindings: { apiToken: "token", accountId: "account" },
  });
  t.after(() => worker.dispose());
  const said =
    "CloudflareError: The WebAssembly module could not be loaded. Workers cannot use " +
    "cf-stream-downloads/inline: import cf-stream-downloads there";
  const response = await worker.dispatchFetch("http://worker");
  assert.deepEqual(await response.json(), { outcomes: [said, said, said], unhandled: [] });
});

test("it exports what the main entry does", async () => {
  const [main, inline] = await Promise.all(
    ["browser.js", "inline.js"].map((file) => import(pathToFileURL(join(packageIn(folder), file)))),
  );
  assert.deepEqual(Object.keys(inline), Object.keys(main));
});

test("it holds the wasm of the other entries", () => {
  const text = readFileSync(join(packageIn(folder), "inline.js"), "utf8");
  const [, packed] = /="([\w+/\\\n]{1000,}=*)"/.exec(text);
  const wasm = inflateRawSync(Buffer.from(packed.replaceAll("\\\n", ""), "base64"));
  const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
  assert.equal(hash(wasm), hash(readFileSync(join(packageIn(folder), WASM))));
});
