// The credential is in nothing that anybody can see.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { until } from "./worker-jobs-run.mjs";
import {
  basic,
  bundle,
  DOWNLOADS,
  ORIGIN,
  PASSWORD,
  startWorker,
  VIDEOS_PATH,
} from "./worker-run.mjs";

const HERE = { ...basic(PASSWORD), origin: ORIGIN };
// A token may have any visible characters; in JSON these two are written with another before them.
const ODD_TOKEN = `stand-in-token-"which"-may\\read-and-write0`;

/** A secret in all the forms in which somebody could find it. */
function forms(secret) {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ];
}

function assertWithout(secrets, texts) {
  for (const text of texts) {
    for (const secret of secrets.flatMap(forms)) {
      assert.ok(
        !text.toLowerCase().includes(secret.toLowerCase()),
        `${secret} in ${text.slice(0, 2000)}`,
      );
    }
  }
}

const METHODS = ["GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS"];
const PATHS = [
  "/",
  "/nothing",
  "/api",
  VIDEOS_PATH,
  `${VIDEOS_PATH}?search=a&limit=5`,
  `${VIDEOS_PATH}?limit=x`,
  DOWNLOADS(VIDEOS.bothReady),
  DOWNLOADS(VIDEOS.nothing),
  DOWNLOADS("0".repeat(32)),
  DOWNLOADS(VIDEOS.bothReady, "other"),
  `${DOWNLOADS(VIDEOS.bothReady)}/audio`,
  `/thumbnails/${VIDEOS.nothing}`,
];

/** Asks for everything, in and out. */
async function session({ ask }) {
  for (const password of [PASSWORD, "wrong password"]) {
    const form = { "content-type": "application/x-www-form-urlencoded", origin: ORIGIN, accept: "text/html" };
    const body = new URLSearchParams({ password }).toString();
    await ask("/sign-in", { method: "POST", headers: form, body });
    await ask("/", { headers: { accept: "text/html" } });
    await ask("/sign-out", { method: "POST", headers: { origin: ORIGIN } });
  }
  const stranger = { ...basic("wrong password"), "cf-connecting-ip": "203.0.113.5" };
  for (const path of PATHS) {
    for (const method of METHODS) {
      for (const headers of [HERE, { origin: ORIGIN }, stranger, basic(PASSWORD)]) {
        await ask(path, { method, headers });
      }
    }
  }
}

test("In an ordinary session the credential is nowhere", async (t) => {
  const worker = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD }, { page: { "/": "<p>" } });
  await session(worker);
  assert.ok(worker.traffic.length > 200);
  assert.ok(worker.traffic.some((text) => text.includes("cloudflarestream.com")));
  assertWithout([API_TOKEN, PASSWORD], [...worker.traffic, ...worker.logs]);
  // It was there to be found.
  const [{ headers }] = await worker.upstream();
  assert.equal(headers.authorization, `Bearer ${API_TOKEN}`);
});

test("Not even when Cloudflare's answers hold it", async (t) => {
  const says = (token) => `Bearer ${token} is no good`;
  for (const token of [API_TOKEN, ODD_TOKEN]) {
    const envelope = {
      success: false,
      errors: [{ code: 9109, message: says(token), error_chain: [{ code: 9110, message: token }] }],
      result: null,
    };
    const headers = {
      "x-token": token,
      ratelimit: token,
      "retry-after": token,
      location: `https://x/${encodeURIComponent(token)}`,
    };
    const download = {
      status: "inprogress",
      percentComplete: 1,
      url: `https://x/?token=${token}`,
      [token]: token,
    };
    const list = [
      {
        uid: VIDEOS.nothing,
        meta: { name: says(token) },
        status: { state: token },
        thumbnail: `https://x/${token}`,
      },
    ];
    const answers = [
      ...[400, 401, 403, 404, 429, 500, 302].map((status) => ({ status, headers, body: envelope })),
      {
        status: 200,
        headers,
        body: { success: true, errors: [], messages: [says(token)], result: { default: download } },
      },
      { status: 200, headers, body: { success: true, result: list } },
      {
        status: 200,
        headers,
        body: { success: true, result: { default: { status: 5, url: token } } },
      },
      { status: 200, headers, body: { success: true, result: says(token) } },
      { status: 200, headers, body: `<p>${token}` },
      { status: 500, headers, body: says(token) },
      { status: 403, headers, body: { errors: [says(token)] } },
    ];
    for (const answer of answers) {
      const script = { answers: [answer], repeat: true };
      const worker = await startWorker(
        t,
        { DASHBOARD_PASSWORD: PASSWORD, CLOUDFLARE_API_TOKEN: token },
        { script },
      );
      for (const [path, method] of [
        [VIDEOS_PATH, "GET"],
        [DOWNLOADS(VIDEOS.bothReady), "GET"],
        [DOWNLOADS(VIDEOS.bothReady), "POST"],
        [DOWNLOADS(VIDEOS.bothReady), "DELETE"],
      ]) {
        await worker.ask(path, { method, headers: HERE });
      }
      assert.equal((await worker.upstream()).length, 4);
      assertWithout([token, PASSWORD], [...worker.traffic, ...worker.logs]);
    }
  }
});

test("Nor where it, or what else is set, cannot be used", async (t) => {
  for (const variables of [
    { CLOUDFLARE_API_TOKEN: `${API_TOKEN}\n${API_TOKEN}` },
    { CLOUDFLARE_API_TOKEN: `${API_TOKEN} ü` },
    { CLOUDFLARE_ACCOUNT_ID: "a".repeat(33) },
    { CLOUDFLARE_ACCOUNT_ID: ".." },
    { CLOUDFLARE_BASE_URL: `https://x:${API_TOKEN}@api.example` },
    { CLOUDFLARE_BASE_URL: `http://127.0.0.1:1/?token=${API_TOKEN}` },
    { CLOUDFLARE_BASE_URL: "http://127.0.0.1:1" },
    { DASHBOARD_PASSWORD: "short" },
    { ACCESS_AUD: "x" },
  ]) {
    const worker = await startWorker(
      t,
      { DASHBOARD_PASSWORD: PASSWORD, ...variables },
      { direct: true },
    );
    for (const path of PATHS) {
      const { status } = await worker.ask(path, { headers: HERE });
      assert.ok(status >= 400, `${JSON.stringify(variables)}: ${status} for ${path}`);
    }
    assertWithout([API_TOKEN, PASSWORD], [...worker.traffic, ...worker.logs]);
  }
});

test("Nor when something is wrong with the Worker itself", async (t) => {
  const variables = { DASHBOARD_PASSWORD: PASSWORD, CLOUDFLARE_BASE_URL: { href: API_TOKEN } };
  const worker = await startWorker(t, variables);
  const { status, headers, body } = await worker.ask(VIDEOS_PATH, { headers: HERE });
  assert.equal(status, 500);
  assert.equal(body().errors[0].message, "Something went wrong in this dashboard's Worker. Its log says what.");
  assert.match(headers["content-security-policy"], /^default-src 'none'/);
  // The log comes by another way than the answer.
  await until(() => /TypeError/.test(worker.logs.join("\n")));
  assertWithout([API_TOKEN, PASSWORD], [...worker.traffic, ...worker.logs]);
});

test("The bundle holds no credential and nothing of the stand-in", async () => {
  const modules = await bundle();
  assert.deepEqual(
    modules.map(({ type }) => type),
    ["ESModule", "CompiledWasm"],
  );
  for (const { contents } of modules) {
    assertWithout(
      [API_TOKEN, ACCOUNT_ID, PASSWORD, "stand-in-token"],
      [Buffer.from(contents).toString("latin1")],
    );
  }
});
