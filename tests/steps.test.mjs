import assert from "node:assert/strict";
import { test } from "node:test";

import { inCompany } from "./steps.mjs";

/** Runs steps, each of which ends when its name is given to `end`; `begun` has those that run. */
function start(steps, signal) {
  const begun = new Map();
  const run = ({ name }) => new Promise((resolve) => begun.set(name, resolve));
  const ended = inCompany(steps, run, signal);
  const end = async (name) => {
    begun.get(name)();
    begun.delete(name);
    // All that waits for promises alone has gone on by then.
    await new Promise(setImmediate);
  };
  return { ended, end, begun: () => [...begun.keys()].join(" ") };
}

const step = (name, company, place) => ({ name, company, place });

test("As many run at once as bear each other, and the next when there is room", async () => {
  const { ended, end, begun } = start([step("a", 2), step("b", 3), step("c", 4), step("d", 4), step("e", 2)]);
  assert.equal(begun(), "a b");
  await end("b");
  assert.equal(begun(), "a c d");
  await end("c");
  assert.equal(begun(), "a d");
  await end("a");
  assert.equal(begun(), "d e");
  await end("d");
  await end("e");
  await ended;
});

test("One without company runs alone, and nobody gets past it", async () => {
  const { ended, end, begun } = start([step("a", 3), step("alone"), step("b", 3), step("c", 3)]);
  assert.equal(begun(), "a");
  await end("a");
  assert.equal(begun(), "alone");
  await end("alone");
  assert.equal(begun(), "b c");
  await end("b");
  await end("c");
  await ended;
});

test("Those with one place run one after another, and let others past", async () => {
  const steps = [step("a", 3, "target"), step("b", 3, "target"), step("c", 3), step("d", 3), step("e", 3)];
  const { ended, end, begun } = start(steps);
  assert.equal(begun(), "a c d");
  await end("c");
  assert.equal(begun(), "a d e");
  await end("a");
  assert.equal(begun(), "d e b");
  for (const name of ["d", "e", "b"]) await end(name);
  await ended;
});

test("After an interruption no other begins", async () => {
  const controller = new AbortController();
  const { ended, end, begun } = start([step("a", 2), step("b", 2), step("c", 2)], controller.signal);
  controller.abort();
  await end("a");
  assert.equal(begun(), "b");
  await end("b");
  await ended;
});
