import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { ACCOUNT_ID, API_TOKEN } from "../stand-in/library.js";
import { run, signal, start } from "./start.mjs";

async function listen(port) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Asserts that it has ended well, and that its port and all its processes are gone. */
async function assertGone({ url, pid, ended }) {
  assert.equal(await ended, 0);
  // The system takes a moment to clear away what was killed.
  for (let tries = 0; tries < 50 && signal(-pid, 0); tries++) await sleep(100);
  assert.ok(!signal(-pid, 0));
  (await listen(new URL(url).port)).close();
}

test("Serving takes less than 15 seconds once all is set up", async (t) => {
  await start(t);
  const before = Date.now();
  const { url } = await start(t);
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.ok(Date.now() - before < 15_000, `${Date.now() - before} ms`);
});

test("Where port 8787 is taken, the next free one serves", async (t) => {
  // Something else may have it already, and give it up at any time.
  const blocker = await listen(8787).catch(() => undefined);
  t.after(() => blocker?.close());
  const { url } = await start(t);
  if (blocker) assert.ok(Number(new URL(url).port) > 8787);
  assert.equal((await fetch(url)).status, 200);
});

test("Ctrl-C ends all of it with exit code 0, and the port is free again", async (t) => {
  const page = await start(t);
  await fetch(page.url);
  // A terminal sends the signal to all of the group.
  signal(-page.pid, "SIGINT");
  await assertGone(page);
});

test("SIGTERM to npm alone ends all of it with exit code 0", async (t) => {
  const page = await start(t);
  signal(page.pid, "SIGTERM");
  await assertGone(page);
});

for (const [missing, variables] of [
  ["CLOUDFLARE_ACCOUNT_ID", { CLOUDFLARE_API_TOKEN: API_TOKEN, CLOUDFLARE_ACCOUNT_ID: " " }],
  ["CLOUDFLARE_API_TOKEN", { CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID }],
]) {
  test(`Without ${missing} alone, it says that it is missing and ends`, async (t) => {
    const { url, ended, output } = await run(t, variables);
    assert.equal(url, undefined);
    assert.equal(await ended, 1);
    assert.match(output(), new RegExp(`set ${missing} too\\.`));
    assert.ok(!output().includes(API_TOKEN));
  });
}

test("The Worker is one script and one WebAssembly module", async (t) => {
  // Its packages are there once it has started.
  await start(t);
  const { bundle } = await import("../../www/serve.mjs");
  const types = (await bundle()).map(({ type }) => type);
  assert.deepEqual(types, ["ESModule", "CompiledWasm"]);
});
