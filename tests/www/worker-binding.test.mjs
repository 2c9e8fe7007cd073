// The Worker on a Stream binding, in the place of a token: Miniflare's simulator, with nothing to ask on the network.

import assert from "node:assert/strict";
import { test } from "node:test";
import Cloudflare, { NotFoundError } from "cf-stream-downloads";

import { API_TOKEN } from "../stand-in/library.js";
import { assertFailure, basic, PASSWORD, startWorker, VIDEOS_PATH } from "./worker-run.mjs";

const IN = basic(PASSWORD);
const READY = { percentComplete: 100, status: "ready" };

/** A Worker with a password and a binding, that has these videos. */
async function start(t, names, variables) {
  const worker = await startWorker(
    t,
    { DASHBOARD_PASSWORD: PASSWORD, ...variables },
    { stream: true },
  );
  for (const name of names) {
    await worker.stream.upload(new Response("a video").body, { meta: { name } });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const list = async (query = "") => (await worker.ask(VIDEOS_PATH + query, { headers: IN })).body();
  return { ...worker, list };
}

test("Without a token or an account the dashboard lists a binding's videos", async (t) => {
  const { list, upstream, elsewhere } = await start(t, ["Harbour", "Lecture 1", "Lecture 2"]);
  const { success, result } = await list();
  assert.equal(success, true);
  assert.deepEqual(
    result.map(({ name }) => name),
    ["Lecture 2", "Lecture 1", "Harbour"],
  );
  for (const { uid, created, readyToStream, status } of result) {
    assert.match(uid, /^[\w-]{32}$/);
    assert.ok(created && readyToStream && status.state === "ready");
  }

  await t.test("page after page, and by their names", async () => {
    const page = (await list("?limit=2")).result;
    assert.deepEqual(page, result.slice(0, 2));
    assert.deepEqual((await list(`?before=${page[1].created}`)).result, result.slice(2));
    assert.deepEqual((await list("?search=LECT&limit=1")).result, result.slice(0, 1));
    const older = `?search=lect&before=${result[0].created}`;
    assert.deepEqual((await list(older)).result, [result[1]]);
    assert.deepEqual((await list("?search=nothing")).result, []);
  });

  assert.deepEqual([await upstream(), elsewhere], [[], []]);
});

test("The package does through it what a binding does", async (t) => {
  const { list, url } = await start(t, ["Harbour"]);
  const [{ uid }] = (await list()).result;
  const { downloads } = new Cloudflare({
    baseURL: `${url.origin}/api`,
    accountId: "self",
    defaultHeaders: { ...IN, origin: url.origin },
    maxRetries: 0,
  }).stream;
  assert.deepEqual(await downloads.get(uid), {});
  assert.deepEqual(await downloads.create(uid), { default: READY });
  assert.deepEqual(await downloads.audio.create(uid), { audio: READY, default: READY });
  assert.deepEqual(await downloads.get(uid), { audio: READY, default: READY });
  assert.equal(await downloads.audio.delete(uid), "");
  assert.deepEqual(await downloads.get(uid), { default: READY });
  const error = await downloads.get("0".repeat(32)).then(assert.fail, (error) => error);
  assert.ok(error instanceof NotFoundError);
});

test("With a binding a token is not used, nor told to anybody", async (t) => {
  const variables = { CLOUDFLARE_API_TOKEN: API_TOKEN, CLOUDFLARE_ACCOUNT_ID: "of another" };
  const worker = await start(t, [`a ${API_TOKEN}`], variables);
  assert.equal((await worker.list()).result[0].name, "a ***");
  assert.deepEqual(await worker.upstream(), []);
});

test("Another account than its own is refused, whatever is set", async (t) => {
  const { ask } = await start(t, []);
  for (const account of ["undefined", "null", "0".repeat(32)]) {
    assertFailure(await ask(`/api/accounts/${account}/stream`, { headers: IN }), 403);
  }
});

test("A binding of another kind is told of", async (t) => {
  const { ask } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD, STREAM: "text" });
  const answer = await ask(VIDEOS_PATH, { headers: IN });
  assertFailure(answer, 500);
  assert.match(answer.text, /stream: expected a Stream binding, got a string/);
});
