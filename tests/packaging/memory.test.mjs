// Clients and calls leave nothing behind, and importing the package starts nothing.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeConsumer } from "./consumer.mjs";

const MIB = 2 ** 20;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = await makeConsumer(here("memory/"));
// One folder deep, as it stands in the tests: it finds the package beside its folder.
cpSync(here("../hostile/wasm.js"), join(folder, "hostile/wasm.js"));

/** Runs a script in a Node of its own, and gives what its lines of JSON say. */
function run(...args) {
  const options = { cwd: folder, encoding: "utf8", timeout: 600_000 };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  assert.equal(status, 0, stderr);
  return stdout.split("\n").filter(Boolean).map(JSON.parse);
}

function assertGrowsLittle({ before, after }) {
  const grown = (after.node - before.node) / MIB;
  console.log(`Node has ${grown.toFixed(2)} MiB more in use.`);
  assert.ok(grown < 1, `by ${grown} MiB`);
  // A client is an object of JavaScript: the wasm knows nothing of it.
  assert.equal(after.memory, before.memory);
}

test("300,000 more clients leave less than 1 MiB in Node, and grow the wasm by nothing", () => {
  assertGrowsLittle(run("--expose-gc", "clients.js")[0]);
});

test("so do 300,000 of which each 1,000th makes a call", () => {
  assertGrowsLittle(run("--expose-gc", "clients.js", "calls")[0]);
});

for (const { name, before, after } of run("outcomes.js")) {
  test(`ten thousand calls with ${name} leave nothing in the wasm`, () => {
    assert.deepEqual(after, before);
  });
}

test("importing the package and making a client starts no timer and nothing of the network", () => {
  const [{ started }] = run("import.js");
  assert.ok(started.includes("PROMISE"));
  assert.doesNotMatch(started.join(" "), /timeout|immediate|wrap|http|worker/i);
});

test("an import holds up the end of a script by nothing", () => {
  const script = `
    import "cf-stream-downloads";
    console.log(JSON.stringify(process.getActiveResourcesInfo()));
  `;
  const [left] = run("--input-type=module", "--eval", script);
  // Its own files are read and closed, and that is all.
  assert.deepEqual(left.filter((kind) => kind !== "CloseReq"), []);
});
