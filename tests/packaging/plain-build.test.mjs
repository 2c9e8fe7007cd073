// What `wasm-pack build pkg-template --target web` makes on stable Rust, with nothing of ours around
// it: a module that calls fetch and resolves to what the API answers.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { run } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-plain-"));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const result = { default: { status: "ready", percentComplete: 100, url: "https://x.example/a.mp4" } };

/** Makes a call as snapshot.js does, that settles a promise. */
function call(listDownloads, fetch) {
  return new Promise((resolve, reject) => {
    listDownloads({
      ...{ resolve, reject, head: () => false, response: undefined, pace: {}, init: {} },
      ...{ accountId: "account", identifier: "video", apiToken: "t0ken-of-mine" },
      ...{ fetch, logger: console, timeout: 1000, maxRetries: 0 },
    });
  });
}

test("the crate of the package builds with wasm-pack alone, and its module lists downloads", async () => {
  const options = ["--target", "web", "--mode", "no-install", "--out-dir", folder];
  const args = ["build", "pkg-template", ...options, "--", "--locked"];
  // The package is compiled with RUSTC_BOOTSTRAP, by which build scripts of its dependencies go: in one folder
  // each of the two would compile them anew after the other.
  const env = { ...environment(), CARGO_TARGET_DIR: join(root, "target/plain-build") };
  await run("wasm-pack", args, { cwd: root, env });
  const name = "cf_stream_downloads_npm";
  const module = await import(pathToFileURL(join(folder, `${name}.js`)));
  module.initSync({ module: readFileSync(join(folder, `${name}_bg.wasm`)) });

  const asked = [];
  const fetch = async (url, { method }) => {
    asked.push(`${method} ${url}`);
    return Response.json({ success: true, result });
  };
  assert.deepEqual(await call(module.listDownloads, fetch), result);
  const base = "https://api.cloudflare.com/client/v4";
  assert.deepEqual(asked, [`GET ${base}/accounts/account/stream/video/downloads`]);

  const missing = async () => Response.json({ errors: [{ code: 10003 }] }, { status: 404 });
  await assert.rejects(call(module.listDownloads, missing), { name: "NotFoundError", status: 404 });
});

test("its crate has the run-time packages of the design, and no other of its own", async () => {
  const tree = ["tree", "--locked", "-p", "cf-stream-downloads", "--features", "npm"];
  const only = ["--target", "wasm32-unknown-unknown", "--edges", "normal", "--depth", "1"];
  const printed = await run("cargo", [...tree, ...only, "--prefix", "none", "--format", "{p}"], {
    cwd: root,
    env: environment(),
  });
  const names = printed.trim().split("\n").slice(1).map((line) => line.split(" ")[0]);
  assert.deepEqual(names.sort(), [
    "js-sys",
    "serde",
    "serde-wasm-bindgen",
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "web-sys",
  ]);
});
