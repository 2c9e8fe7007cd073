import assert from "node:assert/strict";
import { test } from "node:test";
import { streamApi } from "./api.js";
import { violation } from "./contract.js";
import { Downloads } from "./downloads.js";
import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "./library.js";
import { stoppedClock } from "./clock.js";
import { startStandIn } from "./server.js";

const TEMPLATE = "/accounts/{account_id}/stream/{identifier}/downloads";
const headers = { authorization: `Bearer ${API_TOKEN}` };

/** The API in this process, and a clock of its own for the limit. */
function start(limit) {
  const time = { now: 1e6 / 7 };
  const api = streamApi(new Downloads(30), { clock: () => time.now, ...limit });
  return { api, time };
}

async function ask(api, video = VIDEOS.bothReady, init = { headers }) {
  const url = `https://api.example/accounts/${ACCOUNT_ID}/stream/${video}/downloads`;
  const response = await api.fetch(new Request(url, init));
  const body = await response.json();
  const type = response.headers.get("content-type");
  const operation = { method: "get", template: TEMPLATE };
  assert.equal(violation(operation, response.status, type, body), "");
  const [limit, retryAfter] = ["ratelimit", "retry-after"].map((name) =>
    response.headers.get(name),
  );
  return { status: response.status, limit, retryAfter, body, headers: response.headers };
}

async function askTimes(api, count) {
  const statuses = new Set();
  for (let turn = 0; turn < count; turn += 1) statuses.add((await ask(api)).status);
  return [...statuses];
}

test("1,200 requests are answered within 5 minutes, and the next is refused", async () => {
  const { api, time } = start();
  assert.equal((await ask(api)).limit, `"default";r=1199;t=300`);
  time.now += 1500;
  assert.deepEqual(await askTimes(api, 1198), [200]);
  const last = await ask(api);
  assert.deepEqual([last.status, last.limit, last.retryAfter], [200, `"default";r=0;t=299`, null]);
  const refused = await ask(api);
  assert.deepEqual([refused.status, refused.limit], [429, `"default";r=0;t=300`]);
  assert.equal(refused.retryAfter, "300");
  assert.equal(refused.headers.get("ratelimit-policy"), `"default";q=1200;w=300`);
  assert.match(refused.headers.get("cf-ray"), /^[0-9a-f]{16}-[A-Z]{3}$/);
  const limit = "More than 1200 requests per 300 seconds reached.";
  const message = `${limit} Please wait and consider throttling your request speed`;
  assert.deepEqual(refused.body, {
    result: null,
    success: false,
    errors: [{ code: 10100, message }],
    messages: [],
  });
});

test("the block lasts 5 minutes from the first refusal, whatever is sent meanwhile", async () => {
  const { api, time } = start();
  await askTimes(api, 1200);
  time.now += 299_000;
  assert.equal((await ask(api)).retryAfter, "300");
  time.now += 298_800;
  const { status, retryAfter, limit } = await ask(api);
  assert.deepEqual([status, retryAfter, limit], [429, "2", `"default";r=0;t=2`]);
  time.now += 1199;
  assert.equal((await ask(api)).status, 429);
  time.now += 1;
  const after = await ask(api);
  assert.deepEqual([after.status, after.limit], [200, `"default";r=1199;t=300`]);
});

test("a window that is over gives all requests back, from the next one on", async () => {
  const { api, time } = start({ quota: 2, window: 10 });
  assert.deepEqual(await askTimes(api, 2), [200]);
  time.now += 25_000;
  assert.equal((await ask(api)).limit, `"default";r=1;t=10`);
  time.now += 9_000;
  assert.equal((await ask(api)).limit, `"default";r=0;t=1`);
  time.now += 1_000;
  assert.deepEqual(await askTimes(api, 2), [200]);
});

test("whatever is asked counts, with any credential", async () => {
  const { api } = start({ quota: 3 });
  const statuses = [];
  for (const [video, init] of [["0".repeat(32)], [undefined, {}], ["0".repeat(33)], [], []]) {
    statuses.push((await ask(api, video, init)).status);
  }
  assert.deepEqual(statuses, [404, 401, 404, 429, 429]);
});

test("without a limit requests are counted and never refused", async () => {
  const { api } = start({ enforced: false });
  assert.deepEqual(await askTimes(api, 1210), [200]);
  const { limit, retryAfter } = await ask(api);
  assert.equal(limit, `"default";r=0;t=300`);
  assert.equal(retryAfter, null);
});

test("a scenario, and a whole stand-in, may have a limit", async (t) => {
  const limit = { quota: 2, window: 0.5 };
  const clock = stoppedClock();
  const standIn = await startStandIn({ limit, clock });
  t.after(() => standIn.close());
  const scenario = async (script) => {
    const init = { method: "POST", body: JSON.stringify(script) };
    return fetch(`${standIn.origin}/scenarios`, init);
  };
  const own = await (await scenario({ answers: [{ status: 500 }], limit })).json();
  const other = await (await scenario({ answers: [] })).json();
  const statuses = async (baseURL, count) => {
    const all = [];
    for (let turn = 0; turn < count; turn += 1) {
      const url = `${baseURL}/accounts/${ACCOUNT_ID}/stream/${VIDEOS.bothReady}/downloads`;
      const response = await fetch(url, { headers });
      await response.body.cancel();
      all.push(response.status);
    }
    return all;
  };
  // An answer that was written for it is no request of the API.
  assert.deepEqual(await statuses(own.baseURL, 4), [500, 200, 200, 429]);
  assert.deepEqual(await statuses(standIn.baseURL, 3), [200, 200, 429]);
  assert.deepEqual(await statuses(other.baseURL, 4), [200, 200, 200, 200]);
  clock.pass(499);
  assert.deepEqual(await statuses(own.baseURL, 1), [429]);
  clock.pass(1);
  assert.deepEqual(await statuses(own.baseURL, 1), [200]);
  for (const bad of [{ quota: "2" }, { window: 0 }, { qouta: 2 }]) {
    const refused = await scenario({ answers: [], limit: bad });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error, /^scenario\/limit/);
  }
});

test("the library may be one's own", async () => {
  const uid = "a".repeat(32);
  const library = [{ uid, name: "Own", duration: 60, downloads: { audio: 100 } }];
  const api = streamApi(new Downloads(30, library));
  assert.deepEqual(Object.keys((await ask(api, uid)).body.result), ["audio"]);
  assert.equal((await ask(api)).status, 404);
});
