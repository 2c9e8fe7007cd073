import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { call, run, signal, start } from "./start.mjs";

const root = new URL("../../", import.meta.url);
const stamp = new URL("www/node_modules/.page-made-from", root);
// What is written anew by all that brings or builds something.
const MADE = [
  "pkg/.made-from",
  "www/dist/index.html",
  "www/node_modules/.installed-lock.json",
  "www/node_modules/.page-made-from",
  "www/node_modules/cf-stream-downloads/package.json",
  "tests/stand-in/node_modules/.installed-lock.json",
];

async function listen(port) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Asserts that it has ended well, and that its port and all its processes are gone. */
async function assertGone({ url, pid, ended }) {
  assert.equal(await ended, 0);
  // The system takes a moment to clear away what was killed; a minute is that of one that never does.
  for (let tries = 0; tries < 600 && signal(-pid, 0); tries++) await sleep(100);
  assert.ok(!signal(-pid, 0));
  (await listen(new URL(url).port)).close();
}

test("A second start brings and builds nothing, and serves", async (t) => {
  await start(t);
  const written = () => MADE.map((file) => [file, statSync(new URL(file, root)).ctimeMs]);
  const before = written();
  const { url, output } = await start(t);
  assert.equal((await fetch(url)).status, 200);
  assert.deepEqual(written(), before);
  assert.doesNotMatch(output(), /Building|Installing|Compiling/);
});

test("A page of which nobody knows what it was made from is built anew", async (t) => {
  await start(t);
  rmSync(fileURLToPath(stamp));
  assert.match((await start(t)).output(), /Building the page\.\nIt is built/);
});

test("Where port 8787 is taken, the next free one serves", async (t) => {
  // Something else may have it already, and give it up at any time.
  const blocker = await listen(8787).catch(() => undefined);
  t.after(() => blocker?.close());
  const { url } = await start(t);
  if (blocker) assert.ok(Number(new URL(url).port) > 8787);
  assert.equal((await fetch(url)).status, 200);
});

for (const args of [[], ["--", "--backend", "stream"]]) {
  const name = `npm start ${args.join(" ")}`.trim();
  test(`${name}: Ctrl-C ends all of it with exit code 0, and the port is free again`, async (t) => {
    const dashboard = await start(t, args);
    assert.equal((await call(dashboard.url, "")).status, 200);
    // A terminal sends the signal to all of the group.
    signal(-dashboard.pid, "SIGINT");
    await assertGone(dashboard);
  });

  test(`${name}: SIGTERM to npm alone ends all of it with exit code 0`, async (t) => {
    const dashboard = await start(t, args);
    signal(dashboard.pid, "SIGTERM");
    await assertGone(dashboard);
  });
}

const known = [/--backend stand-in/, /--backend stream/, /--real/, /--help/];
for (const [what, args, says] of [
  ["An option that there is not", ["--", "--bakend", "stream"], /'--bakend'/],
  ["A backend that there is not", ["--", "--backend=r2"], /no backend named "r2"/],
  ["A backend that only objects have", ["--", "--backend=toString"], /no backend named "toString"/],
  ["An option without its value", ["--", "--backend"], /--backend/],
  ["A word", ["--", "stream"], /'stream'/],
  ["Both a backend and Cloudflare", ["--", "--real", "--backend", "stream"], /exclude each other/],
  [
    "An option that npm takes for its own",
    ["--real"],
    /npm has taken --real .* write ` -- ` before it/,
  ],
]) {
  test(`${what} is an error, which lists the options`, async (t) => {
    const { url, ended, output } = await run(t, args);
    assert.equal(url, undefined);
    assert.equal(await ended, 1);
    assert.match(output(), says);
    for (const option of known) assert.match(output(), option);
    assert.doesNotMatch(output(), /^\s+at /m);
  });
}

test("--help lists the options and starts nothing", async (t) => {
  const { url, ended, output } = await run(t, ["--", "--help"]);
  assert.equal(url, undefined);
  assert.equal(await ended, 0);
  for (const option of known) assert.match(output(), option);
});

for (const [missing, variables] of [
  ["CLOUDFLARE_ACCOUNT_ID", { CLOUDFLARE_API_TOKEN: API_TOKEN, CLOUDFLARE_ACCOUNT_ID: " " }],
  ["CLOUDFLARE_API_TOKEN", { CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID }],
  ["CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID", {}],
]) {
  test(`--real without ${missing} says that it is missing and ends`, async (t) => {
    const { url, ended, output } = await run(t, ["--", "--real"], variables);
    assert.equal(url, undefined);
    assert.equal(await ended, 1);
    assert.match(output(), new RegExp(`For --real, set ${missing} in the environment\\.`));
    assert.ok(!output().includes(API_TOKEN));
  });
}

test("--real with an address that is none says so, and never shows it", async (t) => {
  const { ended, output } = await run(t, ["--", "--real"], {
    CLOUDFLARE_API_TOKEN: API_TOKEN,
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
    CLOUDFLARE_BASE_URL: "ftp://someone:secret@localhost/",
  });
  assert.equal(await ended, 1);
  assert.match(output(), /CLOUDFLARE_BASE_URL must be a whole address/);
  assert.doesNotMatch(output(), /secret/);
});

test("The environment's token is used with --real alone, and without it that is said", async (t) => {
  const { url, output } = await start(t, [], {
    CLOUDFLARE_API_TOKEN: API_TOKEN,
    CLOUDFLARE_ACCOUNT_ID: "of somebody",
    CLOUDFLARE_BASE_URL: "http://127.0.0.1:1",
  });
  assert.match(output(), /Using the stand-in/);
  assert.match(output(), /token of the environment is not used: only --real does that/);
  assert.ok(!output().includes(API_TOKEN));
  assert.equal((await call(url, "")).result.length, 40);
});

test("With DASHBOARD_PASSWORD, nobody enters without it", async (t) => {
  const [password, viewing] = ["a password for this test", "another, to look only"];
  const { url, output } = await start(t, [], { DASHBOARD_PASSWORD: password, VIEWER_PASSWORD: viewing });
  for (const secret of [password, viewing]) assert.ok(!output().includes(secret));
  for (const path of ["/", "/index.html", "/api/accounts/self/stream", "/thumbnails/a"]) {
    assert.equal((await fetch(url + path)).status, 401, path);
  }
  for (const [secret, status] of [
    [password, 200],
    [viewing, 403],
  ]) {
    const headers = { authorization: `Basic ${Buffer.from(`anyone:${secret}`).toString("base64")}` };
    assert.equal((await call(url, "", { headers })).result.length, 40);
    const path = `/${VIDEOS.nothing}/downloads`;
    assert.equal((await call(url, path, { method: "POST", headers })).status, status);
  }
});
