// Editors and viewers: who is which, and that a viewer changes nothing.

import assert from "node:assert/strict";
import { createHmac, hkdfSync } from "node:crypto";
import { test } from "node:test";

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { ACCESS, assertion, showing, teamKey } from "./worker-assertion.mjs";
import { assertFailure, basic, DOWNLOADS, ORIGIN, PASSWORD, startWorker, VIDEOS_PATH } from "./worker-run.mjs";

const VIEWING = "only to look at it";
const PASSWORDS = { DASHBOARD_PASSWORD: PASSWORD, VIEWER_PASSWORD: VIEWING };
const NAME = "__Host-session";
const EDITOR_LABEL = "cf-stream-downloads dashboard session v1";
const VIEWER_LABEL = "cf-stream-downloads dashboard viewer session v1";
const PAGE = { page: { "/": "<p>the page" } };
const WRITES = [DOWNLOADS(VIDEOS.nothing), `${DOWNLOADS(VIDEOS.nothing)}/audio`].flatMap((path) => [
  ["POST", path],
  ["DELETE", path],
]);
const now = () => Math.floor(Date.now() / 1000);

async function start(t, variables = PASSWORDS, options = PAGE) {
  const worker = await startWorker(t, variables, options);
  const signIn = (password, headers) =>
    worker.ask("/sign-in", {
      method: "POST",
      headers: { accept: "text/html", origin: ORIGIN, ...headers },
      body: new URLSearchParams({ password }).toString(),
    });
  /** Gives who somebody is, or the status of the refusal. */
  const who = async (headers) => {
    const { status, body } = await worker.ask("/api/session", { headers });
    return status === 200 ? body().result : status;
  };
  const role = async (headers) => (await who(headers)).role;
  return { ...worker, signIn, who, role };
}

const cookieOf = ({ headers }) => headers["set-cookie"][0].split(";")[0];

/** The cookie that whoever knows a password could make. */
function made(until, password, label) {
  const key = Buffer.from(hkdfSync("sha256", password, Buffer.alloc(32), label, 32));
  const signature = createHmac("sha256", key).update(`${until}`).digest("base64");
  return `${NAME}=${encodeURIComponent(`${until}.${signature}`)}`;
}

/** Asserts that whoever has these headers sees everything and changes nothing. */
async function assertLooksOnly({ ask, upstream }, headers) {
  const before = (await upstream()).length;
  for (const [method, path] of WRITES) {
    const answer = await ask(path, { method, headers: { origin: ORIGIN, ...headers } });
    assertFailure(answer, 403);
    assert.match(answer.text, /You may look, but not change anything here\./);
  }
  assert.equal((await upstream()).length, before);
  assert.equal((await ask("/", { headers })).text, "<p>the page");
  for (const path of [VIDEOS_PATH, DOWNLOADS(VIDEOS.bothReady)]) {
    assert.equal((await ask(path, { headers })).status, 200);
  }
}

async function assertChanges({ ask }, headers) {
  for (const [method, path] of WRITES) {
    assert.equal((await ask(path, { method, headers: { origin: ORIGIN, ...headers } })).status, 200);
    const foreign = { ...headers, origin: "https://evil.example" };
    assertFailure(await ask(path, { method, headers: foreign }), 403);
  }
}

test("Each password signs in to its own role", async (t) => {
  const worker = await start(t);
  const { signIn, who } = worker;
  const features = { archive: false, webhook: false, account: ACCOUNT_ID };
  const editor = { cookie: cookieOf(await signIn(PASSWORD)) };
  const viewer = { cookie: cookieOf(await signIn(VIEWING)) };
  assert.deepEqual(await who(editor), { name: "Editor", role: "editor", signOut: "/sign-out", ...features });
  assert.deepEqual(await who(viewer), { name: "Viewer", role: "viewer", signOut: "/sign-out", ...features });
  assert.deepEqual(await who(basic(PASSWORD)), { name: "Editor", role: "editor", signOut: null, ...features });
  assert.deepEqual(await who(basic(VIEWING)), { name: "Viewer", role: "viewer", signOut: null, ...features });
  for (const headers of [editor, basic(PASSWORD)]) await assertChanges(worker, headers);
  for (const headers of [viewer, basic(VIEWING)]) await assertLooksOnly(worker, headers);

  await t.test("and who signs in again is whoever that password is for", async () => {
    assert.equal(await worker.role({ cookie: cookieOf(await signIn(VIEWING, editor)) }), "viewer");
    assert.equal(await worker.role({ cookie: cookieOf(await signIn(PASSWORD, viewer)) }), "editor");
  });
  await t.test("Signing out ends a viewer's session", async () => {
    const answer = await worker.ask("/sign-out", { method: "POST", headers: { ...viewer, origin: ORIGIN } });
    assert.equal(answer.status, 303);
    assert.ok(answer.headers["set-cookie"][0].startsWith(`${NAME}=;`));
  });
});

test("No viewer's cookie is an editor's", async (t) => {
  const { signIn, role, who } = await start(t);
  const cookie = cookieOf(await signIn(VIEWING));
  const [until, signature] = decodeURIComponent(cookie.slice(NAME.length + 1)).split(".");
  assert.equal(await role({ cookie: made(now() + 60, VIEWING, VIEWER_LABEL) }), "viewer");
  assert.equal(await role({ cookie: made(now() + 60, PASSWORD, EDITOR_LABEL) }), "editor");
  for (const [why, forged] of Object.entries({
    "of the editor's use": made(now() + 60, VIEWING, EDITOR_LABEL),
    "of the editor's password for a viewer": made(now() + 60, PASSWORD, VIEWER_LABEL),
    expired: made(now() - 1, VIEWING, VIEWER_LABEL),
    "longer than any is given for": made(now() + 8 * 86_400, VIEWING, VIEWER_LABEL),
    "of a longer time": `${NAME}=${encodeURIComponent(`${Number(until) + 1}.${signature}`)}`,
    "with a role in it": `${NAME}=${encodeURIComponent(`editor.${until}.${signature}`)}`,
    "of another deployment": made(now() + 60, "the password of another", VIEWER_LABEL),
  })) {
    assert.equal(await who({ cookie: forged }), 401, why);
    // One that somebody has planted before is not taken over, nor does it lend its role.
    const next = cookieOf(await signIn(VIEWING, { cookie: forged }));
    assert.notEqual(next, forged);
    assert.equal(await role({ cookie: next }), "viewer");
  }
  // Of two of the same name only the first is read: neither gives what the other has not.
  const both = await role({ cookie: `${cookie}; ${made(now() + 60, VIEWING, EDITOR_LABEL)}` });
  assert.equal(both, "viewer");
});

test("A deployment with the same password for other people takes no cookie of this one", async (t) => {
  const { signIn } = await start(t);
  const other = await start(t, { DASHBOARD_PASSWORD: VIEWING, VIEWER_PASSWORD: "the password of another" });
  assert.equal(await other.who({ cookie: cookieOf(await signIn(VIEWING)) }), 401);
  assert.equal(await other.who({ cookie: cookieOf(await signIn(PASSWORD)) }), 401);
  const without = await start(t, { DASHBOARD_PASSWORD: PASSWORD });
  assert.equal(await without.who({ cookie: cookieOf(await signIn(VIEWING)) }), 401);
  assert.equal(await without.who(basic(VIEWING)), 401);
  assert.equal(await without.who(basic("")), 401);
});

test("Guesses at both passwords count together, and a viewer's own is not one", async (t) => {
  const { signIn, ask } = await start(t);
  const from = (address) => ({ "cf-connecting-ip": address });
  for (let turn = 0; turn < 8; turn++) {
    assert.equal((await ask("/", { headers: { ...basic(VIEWING), ...from("203.0.113.5") } })).status, 200);
  }
  const statuses = [];
  for (let turn = 0; turn < 6; turn++) {
    statuses.push((await signIn(`guess ${turn}`, from("203.0.113.5"))).status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
  for (const password of [PASSWORD, VIEWING]) {
    assert.equal((await signIn(password, from("203.0.113.5"))).status, 429);
    assert.equal((await signIn(password, from("203.0.113.6"))).status, 303);
  }
  // To be signed in as a viewer helps nobody to guess the other one.
  const cookie = cookieOf(await signIn(VIEWING, from("203.0.113.7")));
  const guesses = [];
  for (let turn = 0; turn < 6; turn++) {
    guesses.push((await signIn(`guess ${turn}`, { cookie, ...from("203.0.113.7") })).status);
  }
  assert.equal(guesses.at(-1), 429);
});

test("Without a sign-in on one's own machine one is an editor", async (t) => {
  const { ask, port } = await startWorker(t, {});
  const { result } = (await ask("/api/session", { host: `localhost:${port}` })).body();
  assert.deepEqual([result.name, result.role, result.signOut], ["Local", "editor", null]);
});

test("The account is told where dash.cloudflare.com knows it", async (t) => {
  for (const [variables, options, account] of [
    [{ CLOUDFLARE_BASE_URL: "https://api.cloudflare.com/client/v4" }, {}, ACCOUNT_ID],
    [{ CLOUDFLARE_BASE_URL: "https://api.example" }, {}, null],
    [{ WEBHOOK_URL: "https://hooks.example/x" }, { stream: true }, null],
  ]) {
    const { who } = await start(t, { ...PASSWORDS, ...variables }, options);
    const session = await who(basic(PASSWORD));
    assert.equal(session.account, account);
    assert.equal(session.webhook, "WEBHOOK_URL" in variables);
  }
});

test("With Cloudflare Access", async (t) => {
  const own = await teamKey();
  const certs = () => Response.json({ keys: [own.jwk] });
  const open = (t, editors) =>
    start(t, { ...ACCESS, ...(editors !== undefined && { ACCESS_EDITORS: editors }) }, { ...PAGE, certs });
  const as = (claims) => showing(assertion(own, { claims }));
  const service = { email: undefined, sub: "", common_name: "88bf3b6d86161464f6509f7219099e57.access" };

  await t.test("everybody is an editor without a list", async (t) => {
    const worker = await open(t);
    assert.deepEqual(await worker.who(await as({})), {
      name: "a@example.com",
      role: "editor",
      signOut: "/cdn-cgi/access/logout",
      archive: false,
      webhook: false,
      account: ACCOUNT_ID,
    });
    const { name, role, signOut } = await worker.who(await as(service));
    assert.deepEqual([name, role, signOut], [service.common_name, "editor", null]);
    await assertChanges(worker, await as({}));
  });

  await t.test("only those on the list are editors", async (t) => {
    const list = ` Jo@Team.example,@media.example , Video Editors,g-1,${service.common_name},`;
    const worker = await open(t, list);
    for (const claims of [
      { email: "jo@team.example" },
      { email: "JO@TEAM.EXAMPLE" },
      { email: "anybody@media.example" },
      { email: "anybody@MEDIA.example" },
      { groups: ["Viewers", "Video Editors"] },
      { groups: "Video Editors" },
      { groups: [{ id: "x", name: "Video Editors" }] },
      { groups: [{ id: "g-1" }] },
      { custom: { groups: ["Video Editors"] } },
      service,
    ]) {
      assert.equal(await worker.role(await as(claims)), "editor", JSON.stringify(claims));
    }
    for (const claims of [
      {},
      { email: "xjo@team.example" },
      { email: "jo@team.example.evil.example" },
      { email: "a@xmedia.example" },
      { email: "a@sub.media.example" },
      { email: "a@media.example@evil.example" },
      { email: "@evil.example" },
      { email: ["jo@team.example"] },
      { email: undefined },
      { email: "", common_name: "jo@team.example" },
      { email: "Video Editors" },
      { name: "Video Editors" },
      { common_name: "Video Editors" },
      { groups: ["video editors"] },
      { groups: ["Video Editors, g-1"] },
      { groups: ["jo@team.example", "@media.example", service.common_name] },
      { groups: { name: "Video" } },
      { groups: [null, 5, ["Video"]] },
      { custom: "Video Editors" },
      { custom: null },
      { ...service, common_name: "another.access" },
    ]) {
      assert.equal(await worker.role(await as(claims)), "viewer", JSON.stringify(claims));
    }
    await assertLooksOnly(worker, await as({}));
    await assertLooksOnly(worker, await as({ ...service, common_name: "another.access" }));
    await assertChanges(worker, await as({ groups: ["Video Editors"] }));
  });

  await t.test("nobody becomes an editor by a header, a cookie or the list itself", async (t) => {
    const { role, who } = await open(t, "jo@team.example");
    const headers = await as({});
    for (const more of [
      { "cf-access-authenticated-user-email": "jo@team.example" },
      { cookie: "session=jo@team.example; CF_Authorization=x" },
      basic(PASSWORD, "jo@team.example"),
    ]) {
      assert.equal(await role({ ...headers, ...more }), "viewer");
      assert.equal(await who(more), 403);
    }
  });
});
