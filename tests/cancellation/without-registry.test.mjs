// Workers with a compatibility date before 2025-05-05 have no FinalizationRegistry. Nothing tells
// the wasm of what is collected there: a call that settles must let go of all that it held.

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
