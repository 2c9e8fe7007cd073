// Many videos through the API's rate limit, by a clock that does not wait: the stand-in is in this
// process, and every timer of the package fires as soon as nothing else is left to do.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import FakeTimers from "@sinonjs/fake-timers";
// Before the package, into which it looks.
import { sizeOfWasm } from "../hostile/wasm.js";

import Cloudflare from "cf-stream-downloads";

import { streamApi } from "../stand-in/api.js";
import { Downloads } from "../stand-in/downloads.js";
import { ACCOUNT_ID, API_TOKEN } from "../stand-in/library.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MIB = 2 ** 20;

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc");
// Not the simulated one.
const turn = () => new Promise((resolve) => setImmediate(resolve));

let clock;
before(() => {
  const timers = ["setTimeout", "clearTimeout", "setInterval", "clearInterval"];
  const toFake = [...timers, "performance", "Date"];
  clock = FakeTimers.install({ toFake });
  // Those of Node wait for a millisecond at least. These would fire without any time having passed.
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (handler, delay, ...args) =>
    setTimeout(handler, Math.max(1, delay), ...args);
});
after(() => clock.uninstall());

/** The bytes of the heap that are in use, and what the wasm holds. */
async function memoryInUse() {
  // Some of what is collected is let go of in a turn of its own.
  for (let round = 0; round < 3; round += 1) {
    gc();
    await turn();
  }
  return { heap: process.memoryUsage().heapUsed, memory: sizeOfWasm() };
}

function assertFlat([early, late]) {
  const grown = (late.heap - early.heap) / MIB;
  console.log(`The heap has grown by ${grown.toFixed(2)} MiB.`);
  assert.ok(grown < 1, `${grown} MiB`);
  assert.equal(late.memory, early.memory);
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const nameOf = (index) => `video-${index}`;

/** Lets time pass, from timer to timer, until the promise is settled. */
async function pass(promise) {
  let settled = false;
  const end = () => (settled = true);
  promise.then(end, end);
  for (;;) {
    await turn();
    if (settled) return promise;
    assert.ok(clock.countTimers() > 0, "It waits for nothing that could come.");
    clock.next();
  }
}

/** A stand-in with so many videos and Cloudflare's limit, and how it is called and what it saw. */
function start(count) {
  const videos = Array.from({ length: count }, (_, index) => {
    return { uid: nameOf(index), duration: 60, downloads: { default: 100 } };
  });
  const api = streamApi(new Downloads(30, videos), { clock: () => performance.now() });
  const seen = { answered: new Uint8Array(count), refused: 0, began: performance.now() };

  async function fetch(url, { headers }) {
    // A request takes 100 to 300 ms, and each another time.
    const number = Number(/video-(\d+)/.exec(url)?.[1]);
    const delay = 100 + ((number * 7919) % 200);
    await sleep(delay / 2);
    const response = await api.fetch(new Request(url, { headers }));
    if (response.status === 429) seen.refused += 1;
    else seen.answered[number] += 1;
    await sleep(delay / 2);
    return response;
  }

  const options = { apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL: "http://stand-in.test" };
  const { downloads } = new Cloudflare({ ...options, fetch }).stream;
  /** A request by somebody else, who is counted with the caller; gives how many are left. */
  const askElsewhere = async () => {
    const headers = { authorization: `Bearer ${API_TOKEN}` };
    const response = await api.fetch(new Request(`${options.baseURL}/zones`, { headers }));
    return Number(/r=(\d+)/.exec(response.headers.get("ratelimit"))[1]);
  };
  return { downloads, seen, askElsewhere };
}

/** Asks for all of them; gives how many minutes it took, and the memory at a tenth and at nine. */
async function askAll({ downloads, seen }, count, { meanwhile = () => {}, ...options } = {}) {
  const got = new Uint8Array(count);
  const memory = [];
  const names = (function* () {
    for (let index = 0; index < count; index += 1) yield nameOf(index);
  })();
  let taken = 0;
  const others = setInterval(meanwhile, SECOND);
  await pass(
    (async () => {
      for await (const one of downloads.getMany(names, undefined, options)) {
        assert.equal(one.downloads.default.status, "ready");
        got[Number(one.identifier.slice(6))] += 1;
        taken += 1;
        if (taken === count / 10 || taken === (9 * count) / 10) {
          memory.push(await memoryInUse());
        }
      }
    })(),
  );
  clearInterval(others);
  assert.ok(
    got.every((times) => times === 1),
    "each has one result",
  );
  assert.ok(
    seen.answered.every((times) => times === 1),
    "each was answered once",
  );
  assert.equal(clock.countTimers(), 0, "no timer is left");
  return { minutes: (performance.now() - seen.began) / MINUTE, memory };
}

test("10,000 videos take as long as the limit allows, and no request is too many", async () => {
  const count = 10_000;
  const standIn = start(count);
  const { minutes, memory } = await askAll(standIn, count);
  assert.equal(standIn.seen.refused, 0);
  // Eight windows of 1,200 have to pass before the last 400 may start.
  console.log(`It took ${minutes.toFixed(1)} simulated minutes.`);
  assert.ok(minutes >= 40 && minutes < 42, `${minutes} minutes`);
  assertFlat(memory);
});

test("a hundred at a time keep to it as well", async () => {
  const count = 3_000;
  const standIn = start(count);
  const { minutes } = await askAll(standIn, count, { concurrency: 100 });
  assert.equal(standIn.seen.refused, 0);
  assert.ok(minutes >= 10 && minutes < 11, `${minutes} minutes`);
});

test("30,000 without a limit leave nothing behind", async () => {
  const count = 30_000;
  const body = '{ "success": true, "result": { "default": { "status": "ready" } } }';
  const fetch = () => turn().then(() => new Response(body));
  const { stream } = new Cloudflare({ apiToken: API_TOKEN, accountId: ACCOUNT_ID, fetch });
  const names = (function* () {
    for (let index = 0; index < count; index += 1) yield nameOf(index);
  })();
  const memory = [];
  let taken = 0;
  for await (const { downloads } of stream.downloads.getMany(names)) {
    assert.equal(downloads.default.status, "ready");
    taken += 1;
    if (taken === count / 10 || taken === count) memory.push(await memoryInUse());
  }
  assert.equal(taken, count);
  assertFlat(memory);
});

test("what others use of the limit is left to them", async () => {
  const count = 5_000;
  const standIn = start(count);
  let left = Infinity;
  const meanwhile = async () => {
    // They stop in time themselves, but for a look.
    const asks = left > 100 || performance.now() % (30 * SECOND) < SECOND;
    if (asks) left = await standIn.askElsewhere();
  };
  const { minutes } = await askAll(standIn, count, { meanwhile });
  assert.equal(standIn.seen.refused, 0);
  console.log(`It took ${minutes.toFixed(1)} simulated minutes.`);
  // They have up to 300 of each window.
  assert.ok(minutes >= 20 && minutes < 30, `${minutes} minutes`);
});

test("others who use up the limit cost a pause, and no video", async () => {
  const count = 3_000;
  const standIn = start(count);
  const meanwhile = async () => {
    await standIn.askElsewhere();
    await standIn.askElsewhere();
  };
  const { minutes } = await askAll(standIn, count, { meanwhile });
  console.log(`It took ${minutes.toFixed(1)} simulated minutes, ${standIn.seen.refused} refusals.`);
  assert.ok(standIn.seen.refused <= 3 * 6, `${standIn.seen.refused} refusals`);
  assert.ok(minutes >= 10 && minutes < 20, `${minutes} minutes`);
});

test("what begins while the caller is blocked waits for the end of the block", async () => {
  const count = 1_300;
  const standIn = start(count);
  for (let turn = 0; turn < 1201; turn += 1) await standIn.askElsewhere();
  const { minutes } = await askAll(standIn, count);
  console.log(`It took ${minutes.toFixed(1)} simulated minutes, ${standIn.seen.refused} refusals.`);
  // Those that were under way when the first was refused.
  assert.ok(standIn.seen.refused <= 6, `${standIn.seen.refused} refusals`);
  assert.ok(minutes >= 10 && minutes < 11, `${minutes} minutes`);
});

/** Numbers from 0 to 1, the same in every run. */
function chances(seed) {
  let state = seed;
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
}

/**
 * A stand-in with so many videos, each third of which has its download, whose answers fail now and then,
 * before or after what they were asked for has been done. It keeps to the limit.
 */
function failing(count, seed) {
  const videos = Array.from({ length: count }, (_, index) => {
    return { uid: nameOf(index), duration: 60, ...(index % 3 === 0 && { downloads: { default: 100 } }) };
  });
  const state = new Downloads(2, videos);
  const api = streamApi(state, { clock: () => performance.now() });
  const chance = chances(seed);
  const seen = { refused: 0, creations: new Uint8Array(count), tooMany: 0, known: new Uint8Array(count) };

  async function ask(url, { method, headers }) {
    const index = Number(/video-(\d+)/.exec(url)[1]);
    const { downloads } = state.video(nameOf(index));
    const before = downloads.size;
    if (method === "POST" && seen.known[index]) seen.tooMany += 1;
    const response = await api.fetch(new Request(url, { method, headers }));
    if (response.status === 429) seen.refused += 1;
    seen.creations[index] += downloads.size - before;
    const is409 = method === "POST" && before > 0 && response.ok;
    return is409 ? new Response('{ "success": false }', { status: 409 }) : response;
  }

  async function fetch(url, init) {
    await sleep(50 + 100 * chance());
    const index = Number(/video-(\d+)/.exec(url)[1]);
    const known = () => state.video(nameOf(index)).downloads.size;
    if (chance() >= 0.05) {
      const response = await ask(url, init);
      await sleep(50);
      if (response.ok) seen.known[index] = known();
      return response;
    }
    if (chance() < 0.5) await ask(url, init);
    const status = [429, 503, 409, 0][Math.floor(4 * chance())];
    if (status === 0) throw new TypeError("fetch failed");
    return new Response('{ "success": false }', { status });
  }

  const options = { apiToken: API_TOKEN, accountId: ACCOUNT_ID, baseURL: "http://stand-in.test" };
  return { ensureMany: (...args) => new Cloudflare({ ...options, fetch }).stream.downloads.ensureMany(...args), seen };
}

/** Ensures the downloads of these, and gives those that failed. `stop` tells whether to leave them. */
async function ensureAll({ ensureMany }, identifiers, stop = () => false) {
  const failed = [];
  const options = { maxEncoding: 300 };
  await pass(
    (async () => {
      for await (const { identifier, error } of ensureMany(identifiers, undefined, options)) {
        if (error) failed.push(identifier);
        if (stop()) break;
      }
    })(),
  );
  return failed;
}

test("5,000 videos of which some have downloads get theirs once, whatever fails", async () => {
  const count = 5_000;
  const standIn = failing(count, 1);
  let left = Array.from({ length: count }, (_, index) => nameOf(index));
  const began = performance.now();
  for (let round = 0; left.length > 0; round += 1) {
    assert.ok(round < 5, `${left.length} are left`);
    left = await ensureAll(standIn, left);
  }
  console.log(`It took ${((performance.now() - began) / MINUTE).toFixed(1)} simulated minutes.`);
  const { creations, tooMany, refused } = standIn.seen;
  creations.forEach((times, index) => assert.equal(times, index % 3 === 0 ? 0 : 1, nameOf(index)));
  assert.equal(tooMany, 0, "nothing that was known to be there was created");
  assert.equal(refused, 0);
  assert.equal(clock.countTimers(), 0, "no timer is left");
});

test("what is stopped in the middle and run again is created once as well", async () => {
  const count = 5_000;
  const standIn = failing(count, 2);
  const all = Array.from({ length: count }, (_, index) => nameOf(index));
  for (const minutes of [2, 9]) {
    const end = performance.now() + minutes * MINUTE;
    await ensureAll(standIn, all, () => performance.now() > end);
    const created = standIn.seen.creations.reduce((sum, times) => sum + times, 0);
    assert.ok(created > 0 && created < 3_000, `${created} by then`);
  }
  for (let left = all; left.length > 0; ) left = await ensureAll(standIn, left);
  standIn.seen.creations.forEach((times, index) =>
    assert.equal(times, index % 3 === 0 ? 0 : 1, nameOf(index)),
  );
  assert.equal(standIn.seen.tooMany, 0);
});
