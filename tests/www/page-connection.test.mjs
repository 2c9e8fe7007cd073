// What the page makes of the answers to its requests: whether the way to the Worker is open, and the session is there.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createConnection } from "../../www/page/connection.js";
import { useClock } from "./page-parts.mjs";

/** A connection whose requests get these answers, one after another. */
function connect(...answers) {
  let time = 1000;
  const connection = createConnection({
    now: () => time,
    fetch: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { ...connection, pass: (milliseconds) => (time += milliseconds) };
}

const limited = (headers) => new Response("", { status: 429, headers });
const envelope = (status, code) =>
  Response.json({ success: false, errors: [{ code, message: "No" }], messages: [], result: null }, { status });

test("An answer reaches who asked, with its body unread", async () => {
  const { fetch, ended } = connect(envelope(401, 1401));
  const answer = await fetch("/api/session");
  assert.equal((await answer.json()).errors[0].code, 1401);
  assert.equal(ended.value, true);
});

test("After a 429 there is a pause for as long as it says, or for 5 seconds", async () => {
  for (const [headers, seconds] of [
    [{ "retry-after": "12" }, 12],
    [{ "retry-after": "soon" }, 5],
    [{ "retry-after": "0" }, 5],
    [{}, 5],
  ]) {
    const { fetch, pausedUntil, now } = connect(limited(headers));
    assert.equal(pausedUntil.value, 0);
    await fetch("/api/jobs");
    assert.equal(pausedUntil.value - now(), seconds * 1000, JSON.stringify(headers));
  }
});

test("No other pause and no answer meanwhile shortens a pause; the first answer after it ends it", async () => {
  const answers = [limited({ "retry-after": "30" }), limited({ "retry-after": "1" }), new Response(), new Response()];
  const { fetch, pausedUntil, now, pass } = connect(...answers);
  const until = now() + 30_000;
  for (let i = 0; i < 3; i++) await fetch("/api/jobs");
  assert.equal(pausedUntil.value, until);
  pass(30_000);
  await fetch("/api/jobs");
  assert.equal(pausedUntil.value, 0);
});

test("Who waits for the end of a pause waits as long, and at least as long as they wish", async (t) => {
  const clock = useClock(t);
  const connection = createConnection({ now: clock.now, fetch: async () => limited({ "retry-after": "2" }) });
  const resumed = [];
  const wait = (least) => connection.untilResumed(least).then(() => resumed.push(`${least} at ${clock.now()}`));
  wait(500);
  await clock.pass(1000);
  assert.deepEqual(resumed.splice(0), ["500 at 500"]);
  await connection.fetch("/api/jobs");
  wait(500);
  wait(5000);
  await clock.pass(10_000);
  assert.deepEqual(resumed, ["500 at 3000", "5000 at 6000"]);
});

test("A request that Cloudflare Access sends to its sign-in page ends the session", async () => {
  const { fetch, ended, isCut } = connect({ type: "opaqueredirect", status: 0, headers: new Headers() });
  assert.equal(isCut.value, false);
  await fetch("/api/jobs");
  assert.equal(ended.value, true);
  assert.equal(isCut.value, true);
});

test("A 401 of the Worker ends the session; one of Cloudflare, of a proxy or without a body does not", async () => {
  for (const [answer, isEnd] of [
    [envelope(401, 1401), true],
    [envelope(401, 10000), false],
    [envelope(403, 1401), false],
    [new Response("<h1>Unauthorized</h1>", { status: 401 }), false],
    [new Response(null, { status: 401 }), false],
    [Response.json(null, { status: 401 }), false],
    [new Response(null, { status: 200 }), false],
  ]) {
    const { fetch, ended } = connect(answer);
    await fetch("/api/jobs");
    assert.equal(ended.value, isEnd);
  }
});

test("Without an answer the dashboard is out of reach until there is one, even of a failure", async () => {
  const { fetch, unreachable, isCut } = connect(new TypeError("fetch failed"), new Response("", { status: 500 }));
  await assert.rejects(fetch("/api/jobs"), /fetch failed/);
  assert.equal(unreachable.value, true);
  assert.equal(isCut.value, false);
  await fetch("/api/jobs");
  assert.equal(unreachable.value, false);
});

test("A request that was given up says nothing about the way", async () => {
  const { fetch, unreachable } = connect(new DOMException("Aborted", "AbortError"));
  await assert.rejects(fetch("/api/jobs", { signal: AbortSignal.abort() }), /Aborted/);
  assert.equal(unreachable.value, false);
});

test("While the browser says that there is no network the way is cut", () => {
  const connection = createConnection({ fetch: undefined, isOnline: false });
  assert.equal(connection.offline.value, true);
  assert.equal(connection.isCut.value, true);
  connection.offline.value = false;
  assert.equal(connection.isCut.value, false);
});
