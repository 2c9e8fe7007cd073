// What many dashboards cost: reads that they share, and what makes a new one.

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { Reads } from "../../www/worker/reads.js";
import { VIDEOS } from "../stand-in/library.js";
import { until } from "./worker-jobs-run.mjs";
import {
  assertFailure,
  basic,
  DOWNLOADS,
  HOST,
  HTTPS,
  opening,
  ORIGIN,
  PASSWORD,
  startWorker,
  VIDEOS_PATH,
} from "./worker-run.mjs";

const IN = basic(PASSWORD);
const HERE = { ...IN, origin: ORIGIN };
const PROGRESS = DOWNLOADS(VIDEOS.inProgress);
const READY = DOWNLOADS(VIDEOS.bothReady);

async function start(t, options) {
  const worker = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD }, options);
  const ask = (path, more) => worker.ask(path, { headers: HERE, ...more });
  const count = async () => (await worker.upstream()).length;
  return { ...worker, ask, count };
}

/** For so long what is not final is used again. */
const REUSE = 1000;

/** Asserts that those who asked since `before` shared one call, or one for each time that an answer is used again. */
function assertShared(calls, before, reuse = REUSE) {
  const passed = performance.now() - before;
  assert.ok(calls >= 1 && calls <= 1 + passed / reuse, `${calls} calls in ${passed} ms`);
}

const many = (length, make) => Promise.all(Array.from({ length }, (_, turn) => make(turn)));

for (const [what, path, polls, reuse] of [
  ["a video in progress", PROGRESS, 20, REUSE],
  ["a video that is ready", READY, 8, 10_000],
  ["the list", VIDEOS_PATH, 8, REUSE],
]) {
  test(`200 dashboards that poll ${what} cost one call for each time that an answer is used again`, async (t) => {
    const { ask, count } = await start(t, { script: { answers: [{ delay: 50 }], repeat: true } });
    const before = performance.now();
    const failed = [];
    await many(200, async (turn) => {
      await sleep(turn * 2);
      for (let poll = 0; poll < polls; poll += 1) {
        const { status, body } = await ask(path);
        if (status !== 200 || !body().success) failed.push(status);
        await sleep(500);
      }
    });
    const calls = await count();
    t.diagnostic(`${200 * polls} polls, ${calls} calls`);
    assert.deepEqual(failed, []);
    assertShared(calls, before, reuse);
    // Progress has to show all the same: the pauses alone are so long.
    assert.ok(calls >= Math.floor((polls * 500) / (reuse + 1000)), `${calls} calls`);
  });
}

test("Those who ask while a read is under way share it", async (t) => {
  const { ask, count } = await start(t, { script: { answers: [{ delay: 300 }], repeat: true } });
  const before = performance.now();
  const answers = await many(50, () => ask(PROGRESS));
  assert.ok(answers.every(({ status }) => status === 200));
  const calls = await count();
  assertShared(calls, before);
  assert.ok(new Set(answers.map(({ text }) => text)).size <= calls);

  await t.test("and no other video's", async () => {
    const earlier = await count();
    const [one, other] = await Promise.all([ask(READY), ask(DOWNLOADS(VIDEOS.defaultReady))]);
    assert.notEqual(one.text, other.text);
    assert.equal((await count()) - earlier, 2);
  });
  await t.test("or another search's", async () => {
    const calls = async (...queries) => {
      const earlier = await count();
      await Promise.all(queries.map((query) => ask(VIDEOS_PATH + query)));
      return (await count()) - earlier;
    };
    const queries = ["", "?search=a", "?search=b", "?limit=5", "?before=2026-07-01T00:00:00Z"];
    assert.equal(await calls(...queries), queries.length);
    // A parameter that nobody knows makes no other search.
    const before = performance.now();
    assertShared(await calls("?search=c", "?search=c&x=1"), before);
  });
});

test("An answer is used again for a second, and for ten when all is ready", { timeout: 300_000 }, async (t) => {
  const { ask, upstream } = await start(t);
  const { inProgress, nothing, error, bothReady } = VIDEOS;
  const reuse = { [inProgress]: REUSE, [nothing]: REUSE, [error]: REUSE, [bothReady]: 10_000 };
  const askAll = () => Promise.all(Object.keys(reuse).map((video) => ask(DOWNLOADS(video))));
  const calls = async (video) => (await upstream()).filter(({ url }) => url.includes(video)).length;
  const before = performance.now();
  for (let turn = 0; turn < 5; turn += 1) await askAll();
  for (const [video, ms] of Object.entries(reuse)) assertShared(await calls(video), before, ms);
  for (const [ms, videos] of [
    [REUSE, [inProgress, nothing, error]],
    [10_000, [bothReady]],
  ]) {
    const earlier = await Promise.all(videos.map(calls));
    await sleep(ms + 100);
    await Promise.all(videos.map((video) => ask(DOWNLOADS(video))));
    assert.deepEqual(await Promise.all(videos.map(calls)), earlier.map((count) => count + 1));
  }
});

test("What a job has done shows as soon as the job says so", { timeout: 300_000 }, async (t) => {
  const { ask } = await start(t);
  const types = async () => Object.keys((await ask(READY)).body().result);
  assert.equal((await types()).length, 2);
  const body = JSON.stringify({ action: "delete", types: ["default", "audio"], videos: [VIDEOS.bothReady] });
  assert.equal((await ask("/api/jobs", { method: "POST", body })).status, 201);
  while ((await ask("/api/jobs")).body().result.jobs[0].state !== "done") await sleep(50);
  assert.deepEqual(await types(), []);
});

test("What one creates or deletes all others see at once", async (t) => {
  const { ask } = await start(t);
  const types = async () => Object.keys((await ask(READY)).body().result).sort();
  assert.deepEqual(await types(), ["audio", "default"]);
  assert.equal((await ask(READY, { method: "DELETE" })).status, 200);
  assert.deepEqual(await types(), ["audio"]);
  assert.equal((await ask(`${READY}/audio`, { method: "DELETE" })).status, 200);
  assert.deepEqual(await types(), []);
  assert.equal((await ask(READY, { method: "POST" })).status, 200);
  assert.deepEqual(await types(), ["default"]);
  // One that fails may have changed something all the same.
  await ask(`${READY}/audio`, { method: "DELETE" });
  assert.equal((await ask(`${READY}/audio`, { method: "POST" })).status, 200);
  assert.deepEqual(await types(), ["audio", "default"]);
});

/** Stands between the Worker and Cloudflare, and holds what is wanted until it is let go. */
function holding() {
  let wanted = () => false;
  let now;
  const relay = async (asked, send) => {
    if (!wanted(asked)) return send();
    const { arrived, going, isAnswered } = now;
    // Cloudflare has decided what to answer, or does not know of it yet.
    const answer = isAnswered && (await send());
    arrived.open();
    await going.opened;
    return answer || send();
  };
  /** The next one of this method; what comes after it is not held. */
  const hold = (method, { isAnswered = false } = {}) => {
    now = { arrived: opening(), going: opening(), isAnswered };
    wanted = (asked) => asked.method === method && ((wanted = () => false), true);
    return { arrived: now.arrived.opened, letGo: now.going.open };
  };
  return { relay, hold };
}

test("A read from before a deletion is for those who asked before it", async (t) => {
  const { relay, hold } = holding();
  const { ask, count } = await start(t, { relay });
  const read = hold("GET", { isAnswered: true });
  const early = ask(READY);
  await read.arrived;
  assert.equal((await ask(READY, { method: "DELETE" })).status, 200);
  assert.deepEqual(Object.keys((await ask(READY)).body().result), ["audio"]);
  read.letGo();
  assert.deepEqual(Object.keys((await early).body().result).sort(), ["audio", "default"]);
  assert.deepEqual(Object.keys((await ask(READY)).body().result), ["audio"]);
  assert.equal(await count(), 3);

  await t.test("and so is one that begins while it goes on", async () => {
    const held = hold("DELETE");
    const deletion = ask(`${READY}/audio`, { method: "DELETE" });
    await held.arrived;
    assert.deepEqual(Object.keys((await ask(READY)).body().result), ["audio"]);
    held.letGo();
    await deletion;
    assert.deepEqual((await ask(READY)).body().result, {});
  });
});

test("A failure is for those who wait for it, and for nobody after", async (t) => {
  const failure = {
    status: 503,
    headers: { "retry-after": "3" },
    body: { success: false, errors: [{ code: 10001, message: "x" }] },
  };
  const { relay, hold } = holding();
  const { ask, count } = await start(t, {
    relay,
    script: { answers: [failure, { ...failure, status: 429 }, null, failure] },
  });
  for (const status of [503, 429]) {
    const read = hold("GET");
    const answers = many(5, () => ask(PROGRESS));
    await Promise.race([read.arrived, answers]);
    // When this one is answered, which was sent after the five, all of them are there.
    await ask("/api/session");
    read.letGo();
    for (const answer of await answers) {
      assertFailure(answer, status, 10001);
      assert.equal(answer.headers["retry-after"], "3");
    }
  }
  assert.equal(await count(), 2);
  assert.equal((await ask(PROGRESS)).status, 200);
  assert.equal(await count(), 3);
  assertFailure(await ask(VIDEOS_PATH), 503, 10001);
  assert.equal((await ask(VIDEOS_PATH)).status, 200);
});

/** Sends a request as a client that can go away in the middle of it, and gives how. */
async function sendRaw(port, path, method = "GET") {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const headers = Object.entries({ host: HOST, ...HTTPS, ...HERE }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`${method} ${path} HTTP/1.1\r\n${headers.join("")}\r\n`);
  return socket;
}

for (const how of ["destroy", "resetAndDestroy"]) {
  test(`A client that leaves in the middle does not keep the others waiting: ${how}`, async (t) => {
    const { relay, hold } = holding();
    const { ask, port, count } = await start(t, { relay });
    for (const path of [PROGRESS, VIDEOS_PATH]) {
      const earlier = await count();
      const read = hold("GET");
      const client = await sendRaw(port, path);
      await read.arrived;
      const others = many(20, () => ask(path));
      client[how]();
      await once(client, "close");
      const late = many(20, () => ask(path));
      // Some of them, at least, are to find it under way.
      await sleep(200);
      const before = performance.now();
      read.letGo();
      const answers = [...(await others), ...(await late)];
      assert.ok(answers.every(({ status }) => status === 200));
      assertShared((await count()) - earlier, before);
    }
  });
}

test("What a client began that has left is done all the same, and all others see it", async (t) => {
  const { relay, hold } = holding();
  const { ask, port } = await start(t, { relay });
  const deletion = hold("DELETE");
  const client = await sendRaw(port, READY, "DELETE");
  await deletion.arrived;
  const types = async () => Object.keys((await ask(READY)).body().result).sort();
  assert.deepEqual(await types(), ["audio", "default"]);
  client.resetAndDestroy();
  await once(client, "close");
  deletion.letGo();
  // It is recorded when what was read before is forgotten, which would come ten seconds after the read by itself.
  const record = async () => (await ask(`/api/activity?video=${VIDEOS.bothReady}`)).body().result;
  await until(async () => (await record()).length > 0);
  assert.deepEqual(await types(), ["audio"]);
});

/** What reads are, without a Worker: `later` takes what would be ended with a request. */
const answer = (text, reuse = 1000) => ({ status: 200, headers: {}, text, reuse });
const later = () => {};

test("A read that never ends is given up, and the next one asks itself", async () => {
  const reads = new Reads({ patience: 50 });
  let begun = 0;
  reads.take("a", () => new Promise(() => {}), later);
  const read = async () => {
    begun += 1;
    await sleep(20);
    return answer("second");
  };
  const all = await many(10, () => reads.take("a", read, later));
  assert.ok(all.every(({ text }) => text === "second"));
  assert.equal(begun, 1);
});

test("A read that throws is forgotten, and rejects for those alone who wait for it", async () => {
  const reads = new Reads({ patience: 1000 });
  const broken = async () => {
    await sleep(20);
    throw new Error("broken");
  };
  const results = await Promise.allSettled([
    reads.take("a", broken, later),
    reads.take("a", broken, later),
  ]);
  assert.deepEqual(
    results.map(({ reason }) => reason.message),
    ["broken", "broken"],
  );
  assert.equal((await reads.take("a", async () => answer("good"), later)).text, "good");
});

test("Memory is bounded, in answers and in characters", async () => {
  const reads = new Reads({ patience: 1000 });
  for (let turn = 0; turn < 3000; turn++)
    await reads.take(`${turn}`, async () => answer("x".repeat(100)), later);
  assert.deepEqual(reads.extent, { count: 1000, size: 100_000 });
  const big = "x".repeat(4_000_000);
  for (let turn = 0; turn < 10; turn++)
    await reads.take(`big ${turn}`, async () => answer(big), later);
  assert.ok(reads.extent.size <= 10_000_000, JSON.stringify(reads.extent));
  assert.ok(reads.extent.count >= 2);
  // Those under way count, and one that does not fit is given, but not kept.
  for (let turn = 0; turn < 3000; turn++)
    reads.take(`never ${turn}`, () => new Promise(() => {}), later);
  assert.deepEqual(reads.extent, { count: 1000, size: 0 });
  const huge = await reads.take("huge", async () => answer("x".repeat(11_000_000)), later);
  assert.equal(huge.text.length, 11_000_000);
  assert.equal(reads.extent.size, 0);
  // Failures leave nothing.
  for (let turn = 0; turn < 10; turn++)
    await reads.take(`failure ${turn}`, async () => answer("x", 0), later);
  assert.equal(reads.extent.size, 0);
});
