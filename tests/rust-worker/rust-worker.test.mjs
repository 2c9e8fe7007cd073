// The Worker of this folder, built as its users build one, in Miniflare against the stand-in.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

import { run } from "../../pkg-template/machine.mjs";
import { environment, tool } from "../../pkg-template/setup.mjs";
import { startUpstream } from "../cancellation/upstream.js";
import { encoding, makeScenario } from "../conformance/scenario.js";
import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const build = join(here, "build");

// worker-build would download these from hosts of their own.
const env = {
  ...environment(),
  CARGO_TARGET_DIR: fileURLToPath(new URL("../../target/rust-worker", import.meta.url)),
  WASM_BINDGEN_BIN: tool("wasm-bindgen"),
  WASM_OPT_BIN: tool("wasm-opt"),
  ESBUILD_BIN: tool("esbuild"),
};

let standIn;
before(async () => {
  await run("worker-build", ["--release"], { cwd: here, env });
  standIn = await startStandIn();
});
after(() => standIn?.close());

/** Sends a request for Cloudflare's API to the stand-in. */
function toStandIn({ url, method, headers }) {
  const here = url.replace("https://api.cloudflare.com/client/v4", standIn.baseURL);
  assert.notEqual(here, url);
  return fetch(here, { method, headers: Object.fromEntries(headers) });
}

const OWN = {
  durableObjects: { WAITS: { className: "Waits", useSQLite: true } },
  serviceBindings: { API: toStandIn },
  stream: { binding: "STREAM" },
};

/** Runs the Worker with an API at `baseURL`, or one in another folder with other options. */
async function start(t, baseURL = standIn.baseURL, { folder, ...options } = { folder: build, ...OWN }) {
  const worker = new Miniflare({
    modules: [
      { type: "ESModule", path: join(folder, "index.js") },
      { type: "CompiledWasm", path: join(folder, "index_bg.wasm") },
    ],
    modulesRoot: folder,
    compatibilityDate: "2026-07-01",
    bindings: {
      ...{ TOKEN: API_TOKEN, ACCOUNT: ACCOUNT_ID, BASE_URL: baseURL },
      ...{ CLOUDFLARE_API_TOKEN: API_TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID },
    },
    ...options,
  });
  t.after(() => worker.dispose());
  const ask = (path, method = "GET") => worker.dispatchFetch(`http://worker${path}`, { method });
  return Object.assign(ask, { worker });
}

/** What the API itself says. */
async function list(video, baseURL = standIn.baseURL) {
  const url = `${baseURL}/accounts/${ACCOUNT_ID}/stream/${video}/downloads`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${API_TOKEN}` } });
  return (await response.json()).result;
}

test("it lists and creates", async (t) => {
  const { baseURL } = await makeScenario(standIn.origin);
  const ask = await start(t, baseURL);
  assert.deepEqual(await (await ask(`/${VIDEOS.bothReady}`)).json(), await list(VIDEOS.bothReady));
  const created = await (await ask(`/${VIDEOS.nothing}`, "POST")).json();
  assert.equal(created.default.status, "inprogress");
  const missing = await ask(`/${"0".repeat(32)}`);
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /^404 Not Found \[code 10003\] \(GET \/accounts\//);
});

test("the README's Worker compiles and lists", async (t) => {
  const [, section] = readFileSync(new URL("../../README.md", import.meta.url), "utf8").split("\n### Rust Workers\n");
  const block = (language) => section.match(new RegExp("```" + language + "\n(.*?)```", "s"))[1];
  const folder = fileURLToPath(new URL("../../target/readme-worker", import.meta.url));
  mkdirSync(join(folder, "src"), { recursive: true });
  const line = /^cf-stream-downloads = "[\d.]+"$/m;
  const dependencies = block("toml");
  assert.match(dependencies, line);
  const manifest = `[workspace]
[package]
name = "readme-worker"
version = "0.0.0"
edition = "2024"
[lib]
crate-type = ["cdylib"]
${dependencies.replace(line, 'cf-stream-downloads = { path = "../.." }')}`;
  writeFileSync(join(folder, "Cargo.toml"), manifest);
  copyFileSync(join(here, "Cargo.lock"), join(folder, "Cargo.lock"));
  writeFileSync(join(folder, "src/lib.rs"), block("rust"));
  await run("worker-build", ["--release"], { cwd: folder, env });
  const readme = { folder: join(folder, "build"), outboundService: toStandIn };
  const ask = await start(t, undefined, readme);
  const found = await (await ask("/")).json();
  assert.deepEqual(found, await list("ea95132c15732412d22c1476fa83f27a"));
});

test("a service binding is a host as good as fetch", async (t) => {
  const ask = await start(t);
  const found = await (await ask(`/${VIDEOS.bothReady}/bound`)).json();
  assert.deepEqual(found, await list(VIDEOS.bothReady));
  assert.equal((await ask(`/${"0".repeat(32)}/bound`)).status, 404);
});

test("a Stream binding is asked without a token", async (t) => {
  const ask = await start(t);
  const { STREAM } = await ask.worker.getBindings();
  const { id } = await STREAM.upload(new Response("a video").body, {});
  assert.deepEqual(await (await ask(`/${id}/stream`)).json(), {});
  const created = await (await ask(`/${id}/stream`, "POST")).json();
  assert.deepEqual([created.default.status, created.default.percentComplete], ["ready", 100]);
  const found = await (await ask(`/${id}/stream`)).json();
  assert.deepEqual([found.default.status, found.default.percentComplete], ["ready", 100]);
  const missing = await ask("/missing/stream");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /^404 NotFoundError: .* \(GET \/stream\/missing\/downloads\)$/);
});

test("it waits in the alarms of a Durable Object", async (t) => {
  const { baseURL } = await encoding(standIn.origin, { seconds: 2 });
  const ask = await start(t, baseURL);
  const path = `/${VIDEOS.nothing}/wait`;
  assert.equal(await (await ask(path, "POST")).json(), null);
  let state = "waiting";
  while (state === "waiting") {
    await new Promise((resolve) => setTimeout(resolve, 100));
    state = await (await ask(path)).json();
  }
  assert.match(state, new RegExp(`^https://.*/${VIDEOS.nothing}/downloads/default.mp4$`));
});

test("a call that is dropped ends its request", async (t) => {
  let exchange;
  const arrived = new Promise((resolve) => (exchange = resolve));
  const upstream = await startUpstream(t, exchange);
  const ask = await start(t, `http://127.0.0.1:${upstream.port}`);
  const asked = ask(`/${VIDEOS.nothing}/left`);
  const { left } = await arrived;
  const began = performance.now();
  await left;
  t.diagnostic(`The connection closed ${Math.round(performance.now() - began)} ms after its request.`);
  assert.equal(await (await asked).json(), null);
});

test("its module exports nothing of ours", () => {
  const wasm = new WebAssembly.Module(readFileSync(join(build, "index_bg.wasm")));
  const names = WebAssembly.Module.exports(wasm).map(({ name }) => name);
  assert.ok(names.includes("fetch"), "the names are not those of the Worker");
  // As the npm package's module has them.
  const npm = readFileSync(new URL("../../src/npm.rs", import.meta.url), "utf8");
  const ours = [...npm.matchAll(/js_name = (\w+)|pub fn (\w+)/g)].map(([, one, other]) => one ?? other);
  assert.ok(ours.includes("listDownloads"));
  assert.deepEqual(names.filter((name) => ours.includes(name) || /iteration/i.test(name)), []);
});

test("it has the allocator that it had before", async () => {
  const tree = ["tree", "--edges", "normal", "--target", "wasm32-unknown-unknown", "--prefix", "none"];
  const packages = await run("cargo", tree, { cwd: here, env });
  assert.match(packages, /^cf-stream-downloads v/m);
  assert.doesNotMatch(packages, /^(rlsf|talc|dlmalloc|wee_alloc|lol_alloc) v/m);
  const own = await run("cargo", [...tree, "--package", "cf-stream-downloads"], { cwd: here, env });
  const names = own.split("\n").map((line) => line.split(" ")[0]);
  for (const allowed of ["serde", "wasm-bindgen", "wasm-bindgen-futures", "js-sys", "web-sys"]) {
    assert.ok(names.includes(allowed), allowed);
  }
  assert.ok(!names.includes("serde-wasm-bindgen"));
});
