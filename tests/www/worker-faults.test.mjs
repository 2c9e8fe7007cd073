// Jobs while Cloudflare has faults: what all videos meet costs none of them anything, and what one meets holds no other
// up. The object's time leaps, as worker-leaping.mjs has it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startJobs, uid, until, video } from "./worker-jobs-run.mjs";
import { opening } from "./worker-run.mjs";

const QUARTER = 16 * 60_000;
const DAY = 24 * 3_600_000 + 1000;
const letters = [..."abcdefghijklmnopqrst"];
const uids = (text) => [...text].map(uid);

// None of them has the client itself wait.
const fault = (status) =>
  Response.json(
    { success: false, errors: [{ code: 10001, message: `A fault ${status}` }], messages: [], result: null },
    { status, headers: { "retry-after": "0" } },
  );
const isOf = ({ url }, letter) => url.includes(uid(letter));

/** `faulty` gives the status in whose place a request to Cloudflare is not answered, if it is not. */
async function start(t, library, faulty, options) {
  const relay = async (request, send) => {
    const status = await faulty(request);
    return status ? fault(status) : send();
  };
  const worker = await startJobs(t, library, { leaps: true, relay, ...options });
  const leap = async (milliseconds) => (await worker.object()).leap(milliseconds);
  /** The job when it has ended, after so long or a few times that. */
  const endAfter = (milliseconds, id) =>
    until(async () => {
      await leap(milliseconds);
      const now = await worker.job(id);
      return now.state !== "running" && now;
    });
  return { ...worker, leap, endAfter };
}

for (const status of [500, 403]) {
  test(`A look that keeps failing with ${status} holds no other video up, and its video fails`, async (t) => {
    let isBroken = false;
    const faulty = (request) => isBroken && request.method === "GET" && isOf(request, "a") && status;
    const { create, follow, endAfter } = await start(t, [..."abcd"].map((letter) => video(letter)), faulty, {
      seconds: 3600,
    });
    const one = await create("create", uids("a"));
    await follow(one.id, ({ encoding }) => encoding === 1);
    isBroken = true;
    const other = await create("create", uids("bcd"));
    // The deletion and what is followed, too.
    await follow(other.id, ({ encoding }) => encoding === 3);
    await follow((await create("delete", uids("bcd"))).id);
    assert.equal((await follow(other.id)).failed, 3);

    const { failures } = await endAfter(DAY, one.id);
    assert.deepEqual(failures, [{ video: uid("a"), message: `A fault ${status}` }]);
  });

  test(`A creation that keeps failing with ${status} holds no other video up, and its video fails`, async (t) => {
    const tried = opening();
    const faulty = (request) => {
      if (request.method !== "POST" || !isOf(request, "a")) return undefined;
      tried.open();
      return status;
    };
    const { create, follow, endAfter, writes } = await start(t, letters.map((letter) => video(letter)), faulty);
    const alone = await create("create", uids("a"));
    await tried.opened;
    const many = await create("create", letters.map(uid));
    await follow(many.id, ({ ready }) => ready === 19);
    assert.equal((await writes()).length, 19);
    // Others got through meanwhile.
    const { failures } = await endAfter(QUARTER, many.id);
    assert.deepEqual(failures, [{ video: uid("a"), message: `A fault ${status}` }]);
    assert.equal((await endAfter(QUARTER, alone.id)).failed, 1);
  });
}

test("What is in progress is looked at between the steps of a long work", async (t) => {
  const asked = [];
  let leap = () => {};
  const faulty = async (request) => {
    asked.push(isOf(request, "a") ? "look" : "work");
    // The time of a step is over, and a look is due.
    if (asked.filter((what) => what === "work").length === 30) await leap(30_000);
  };
  const { create, follow, ...worker } = await start(t, [video("a")], faulty, { seconds: 3600 });
  leap = worker.leap;
  const { id } = await create("create", uids("a"));
  await follow(id, ({ encoding }) => encoding === 1);
  const many = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(32, "0"));
  await follow((await create("delete", many)).id);
  const [first, last] = [asked.indexOf("work"), asked.lastIndexOf("work")];
  assert.ok(asked.slice(first, last).includes("look"));
});

test("A retry follows what is in progress", async (t) => {
  const library = [video("a", { default: 30 })];
  const { create, follow, requests } = await start(t, library, () => undefined, { seconds: 3600 });
  const { id } = await create("retry", uids("a"));
  await follow(id, ({ encoding }) => encoding === 1);
  await until(async () => (await requests()).length > 3);
  assert.equal((await follow(id, () => true)).encoding, 1);
});

test("An outage costs no video anything", async (t) => {
  let asked = 0;
  const faulty = () => (asked += 1) <= 300 && 503;
  const { create, follow } = await start(t, letters.map((letter) => video(letter)), faulty);
  const { id } = await create("create", letters.map(uid));
  const { ready, failed } = await follow(id);
  assert.deepEqual({ ready, failed }, { ready: 20, failed: 0 });
});

test("A retry creates what a job has failed to create, and no more", async (t) => {
  let isBroken = true;
  const tried = opening();
  const faulty = ({ method }) => {
    if (!isBroken || method !== "POST") return undefined;
    tried.open();
    return 500;
  };
  const { create, follow, endAfter, writes } = await start(t, [..."abcd"].map((letter) => video(letter)), faulty);
  const { id } = await create("create", uids("ab"), ["audio"]);
  await tried.opened;
  assert.equal((await endAfter(DAY, id)).failed, 2);
  isBroken = false;

  // What was deleted since then has not failed.
  await follow((await create("create", uids("bc"), ["audio"])).id);
  await follow((await create("delete", uids("bc"), ["audio"])).id);
  const retry = await create("retry", uids("abcd"), ["default", "audio"]);
  const { ready, failed, settled } = await follow(retry.id);
  assert.deepEqual({ ready, failed, settled }, { ready: 1, failed: 0, settled: 4 });
  assert.deepEqual(
    (await writes()).filter((write) => / [ad] /.test(write)),
    ["POST a audio"],
  );
});
