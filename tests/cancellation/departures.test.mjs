// Nothing stays in the wasm of what a Worker was about when its client departed.

import { test } from "node:test";

import {
  betweenLooks,
  duringFirstLook,
  duringGet,
  duringSecondLook,
  untilDeparture,
} from "./departure.js";
import { assertGrowsLittle } from "./growth.js";
import { Arrivals, startUpstream } from "./upstream.js";
import { startWorkerd } from "./workerd.js";

const BATCH = 2_000;
// So many are under way at once, and are collected before the next begin: the most that the wasm
// holds is then the same in every batch, whenever the engine collects of its own accord.
const WAVE = 100;

async function start(context) {
  const arrivals = new Arrivals();
  const upstream = await startUpstream(context, (exchange) => arrivals.add(exchange));
  return { arrivals, workerd: await startWorkerd(context, { upstream }) };
}

/** Lets so many clients depart, at each of the moments, and resolves to the bytes of the wasm. */
async function departAll(started, moments, batch) {
  for (let first = 0; first < BATCH; first += WAVE) {
    const begun = Array.from({ length: WAVE }, (_, index) => {
      const moment = moments[(first + index) % moments.length];
      return untilDeparture(started, moment, `video-${batch}-${first + index}`);
    });
    const departures = await Promise.all(begun);
    await Promise.all(departures.map((depart) => depart()));
    await started.workerd.collect();
  }
  return (await started.workerd.state()).bytes;
}

async function assertNothingStays(context, moments) {
  const started = await start(context);
  const before = await departAll(started, moments, 1);
  const after = await departAll(started, moments, 2);
  await started.workerd.endQuietly();
  assertGrowsLittle(context, before, after);
}

test("2,000 clients that depart in the middle of get leave nothing in the wasm", (context) =>
  assertNothingStays(context, [duringGet]));

test("nor do 2,000 that depart in the middle of waitUntilReady", (context) =>
  assertNothingStays(context, [duringFirstLook, betweenLooks, duringSecondLook]));
