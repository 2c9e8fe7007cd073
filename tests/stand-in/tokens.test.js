import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { ACCOUNT_ID, API_TOKEN, READ_TOKEN, VIDEOS } from "./library.js";
import { startStandIn } from "./server.js";

const UID = VIDEOS.bothReady;
const now = () => Math.floor(Date.now() / 1000);

async function start(t) {
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const create = async (asked, { token = API_TOKEN, video = UID } = {}) => {
    const response = await fetch(`${standIn.baseURL}/accounts/${ACCOUNT_ID}/stream/${video}/token`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: asked && JSON.stringify(asked),
    });
    const { result, errors } = await response.json();
    return { status: response.status, token: result?.token, message: errors[0]?.message };
  };
  const download = async (token) => {
    const response = await fetch(`${standIn.origin}/${token}/downloads/default.mp4`);
    await response.arrayBuffer();
    return response.status;
  };
  return { create, download };
}

test("a token without a body is good for an hour, and for no download", async (t) => {
  const { create, download } = await start(t);
  const { status, token } = await create();
  assert.equal(status, 200);
  const { sub, exp, nbf, kid, ...more } = decodeJwt(token);
  assert.deepEqual([sub, exp - nbf, more], [UID, 7200, {}]);
  assert.deepEqual(decodeProtectedHeader(token), { alg: "RS256", kid });
  assert.equal(await download(token), 401);
});

test("a download is opened by a token for downloads while it is good", async (t) => {
  const { create, download } = await start(t);
  const { token } = await create({ downloadable: true });
  assert.equal(await download(token), 200);
  const { token: early } = await create({ downloadable: true, nbf: now() + 60 });
  assert.equal(await download(early), 401);
  const [header, , signature] = token.split(".");
  const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), exp: now() + 1e6 })).toString("base64url");
  assert.equal(await download(`${header}.${claims}.${signature}`), 401);
  assert.equal(await download("a.b.c"), 401);
});

test("a key of the caller's signs, when it comes with its identifier", async (t) => {
  const { create, download } = await start(t);
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = Buffer.from(privateKey.export({ type: "pkcs1", format: "pem" })).toString("base64");
  const { token } = await create({ id: "key", pem, downloadable: true });
  assert.equal(decodeProtectedHeader(token).kid, "key");
  assert.equal(await download(token), 200);
  for (const asked of [{ id: "key" }, { pem }, { id: "key", pem: "c2VjcmV0" }]) {
    const { status, message } = await create(asked);
    assert.equal(status, 400);
    assert.ok(!message.includes(pem));
  }
});

test("what is no token's is refused", async (t) => {
  const { create } = await start(t);
  for (const asked of [
    { exp: now() - 1 },
    { exp: now() + 86_460 },
    { exp: "soon" },
    { nbf: 0.5 },
    { downloadable: 1 },
    { accessRules: {} },
    { accessRules: new Array(6).fill({ type: "any", action: "allow" }) },
  ]) {
    assert.equal((await create(asked)).status, 400, JSON.stringify(asked));
  }
  assert.equal((await create({}, { token: READ_TOKEN })).status, 403);
  assert.equal((await create({}, { video: "0".repeat(32) })).status, 404);
});
