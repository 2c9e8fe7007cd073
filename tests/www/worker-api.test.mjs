// The API below /api: what it answers, and what it refuses.

import assert from "node:assert/strict";
import { test } from "node:test";
import Cloudflare, { APIConnectionError, NotFoundError } from "cf-stream-downloads";

import { STYLE_HASH } from "../../www/worker/style.js";
import { OPERATIONS, violation } from "../stand-in/contract.js";
import {
  ACCOUNT_ID,
  API_TOKEN,
  LIBRARY,
  READ_TOKEN,
  UNKNOWN_TOKEN,
  VIDEOS,
} from "../stand-in/library.js";
import {
  assertFailure,
  basic,
  DOWNLOADS,
  ORIGIN,
  PASSWORD,
  startWorker,
  VIDEOS_PATH,
} from "./worker-run.mjs";

const IN = basic(PASSWORD);
const HERE = { ...IN, origin: ORIGIN };
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];
const PATHS = [
  VIDEOS_PATH,
  DOWNLOADS(VIDEOS.bothReady),
  `${DOWNLOADS(VIDEOS.bothReady)}/audio`,
  `${DOWNLOADS(VIDEOS.bothReady)}/default`,
];
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  `style-src 'self' ${STYLE_HASH}`,
  "img-src 'self' data: https://*.cloudflarestream.com https://*.videodelivery.net",
  "connect-src 'self'",
  "frame-src https://*.cloudflarestream.com https://iframe.videodelivery.net",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
const ok = (result, headers) => ({
  headers,
  body: { success: true, errors: [], messages: [], result },
});

/** A Worker with a password, and `ask` with the right one. */
async function start(t, options) {
  const worker = await startWorker(
    t,
    { DASHBOARD_PASSWORD: PASSWORD, ...options?.variables },
    options,
  );
  const ask = (path, { headers, ...more } = {}) =>
    worker.ask(path, { headers: { ...HERE, ...headers }, ...more });
  return { ...worker, ask };
}

/** The package, with the Worker as its API. */
function client(worker, options) {
  return new Cloudflare({
    baseURL: `${worker.url.origin}/api`,
    accountId: "self",
    defaultHeaders: { ...IN, origin: worker.url.origin },
    maxRetries: 0,
    ...options,
  });
}

test("Every operation answers as openapi.json says", async (t) => {
  const { ask } = await start(t);
  for (const { method, template } of OPERATIONS) {
    for (const video of [VIDEOS.defaultReady, "0".repeat(32)]) {
      const path = template
        .replace("{account_id}", "self")
        .replace("{identifier}", video)
        .replace("{download_type}", "default");
      const { status, headers, body } = await ask(`/api${path}`, { method: method.toUpperCase() });
      assert.equal(violation({ method, template }, status, headers["content-type"], body()), "");
      if (video !== VIDEOS.defaultReady) assert.equal(status, 404);
      assert.equal(headers["cache-control"], "no-store");
    }
  }
});

test("The package finds through it what it finds at Cloudflare", async (t) => {
  const worker = await startWorker(
    t,
    { DASHBOARD_PASSWORD: PASSWORD },
    { script: { answers: [], speed: 300 } },
  );
  const { downloads } = client(worker).stream;

  await t.test("get", async () => {
    const { default: mp4, audio } = await downloads.get(VIDEOS.bothReady);
    assert.deepEqual([mp4.status, audio.status], ["ready", "ready"]);
    assert.match(audio.url, /^https:.*audio\.m4a$/);
  });
  await t.test("create, and at once it is there", async () => {
    assert.deepEqual(await downloads.get(VIDEOS.nothing), {});
    assert.equal((await downloads.create(VIDEOS.nothing)).default.status, "inprogress");
    assert.deepEqual(Object.keys(await downloads.get(VIDEOS.nothing)), ["default"]);
  });
  await t.test("watch, until it is ready", async () => {
    const seen = [];
    for await (const { default: mp4 } of downloads.watch(VIDEOS.nothing)) seen.push(mp4.status);
    assert.equal(seen.at(-1), "ready");
    assert.ok(seen.length >= 2, `${seen}`);
  });
  await t.test("delete, and at once it is gone", async () => {
    assert.equal(await downloads.delete(VIDEOS.nothing), "ok");
    assert.deepEqual(await downloads.get(VIDEOS.nothing), {});
  });
  await t.test("the audio by its own path", async () => {
    assert.equal((await downloads.audio.create(VIDEOS.alsoNothing)).audio.status, "inprogress");
    assert.equal(await downloads.audio.delete(VIDEOS.alsoNothing), "ok");
  });
  await t.test("errors, of their class", async () => {
    const error = await downloads.get("0".repeat(32)).then(assert.fail, (error) => error);
    assert.ok(error instanceof NotFoundError);
    assert.equal(error.code, 10003);
  });
  await t.test("getMany", async () => {
    let count = 0;
    for await (const { error } of downloads.getMany(Object.values(VIDEOS))) {
      assert.equal(error, undefined);
      count += 1;
    }
    assert.equal(count, Object.values(VIDEOS).length);
  });
});

test("The videos come with what the page needs, and no more", async (t) => {
  const video = {
    uid: VIDEOS.nothing,
    meta: { name: "Harbour", secret: "x" },
    duration: 95.4,
    size: 23_850_000,
    created: "2026-07-01T12:00:00.1Z",
    thumbnail: "https://customer-1.cloudflarestream.com/x/thumbnails/thumbnail.jpg",
    readyToStream: true,
    requireSignedURLs: true,
    status: { state: "ready" },
    creator: "somebody",
    playback: { hls: "https://x" },
  };
  const bare = { uid: VIDEOS.error };
  const odd = [
    null,
    1,
    { meta: { name: "No uid" } },
    { uid: 5 },
    { uid: VIDEOS.bothReady, meta: { name: 7 }, requireSignedURLs: false, size: 0 },
  ];
  const script = { answers: [ok([video, bare, ...odd])], repeat: true };
  const first = await start(t, { script });
  const { meta: _, creator: __, playback: ___, ...kept } = video;
  const { status, body } = await first.ask(VIDEOS_PATH);
  assert.equal(status, 200);
  assert.deepEqual(body(), {
    success: true,
    errors: [],
    messages: [],
    result: [{ ...kept, name: "Harbour" }, { uid: VIDEOS.error }, { uid: VIDEOS.bothReady }],
  });

  await t.test(
    "The thumbnails are the Worker's own where they are not at Cloudflare",
    async (t) => {
      const variables = { THUMBNAILS: `http://127.0.0.1:1/thumbnails` };
      const { ask } = await start(t, { script, variables });
      const [one, other] = (await ask(VIDEOS_PATH)).body().result;
      assert.equal(one.thumbnail, `/thumbnails/${VIDEOS.nothing}`);
      assert.ok(!("thumbnail" in other));
    },
  );
});

test("The stand-in's videos are all there, and can be searched and paged", async (t) => {
  const { ask, upstream } = await start(t);
  const { result } = (await ask(VIDEOS_PATH)).body();
  assert.deepEqual(result.map(({ name }) => name).sort(), LIBRARY.map(({ name }) => name).sort());

  await ask(
    `${VIDEOS_PATH}?search=+t%26m%20&limit=2&before=2026-07-01T12%3A00%3A00%2B02%3A00&asc=true&creator=x`,
  );
  const urls = (await upstream()).map(({ url }) => new URL(url, "http://x"));
  assert.deepEqual(Object.fromEntries(urls[0].searchParams), { limit: "100" });
  assert.deepEqual(Object.fromEntries(urls[1].searchParams), {
    search: "t&m",
    limit: "2",
    before: "2026-07-01T12:00:00+02:00",
  });

  await t.test("What cannot be asked is refused", async () => {
    const before = (await upstream()).length;
    for (const query of [
      "limit=0",
      "limit=1001",
      "limit=-1",
      "limit=1e2",
      "limit=",
      "before=yesterday",
      "before=2026-99-99T00:00:00Z",
      "before=",
      `search=${"x".repeat(201)}`,
    ]) {
      assertFailure(await ask(`${VIDEOS_PATH}?${query}`), 400);
    }
    assert.equal((await upstream()).length, before);
  });
});

test("What Cloudflare refuses is passed on as it is", async (t) => {
  const errors = [
    { code: 10005, message: "Bad Request", error_chain: [{ code: 10006, message: "why" }] },
  ];
  const failure = { success: false, errors, messages: [], result: null };
  for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 503]) {
    const headers = {
      "retry-after": "7",
      ratelimit: '"default";r=3;t=9',
      "set-cookie": "a=b",
      server: "x",
    };
    const { ask, upstream } = await start(t, {
      script: { answers: [{ status, headers, body: failure }] },
    });
    for (const { status: got, headers, body } of [await ask(PATHS[1], { method: "POST" })]) {
      assert.equal(got, status);
      assert.deepEqual(body(), failure);
      assert.equal(headers["retry-after"], "7");
      assert.equal(headers.ratelimit, '"default";r=3;t=9');
      assert.equal(headers["set-cookie"], undefined);
      assert.equal(headers["www-authenticate"], undefined);
    }
    assert.equal((await upstream()).length, 1);
  }
});

test("A refused credential of the Worker is not asked of the person", async (t) => {
  for (const [token, status] of [
    [UNKNOWN_TOKEN, 401],
    [READ_TOKEN, 403],
  ]) {
    const { ask } = await start(t, { variables: { CLOUDFLARE_API_TOKEN: token } });
    const answer = await ask(PATHS[1], { method: "POST" });
    assertFailure(answer, status, 10000);
    assert.equal(answer.headers["www-authenticate"], undefined);
  }
});

test("What nobody can read is a plain sentence", async (t) => {
  const html = { headers: { "content-type": "text/html" }, body: "<script>alert(1)</script>" };
  const withoutCode = { success: false, errors: [{ message: "Invalid API Token" }], messages: [], result: null };
  // The page takes a 1401 for the end of its own session, and a 1403 and a 1409 for the Worker's own words.
  for (const [name, answer, status, code] of [
    ["a page", { status: 200, ...html }, 502, 1502],
    ["a page with an error", { status: 500, ...html }, 500, 2500],
    ["a page to who is not signed in", { status: 401, ...html }, 401, 2401],
    ["a page of a firewall", { status: 403, ...html }, 403, 2403],
    ["an error without a code", { status: 401, body: withoutCode }, 401, 2401],
    ["a redirection", { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" }, 502, 2302],
    ["an answer of the wrong shape", ok("surprise"), 502, 1502],
    ["a failure that says nothing", { status: 418, body: "" }, 418, 2418],
  ]) {
    await t.test(name, async (t) => {
      const { ask } = await start(t, { script: { answers: [answer], repeat: true } });
      for (const path of [VIDEOS_PATH, PATHS[1]]) {
        const got = await ask(path);
        assertFailure(got, status, code);
        assert.equal(got.headers["x-content-type-options"], "nosniff");
        assert.equal(got.headers.location, undefined);
      }
    });
  }
});

test(
  "A connection that fails is a 502, and one that is silent a 504",
  { timeout: 60_000 },
  async (t) => {
    const faults = [
      { fault: "reset" },
      { fault: "close" },
      { fault: "truncate" },
      { fault: "stall" },
    ];
    const { ask } = await start(t, { direct: true, script: { answers: faults } });
    for (const status of [502, 502, 502, 504]) assertFailure(await ask(PATHS[1]), status);
    // None of it lasts.
    assert.equal((await ask(PATHS[1])).status, 200);
  },
);

test("Another account is refused, and never asked for", async (t) => {
  const { ask, upstream } = await start(t);
  for (const account of ["0".repeat(32), ACCOUNT_ID.toUpperCase(), "Self", "selfs", "me"]) {
    for (const [method, path] of [
      ["GET", `/api/accounts/${account}/stream`],
      ["GET", DOWNLOADS(VIDEOS.bothReady, account)],
      ["POST", DOWNLOADS(VIDEOS.bothReady, account)],
      ["DELETE", `${DOWNLOADS(VIDEOS.bothReady, account)}/audio`],
    ]) {
      assertFailure(await ask(path, { method }), 403);
    }
  }
  assert.deepEqual(await upstream(), []);
  // Its own may be named.
  assert.equal((await ask(DOWNLOADS(VIDEOS.bothReady, ACCOUNT_ID))).status, 200);
});

test("Only a page of its own origin may create and delete", async (t) => {
  const { ask, upstream } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD });
  const origins = [
    undefined,
    "null",
    "http://evil.example",
    "http://dashboard.example",
    "https://dashboard.example:8080",
    "https://dashboard.example.evil.example",
    "https://DASHBOARD.example.",
    "dashboard.example",
    "",
  ];
  for (const origin of origins) {
    for (const method of ["POST", "DELETE"]) {
      for (const path of PATHS.slice(1)) {
        const headers = origin === undefined ? IN : { ...IN, origin };
        assertFailure(await ask(path, { method, headers }), 403);
      }
    }
    const read = await ask(PATHS[1], { headers: origin === undefined ? IN : { ...IN, origin } });
    assert.equal(read.status, 200);
    assert.equal(read.headers["access-control-allow-origin"], undefined);
  }
  assert.ok((await upstream()).every(({ method }) => method === "GET"));
  assert.equal((await ask(PATHS[1], { method: "POST", headers: HERE })).status, 200);
});

test("HEAD is GET without a body, and other methods are refused with those that there are", async (t) => {
  const { ask, upstream } = await start(t, { page: { "/": "<p>page" } });
  const allowed = [
    ["GET", "HEAD"],
    ["GET", "HEAD", "POST", "DELETE"],
    ["POST", "DELETE"],
    ["POST", "DELETE"],
  ];
  for (const [index, path] of PATHS.entries()) {
    for (const method of METHODS) {
      const answer = await ask(path, { method });
      if (allowed[index].includes(method)) {
        assert.notEqual(answer.status, 405, `${method} ${path}`);
      } else {
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.deepEqual(answer.headers.allow.split(", ").sort(), [...allowed[index]].sort());
      }
    }
  }
  const head = await ask(PATHS[1], { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [200, ""]);
  assert.equal(head.headers["content-type"], "application/json");
  assert.ok((await upstream()).every(({ method }) => ["GET", "POST", "DELETE"].includes(method)));

  const page = await ask("/", { method: "HEAD" });
  assert.deepEqual([page.status, page.text], [200, ""]);
  const refused = await ask("/", { method: "POST" });
  assert.deepEqual([refused.status, refused.headers.allow], [405, "GET, HEAD"]);
});

test("Odd paths are not found, and never reach Cloudflare", async (t) => {
  const { ask, upstream } = await start(t, { page: { "/": "<p>page" } });
  const id = VIDEOS.bothReady;
  const odd = [
    "//api/accounts/self/stream",
    "/api//accounts/self/stream",
    "/api/accounts/self//stream",
    "/API/accounts/self/stream",
    "/api/Accounts/self/stream",
    "/api/accounts/self/STREAM",
    "/api/accounts/self/stream/",
    "/api/accounts/self/stream.",
    "/api./accounts/self/stream",
    "/api/accounts/self/stream%2F",
    "/api/accounts%2Fself/stream",
    "/api%2Faccounts/self/stream",
    "/%61pi/accounts/self/stream",
    "/api/accounts/%73elf/stream",
    "/api/accounts/self/stream;x",
    "/api/accounts/self/stream%00",
    "/api/accounts/self/stream%20",
    `/api/accounts/self/stream/${id}/downloads/`,
    `/api/accounts/self/stream/${id}/downloads.`,
    `/api/accounts/self/stream/${id}/downloads//`,
    `/api/accounts/self/stream/${id}/Downloads`,
    `/api/accounts/self/stream/${id}/downloads/AUDIO`,
    `/api/accounts/self/stream/${id}/downloads/audio/`,
    `/api/accounts/self/stream/${id}/downloads/hls`,
    `/api/accounts/self/stream/${id}/downloads/audio/x`,
    `/api/accounts/self/stream/${id}x/downloads`,
    `/api/accounts/self/stream/${id}.a/downloads`,
    `/api/accounts/self/stream/${id}%2Fdownloads`,
    `/api/accounts/self/stream/%2e%2e/${id}/downloads`,
    `/api/accounts/self/stream/${id}/%2e%2e/downloads`,
    `/api/accounts/self/stream/..%2F${id}/downloads`,
    `/api/accounts/self/stream/${id}%252Fx/downloads`,
    `/api/accounts/self/stream//downloads`,
    `/api/accounts/self/stream/${id}`,
    `/api/accounts/self/stream/${id}/captions`,
    `/api/accounts/self`,
    `/api/accounts`,
    `/api/`,
    `/api`,
    `/api/user/tokens/verify`,
    `/client/v4/accounts/${ACCOUNT_ID}/stream`,
    `/thumbnails/${id}`,
    `/thumbnails/${id}/x`,
  ];
  for (const path of odd) {
    for (const method of METHODS) {
      const { status, text } = await ask(path, { method });
      const expected = method === "GET" || method === "HEAD" ? [404] : [404, 405];
      assert.ok(expected.includes(status), `${method} ${path}: ${status}`);
      assert.ok(!text.includes("page"), path);
    }
  }
  assert.deepEqual(await upstream(), []);
});

test("What a client sends besides goes no further", async (t) => {
  const { ask, upstream } = await start(t);
  await ask(`${PATHS[1]}?evil=1`, {
    method: "POST",
    body: `{"a":1}`,
    headers: {
      cookie: "a=b",
      "x-auth-key": "k",
      "cf-access-jwt-assertion": "x",
      "x-forwarded-host": "evil.example",
    },
  });
  const [{ url, headers, body }] = await upstream();
  assert.equal(url, `/client/v4/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`);
  assert.equal(headers.authorization, `Bearer ${API_TOKEN}`);
  assert.equal(body, "");
  for (const name of [
    "cookie",
    "x-auth-key",
    "cf-access-jwt-assertion",
    "x-forwarded-host",
    "origin",
  ]) {
    assert.ok(!(name in headers), name);
  }
});

test("The built page is served with the headers that keep it safe", async (t) => {
  const { ask } = await start(t, {
    page: { "/": "<p>page", "/assets/index-B1x_.js": "1", "/icon.svg": "2" },
  });
  for (const [path, kept] of [
    ["/", "private, no-cache"],
    ["/icon.svg", "private, no-cache"],
    ["/assets/index-B1x_.js", "private, max-age=31536000, immutable"],
  ]) {
    const { status, headers } = await ask(path);
    assert.deepEqual([status, headers["cache-control"]], [200, kept]);
  }
  for (const path of ["/", "/nothing", "/assets/nothing.js", VIDEOS_PATH, "/api/x"]) {
    const { headers } = await ask(path);
    assert.equal(headers["content-security-policy"], POLICY);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["x-frame-options"], "DENY");
  }
});

test("A thumbnail comes from where the variable says", async (t) => {
  const { standIn, id } = await startWorker(t, {});
  const { ask } = await start(t, {
    direct: true,
    variables: { THUMBNAILS: `${standIn.origin}/thumbnails` },
  });
  const { status, headers, text } = await ask(`/thumbnails/${VIDEOS.nothing}`);
  assert.deepEqual([status, headers["content-type"]], [200, "image/svg+xml"]);
  assert.match(text, /^<svg /);
  assert.equal(headers["x-content-type-options"], "nosniff");
  for (const path of ["/thumbnails/..%2Fscenarios", "/thumbnails/", "/thumbnails/a/b"]) {
    assert.equal((await ask(path)).status, 404);
  }
  // What is no image is none of the page's.
  const variables = { THUMBNAILS: `${standIn.origin}/scenarios` };
  const other = await start(t, { direct: true, variables });
  assert.equal((await other.ask(`/thumbnails/${id}`)).status, 404);
});

test("A client of the package that is not let in is told so", async (t) => {
  const worker = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD });
  const { downloads } = client(worker, { defaultHeaders: {} }).stream;
  const error = await downloads.get(VIDEOS.bothReady).then(assert.fail, (error) => error);
  assert.ok(!(error instanceof APIConnectionError));
  assert.deepEqual([error.status, error.code], [401, 1401]);
});
