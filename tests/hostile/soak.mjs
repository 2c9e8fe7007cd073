// A million calls and a million clients in workerd, with flat memory. Not in the gate.
// `node tests/hostile/soak.mjs [calls] [clients]`, after `npm --prefix tests test` has once installed
// what it needs. Takes a few minutes.
//
// Prints what the wasm and the process hold at intervals, and fails when either grows: the wasm by
// anything, the process in the second half by more than 64 MiB. The engine's own heap grows until
// about 400,000 clients, so that a much shorter run says nothing of the process.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { Miniflare } from "miniflare";

import { workerModules } from "../runners/worker-modules.js";

const MIB = 2 ** 20;
const [calls, clients] = [process.argv[2], process.argv[3]].map((given) => Number(given ?? 1e6));
const STEPS = 20;

/** The processes that this one has started. */
function children() {
  const listed = execFileSync("ps", ["-o", "pid=,comm=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  });
  return listed.split("\n").flatMap((line) => line.match(/^\s*(\d+) .*workerd/)?.[1] ?? []);
}

function residentBytes(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmRSS:\s+(\d+) kB/m)[1]) * 1024;
}

const miniflare = new Miniflare({
  compatibilityDate: "2026-07-01",
  modulesRoot: "/",
  modules: await workerModules(new URL("soak-worker.js", import.meta.url)),
});

async function run(kind, count) {
  const query = new URLSearchParams({ kind, count });
  const response = await miniflare.dispatchFetch(`http://soak/?${query}`);
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

async function soak(kind, total) {
  const count = Math.ceil(total / STEPS);
  const samples = [];
  await run(kind, 100);
  const [pid] = children();
  for (let step = 1; step <= STEPS; step += 1) {
    const started = performance.now();
    const wasm = await run(kind, count);
    const process = residentBytes(pid);
    samples.push({ ...wasm, process });
    const each = ((performance.now() - started) * 1000) / count;
    console.log(
      `${step * count} ${kind}: wasm ${wasm.memory / MIB} MiB;`,
      `workerd ${(process / MIB).toFixed(1)} MiB; ${each.toFixed(1)} µs each`,
    );
  }
  const [first, last] = [samples[0], samples.at(-1)];
  assert.equal(last.memory, first.memory, "the memory of the wasm grows");
  const grown = (last.process - samples[STEPS / 2 - 1].process) / MIB;
  console.log(`workerd has grown by ${grown.toFixed(1)} MiB in the second half.`);
  assert.ok(grown < 64, `workerd grows: ${grown} MiB`);
}

try {
  await soak("clients", clients);
  await soak("calls", calls);
} finally {
  await miniflare.dispose();
}
