// Workers with an old compatibility date. Before 2025-05-05 they have no FinalizationRegistry: nothing
// tells the wasm of what is collected, and a call that settles must let go of all that it held. Before
// 2024-11-11 they refuse a request that says how it is cached.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startUpstream } from "./upstream.js";
import { startWorkerd } from "./workerd.js";

const CALLS = 1_000_000;
const PER_REQUEST = 20_000;

const settle = async (workerd) =>
  assert.deepEqual(await workerd.ask(`/settle/${PER_REQUEST}`), {
    resolved: 0.75 * PER_REQUEST,
    rejected: 0.25 * PER_REQUEST,
  });

test("a wait asks for fresh answers as far as the Worker's date knows of caches", async (context) => {
  const upstream = await startUpstream(context, () => assert.fail("A request has left the Worker."));
  for (const [compatibilityDate, caches] of [
    ["2024-01-01", [null]],
    ["2024-11-10", [null]],
    ["2026-07-01", ["no-store"]],
  ]) {
    const workerd = await startWorkerd(context, { upstream, compatibilityDate });
    assert.deepEqual(await workerd.ask("/caches"), caches, compatibilityDate);
  }
});

test("a million settled calls leave nothing in the wasm", async (context) => {
  const unused = () => assert.fail("A request has left the Worker.");
  const upstream = await startUpstream(context, unused);
  const workerd = await startWorkerd(context, { upstream, compatibilityDate: "2024-01-01" });
  await settle(workerd);
  const before = await workerd.state();
  assert.equal(before.hasFinalizationRegistry, false);
  for (let made = 0; made < CALLS; made += PER_REQUEST) await settle(workerd);
  const after = await workerd.state();
  await workerd.endQuietly();
  context.diagnostic(`${before.bytes / 1024} KiB before, ${after.bytes / 1024} KiB after`);
  assert.equal(after.bytes, before.bytes);
});
