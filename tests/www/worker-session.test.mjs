// Signing in with the password, the session that it begins, and signing out.

import assert from "node:assert/strict";
import { createHmac, hkdfSync } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { assertFailure, basic, DOWNLOADS, ORIGIN, PASSWORD, startWorker, VIDEOS_PATH } from "./worker-run.mjs";

const PAGE = { page: { "/": "<p>the page", "/assets/index-1.js": "the script" } };
const DAYS = 7;
const LIFETIME = DAYS * 24 * 60 * 60;
const NAME = "__Host-session";
const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-mode": "navigate" };
const now = () => Math.floor(Date.now() / 1000);

async function start(t, password = PASSWORD) {
  const worker = await startWorker(t, { DASHBOARD_PASSWORD: password }, PAGE);
  const signIn = (given, { headers, ...more } = {}) =>
    worker.ask("/sign-in", {
      method: "POST",
      headers: { ...BROWSER, origin: ORIGIN, "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ password: given }).toString(),
      ...more,
    });
  const signOut = (headers) => worker.ask("/sign-out", { method: "POST", headers: { ...BROWSER, ...headers } });
  const enters = async (cookie) => {
    const { status, text } = await worker.ask("/", { headers: { cookie } });
    assert.ok(status === 200 ? text === "<p>the page" : status === 401, `${status}`);
    return status === 200;
  };
  return { ...worker, signIn, signOut, enters };
}

const cookieOf = ({ headers }) => headers["set-cookie"][0].split(";")[0];

/** The cookie that whoever knows the password could make. */
function made(until, { password = PASSWORD, label = "cf-stream-downloads dashboard session v1", name = NAME } = {}) {
  const key = Buffer.from(hkdfSync("sha256", password, Buffer.alloc(32), label, 32));
  const signature = createHmac("sha256", key).update(`${until}`).digest("base64");
  return `${name}=${encodeURIComponent(`${until}.${signature}`)}`;
}

test("A browser gets a form, and no challenge that would open a window of its own", async (t) => {
  const { ask } = await start(t);
  for (const headers of [BROWSER, { accept: "text/html" }]) {
    for (const path of ["/", "/assets/index-1.js", "/sign-in", "/nothing"]) {
      const answer = await ask(path, { headers });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers["www-authenticate"], undefined);
      assert.equal(answer.headers["cache-control"], "no-store");
      assert.match(answer.headers["content-security-policy"], /; form-action 'self'; /);
      assert.match(answer.text, /<form method="post" action="\/sign-in">/);
      assert.doesNotMatch(answer.text, /the page|the script|role="alert"/);
    }
  }
  const api = await ask(VIDEOS_PATH, { headers: { "sec-fetch-mode": "cors" } });
  assertFailure(api, 401);
  assert.equal(api.headers["www-authenticate"], undefined);
});

test("The right password begins a session, with which one enters until it ends", async (t) => {
  const { ask, signIn, enters } = await start(t);
  const answer = await signIn(PASSWORD);
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.location, "/");
  assert.equal(answer.headers["cache-control"], "no-store");
  assert.equal(answer.headers["set-cookie"].length, 1);
  const [, ...attributes] = answer.headers["set-cookie"][0].split("; ");
  assert.deepEqual(attributes.sort(), ["HttpOnly", `Max-Age=${LIFETIME}`, "Path=/", "SameSite=Lax", "Secure"]);
  const cookie = cookieOf(answer);
  assert.ok(cookie.startsWith(`${NAME}=`));
  assert.ok(await enters(cookie));
  assert.ok(await enters(`a=b; ${cookie}; c="d"`));
  assert.equal((await ask(VIDEOS_PATH, { headers: { cookie } })).status, 200);
  const back = await ask("/sign-in", { headers: { ...BROWSER, cookie } });
  assert.deepEqual([back.status, back.headers.location], [303, "/"]);
  // Nothing is written for a page of another origin.
  const path = DOWNLOADS(VIDEOS.nothing);
  assertFailure(await ask(path, { method: "POST", headers: { cookie, origin: "https://evil.example" } }), 403);
  assert.equal((await ask(path, { method: "POST", headers: { cookie, origin: ORIGIN } })).status, 200);

  await t.test("and the page is told who that is, and how to leave", async () => {
    for (const [headers, signOut] of [
      [{ cookie }, "/sign-out"],
      [basic(PASSWORD), null],
    ]) {
      const { status, headers: given, body } = await ask("/api/session", { headers });
      assert.equal(status, 200);
      assert.equal(given["cache-control"], "no-store");
      const { archive, webhook, account, ...user } = body().result;
      assert.deepEqual(user, { name: "Editor", role: "editor", signOut });
      assert.deepEqual({ archive, webhook, account }, { archive: false, webhook: false, account: ACCOUNT_ID });
    }
    assertFailure(await ask("/api/session"), 401);
  });
  await t.test("on this machine also by http, where a cookie cannot be Secure", async () => {
    const host = "localhost:8787";
    const answer = await signIn(PASSWORD, { host, headers: { origin: `http://${host}` } });
    assert.equal(answer.status, 303);
    assert.match(answer.headers["set-cookie"][0], /^session=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    assert.equal((await ask("/", { host, headers: { cookie: cookieOf(answer) } })).status, 200);
    // By https it is none: a neighbouring host could have set it.
    assert.ok(!(await enters(cookieOf(answer))));
  });
  await t.test("and through a tunnel that rewrites the host", async () => {
    const headers = { origin: "null", "sec-fetch-site": "same-origin", "x-forwarded-proto": "https" };
    const answer = await signIn(PASSWORD, { host: "localhost:8787", headers });
    assert.equal(answer.status, 303);
    assert.match(answer.headers["set-cookie"][0], /^__Host-session=.*; Secure/);
  });
});

test("A cookie that this deployment has not given, or that has ended, is none", async (t) => {
  const { ask, enters, signIn } = await start(t);
  const other = await start(t, "the password of another");
  const cookie = cookieOf(await signIn(PASSWORD));
  const value = decodeURIComponent(cookie.slice(NAME.length + 1));
  const [until, signature] = value.split(".");
  const at = (text) => `${NAME}=${encodeURIComponent(text)}`;

  assert.ok(await enters(made(now() + 60)));
  assert.ok(await enters(made(now() + LIFETIME - 60)));
  for (const [why, wrong] of Object.entries({
    "of another deployment": cookieOf(await other.signIn("the password of another")),
    "with the key of a wrong password": made(now() + 60, { password: PASSWORD.toUpperCase() }),
    "with the key of another use": made(now() + 60, { label: "" }),
    expired: made(now() - 1),
    "expired long ago": made(1),
    "longer than any is given for": made(now() + LIFETIME + 600),
    "without an end": made("Infinity"),
    "of no time": made(""),
    "of a time in another form": made("1e12"),
    "of a longer time": at(`${Number(until) + 1}.${signature}`),
    "without a signature": at(until),
    "with an empty one": at(`${until}.`),
    "with another one": at(`${until}.${"A".repeat(43)}=`),
    "with half of it": at(`${until}.${signature.slice(0, 22)}`),
    "with a letter changed": at(`${until}.${signature[0] === "A" ? "B" : "A"}${signature.slice(1)}`),
    "under another name": made(now() + 60, { name: "session" }),
    "under the name of another prefix": made(now() + 60, { name: "__Secure-session" }),
    "the password": at(PASSWORD),
    empty: `${NAME}=`,
    "not decodable": `${NAME}=%`,
  })) {
    assert.ok(!(await enters(wrong)), why);
    assertFailure(await ask(VIDEOS_PATH, { headers: { cookie: wrong } }), 401);
    // One that somebody has set before the sign-in is not taken over.
    const answer = await signIn(PASSWORD, { headers: { cookie: wrong } });
    assert.notEqual(cookieOf(answer), wrong);
    assert.ok(await enters(cookieOf(answer)));
    assert.ok(!(await enters(wrong)), why);
  }
  assert.ok(!(await other.enters(cookie)));
});

test("A form without the right password, or from elsewhere, begins nothing", async (t) => {
  const { ask, signIn, upstream } = await start(t);
  const expect = async (answer, status, says) => {
    const { status: given, headers, text } = await answer;
    assert.equal(given, status);
    assert.match(text, says);
    assert.equal(headers["set-cookie"], undefined);
    assert.equal(headers["www-authenticate"], undefined);
    assert.equal(headers["cache-control"], "no-store");
  };
  await expect(signIn(`${PASSWORD}r`), 401, /<p role="alert">That is not the password\.<\/p>/);
  await expect(signIn(""), 401, /Enter the password\./);
  await expect(signIn(PASSWORD, { body: "x=1" }), 401, /Enter the password\./);
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "" },
    { origin: `http://${new URL(ORIGIN).host}` },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "https://sub.dashboard.example", "sec-fetch-site": "same-site" },
    { origin: "null", "sec-fetch-site": "none" },
  ]) {
    await expect(signIn(PASSWORD, { headers }), 403, /on this dashboard's own page/);
  }
  for (const method of ["GET", "PUT", "DELETE"]) {
    const { status } = await ask(`/sign-in?password=${encodeURIComponent(PASSWORD)}`, { method });
    assert.equal(status, 401);
  }
  assert.deepEqual(await upstream(), []);
});

test("What is too long for a password is not read", async (t) => {
  const { url } = await start(t);
  const socket = connect(url.port, "127.0.0.1");
  t.after(() => socket.destroy());
  const head = ["POST /sign-in HTTP/1.1", `host: ${url.host}`, `origin: ${url.origin}`, "content-length: 20000"];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const [answer] = await once(socket, "data");
  assert.match(`${answer}`, /^HTTP\/1\.1 413 /);
});

test("Signing out takes the cookie away, for a page of this origin alone", async (t) => {
  const { ask, signIn, signOut, enters } = await start(t);
  const cookie = cookieOf(await signIn(PASSWORD));
  for (const headers of [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: "https://sub.dashboard.example", "sec-fetch-site": "same-site" },
  ]) {
    const { status, headers: given } = await signOut({ cookie, ...headers });
    assert.equal(status, 403);
    assert.equal(given["set-cookie"], undefined);
  }
  for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
    const { headers } = await ask("/sign-out", { method, headers: { cookie, origin: ORIGIN } });
    assert.equal(headers["set-cookie"], undefined);
  }
  assert.ok(await enters(cookie));
  for (const headers of [{ cookie, origin: ORIGIN }, { cookie, "sec-fetch-site": "same-origin" }, { origin: ORIGIN }]) {
    const { status, headers: given } = await signOut(headers);
    assert.deepEqual([status, given.location], [303, "/"]);
    const [, ...attributes] = given["set-cookie"][0].split("; ");
    assert.ok(given["set-cookie"][0].startsWith(`${NAME}=;`));
    assert.deepEqual(attributes.sort(), ["HttpOnly", "Max-Age=0", "Path=/", "SameSite=Lax", "Secure"]);
  }
});

test("Wrong passwords of others lock out nobody who is signed in", async (t) => {
  const { ask, signIn } = await start(t);
  const from = (address) => ({ "cf-connecting-ip": address });
  const cookie = cookieOf(await signIn(PASSWORD, { headers: from("203.0.113.5") }));
  for (let turn = 0; turn < 5; turn++) {
    assert.equal((await signIn(`guess ${turn}`, { headers: from("203.0.113.5") })).status, 401);
  }
  const { status, headers, text } = await signIn(PASSWORD, { headers: from("203.0.113.5") });
  assert.equal(status, 429);
  assert.ok(headers["retry-after"] >= 1 && headers["retry-after"] <= 60);
  assert.match(text, /role="alert">Too many wrong passwords were entered from your network\. Try again in \d+ second/);
  assert.doesNotMatch(text, /Cloudflare/);
  const inside = { cookie, ...from("203.0.113.5") };
  // Not even when the browser sends a wrong password besides, nor is that counted.
  for (let turn = 0; turn < 10; turn++) {
    assert.equal((await ask("/", { headers: inside })).status, 200);
    assert.equal((await ask(VIDEOS_PATH, { headers: { ...inside, ...basic("wrong") } })).status, 200);
    const elsewhere = { ...inside, ...basic("wrong"), ...from("203.0.113.77") };
    assert.equal((await ask("/", { headers: elsewhere })).status, 200);
  }
  assert.equal((await ask("/", { headers: { ...basic("wrong"), ...from("203.0.113.77") } })).status, 401);

  for (let host = 0; host < 110; host++) await signIn("a wrong one", { headers: from(`198.51.100.${host}`) });
  assert.equal((await ask("/", { headers: inside })).status, 200);
  assert.equal((await signIn(PASSWORD, { headers: from("198.51.100.200") })).status, 303);
  // A forged session is not spared.
  const forged = { cookie: `${NAME}=1.x`, ...basic(PASSWORD), ...from("203.0.113.5") };
  assert.equal((await ask("/", { headers: forged })).status, 429);
});

test("A program enters by Basic authorization, and is given no session", async (t) => {
  const { ask } = await start(t);
  const { status, headers } = await ask(VIDEOS_PATH, { headers: basic(PASSWORD) });
  assert.equal(status, 200);
  assert.equal(headers["set-cookie"], undefined);
  assert.match((await ask(VIDEOS_PATH)).headers["www-authenticate"], /^Basic /);
});
