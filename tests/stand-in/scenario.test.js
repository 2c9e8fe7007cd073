import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { violation } from "./contract.js";
import { stoppedClock } from "./clock.js";
import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "./library.js";
import { startStandIn } from "./server.js";

const headers = { authorization: `Bearer ${API_TOKEN}` };
const DOWNLOADS = "/accounts/{account_id}/stream/{identifier}/downloads";
let standIn;

before(async () => (standIn = await startStandIn()));
after(() => standIn.close());

async function scenario(...answers) {
  return post({ answers });
}

async function post(script, { origin } = standIn) {
  const init = { method: "POST", body: JSON.stringify(script) };
  const { id, baseURL } = await (await fetch(`${origin}/scenarios`, init)).json();
  const requests = async () => {
    return (await (await fetch(`${origin}/scenarios/${id}`)).json()).requests;
  };
  return { id, baseURL, requests };
}

function downloads({ baseURL }, video = VIDEOS.bothReady, init = {}) {
  return fetch(`${baseURL}/accounts/${ACCOUNT_ID}/stream/${video}/downloads`, { headers, ...init });
}

/** Asks until the answer passes, and gives it. */
async function until(ask, passes) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(10)) {
    const answer = await ask();
    if (passes(answer)) return answer;
  }
  throw new Error("It does not come.");
}

/**
 * What comes over the wire for a request, until the connection ends, or until it has been silent for `patience`
 * milliseconds: from the start, or else after the first of the body has come.
 */
async function wire({ baseURL }, { patience, silent = false, video = VIDEOS.bothReady } = {}) {
  const { hostname, port, pathname } = new URL(baseURL);
  const socket = connect(Number(port), hostname);
  const path = `${pathname}/accounts/${ACCOUNT_ID}/stream/${video}/downloads`;
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`,
  );
  const began = performance.now();
  const chunks = [];
  const times = [];
  const end = await new Promise((resolve) => {
    let timer = silent && setTimeout(resolve, patience, "open");
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      times.push(performance.now() - began);
      clearTimeout(timer);
      const isBody = /\r\n\r\n./.test(Buffer.concat(chunks).toString("latin1"));
      if (patience && isBody) timer = setTimeout(resolve, patience, "open");
    });
    socket.on("end", () => resolve("ended"));
    socket.on("error", ({ code }) => resolve(code));
  });
  socket.destroy();
  const bytes = Buffer.concat(chunks);
  const gap = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, gap).toString("latin1");
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1]);
  return { end, head, length, body: bytes.subarray(gap + 4), times, size: bytes.length };
}

test("answers come in turn, and then the ordinary ones", async () => {
  const one = await scenario({ status: 500 }, null, { status: 429 });
  const statuses = [];
  for (let turn = 0; turn < 5; turn += 1) statuses.push((await downloads(one)).status);
  assert.deepEqual(statuses, [500, 200, 429, 200, 200]);
});

test("the last answer can be repeated for ever", async () => {
  const one = await post({ answers: [null, { status: 503 }], repeat: true });
  const statuses = [];
  for (let turn = 0; turn < 5; turn += 1) statuses.push((await downloads(one)).status);
  assert.deepEqual(statuses, [200, 503, 503, 503, 503]);
});

test("a text is sent as it is, and nothing beside it", async () => {
  const page = "<!doctype html><title>Bad gateway ✗</title>";
  const one = await scenario({ status: 502, headers: { "content-type": "text/html" }, body: page });
  const response = await downloads(one);
  assert.equal(response.status, 502);
  assert.equal(await response.text(), page);
  assert.deepEqual(
    [...response.headers.keys()],
    [
      "access-control-allow-origin",
      "access-control-expose-headers",
      "connection",
      "content-length",
      "content-type",
      "date",
    ],
  );
});

test("any other body is sent as JSON", async () => {
  const bodies = [{ success: false, errors: [] }, null, 7, [1]];
  const one = await scenario(...bodies.map((body) => ({ body })));
  for (const body of bodies) {
    const response = await downloads(one);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), body);
  }
});

test("headers are added to an answer or replace its own, and may be repeated", async () => {
  const limits = { "Retry-After": "3", Ratelimit: `"default";r=0;t=3` };
  const one = await scenario(
    { headers: limits },
    { status: 200, headers: { "Set-Cookie": ["a=1", "b=2"] } },
  );
  const first = await downloads(one);
  assert.equal(first.headers.get("retry-after"), "3");
  assert.equal(first.headers.get("ratelimit"), `"default";r=0;t=3`);
  assert.equal(first.headers.get("ratelimit-policy"), `"default";q=1200;w=300`);
  assert.deepEqual(Object.keys((await first.json()).result), ["audio", "default"]);
  assert.deepEqual((await downloads(one)).headers.getSetCookie(), ["a=1", "b=2"]);
});

test("204 and 304 have no body", async () => {
  const one = await scenario({ status: 204 }, { status: 304 });
  for (const status of [204, 304]) {
    const { head, body, end } = await wire(one);
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.deepEqual([body.length, end], [0, "ended"]);
    if (status === 204) assert.doesNotMatch(head, /content-length/i);
  }
});

test("delay comes before the headers, bodyDelay between them and the body", async () => {
  const one = await scenario({ delay: 200, bodyDelay: 300 });
  const { times, body, length } = await wire(one);
  assert.ok(times[0] >= 195, `headers after ${times[0]} ms`);
  assert.ok(times.at(-1) >= 490, `the end after ${times.at(-1)} ms`);
  assert.equal(body.length, length);
  const late = await downloads(await scenario({ bodyDelay: 600_000 }));
  assert.equal(late.status, 200, "the headers do not wait");
  await late.body.cancel();
});

test("reset: not a byte, and the connection is reset", async () => {
  const { end, size } = await wire(await scenario({ fault: "reset" }));
  assert.deepEqual({ end, size }, { end: "ECONNRESET", size: 0 });
});

test("close: not a byte, and the connection ends in order", async () => {
  const { end, size } = await wire(await scenario({ fault: "close" }));
  assert.deepEqual({ end, size }, { end: "ended", size: 0 });
});

test("stall: not a byte, and the connection stays", async () => {
  const { end, size } = await wire(await scenario({ fault: "stall" }), { patience: 400, silent: true });
  assert.deepEqual({ end, size }, { end: "open", size: 0 });
});

test("stall-body: headers and half the body, and the connection stays", async () => {
  const one = await scenario({ fault: "stall-body" }, { fault: "stall-body", body: "0123456789" });
  const ordinary = await wire(one, { patience: 400 });
  assert.equal(ordinary.end, "open");
  assert.match(ordinary.head, /^HTTP\/1.1 200 /);
  assert.ok(ordinary.length > 100);
  assert.equal(ordinary.body.length, Math.floor(ordinary.length / 2));
  const own = await wire(one, { patience: 400 });
  assert.deepEqual([own.end, own.length, `${own.body}`], ["open", 10, "01234"]);
});

test("truncate: headers and half the body, and the connection ends in order", async () => {
  const { end, length, body } = await wire(
    await scenario({ fault: "truncate", body: "0123456789" }),
  );
  assert.deepEqual([end, length, `${body}`], ["ended", 10, "01234"]);
});

test("bad-gzip: a whole body that is announced as gzip and cannot be unpacked", async () => {
  const { end, head, length, body } = await wire(await scenario({ fault: "bad-gzip" }));
  assert.equal(end, "ended");
  assert.match(head, /^content-encoding: gzip$/im);
  assert.equal(body.length, length);
  // It begins well: some browsers show what does not look like gzip at all as it is.
  assert.equal(body.subarray(0, 3).toString("hex"), "1f8b08");
  assert.throws(() => gunzipSync(body), { code: "Z_DATA_ERROR" });
  const response = await downloads(await scenario({ fault: "bad-gzip" }));
  await assert.rejects(response.text());
});

test("faults can follow a delay", async () => {
  const began = performance.now();
  const { end } = await wire(await scenario({ delay: 200, fault: "reset" }));
  assert.equal(end, "ECONNRESET");
  assert.ok(performance.now() - began >= 195);
});

test("a create answer comes keyed by type or flat, both as the contract says", async () => {
  const one = await scenario(null, { form: "keyed" }, { form: "flat" });
  const keys = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const response = await downloads(one, VIDEOS.nothing, { method: "POST" });
    const body = await response.json();
    const type = response.headers.get("content-type");
    assert.equal(
      violation({ method: "post", template: DOWNLOADS }, response.status, type, body),
      "",
    );
    keys.push(Object.keys(body.result));
  }
  assert.deepEqual(keys, [["default"], ["default"], ["percentComplete", "status", "url"]]);
});

test("with nothing created, a list is empty or not found", async () => {
  const one = await scenario({ form: "empty" }, { form: "not-found" }, { form: "not-found" });
  assert.deepEqual((await (await downloads(one, VIDEOS.nothing)).json()).result, {});
  const missing = await downloads(one, VIDEOS.nothing);
  const body = await missing.json();
  const type = missing.headers.get("content-type");
  assert.equal(violation({ method: "get", template: DOWNLOADS }, missing.status, type, body), "");
  assert.deepEqual([missing.status, body.errors[0].code], [404, 10003]);
  assert.equal((await downloads(one, VIDEOS.bothReady)).status, 200);
});

test("a delete answer may have an empty body, or be 204", async () => {
  const method = "DELETE";
  const one = await scenario({ form: "empty" }, { form: "no-content" });
  const empty = await downloads(one, VIDEOS.defaultReady, { method });
  assert.deepEqual([empty.status, await empty.text()], [200, ""]);
  const none = await downloads(one, VIDEOS.bothReady, { method });
  assert.deepEqual([none.status, await none.text()], [204, ""]);
  assert.deepEqual((await (await downloads(one, VIDEOS.defaultReady)).json()).result, {});
});

test("requests are recorded as they came", async () => {
  const one = await scenario({ status: 200 });
  const init = {
    method: "PATCH",
    body: `{"a":"ü"}`,
    headers: { "X-Own": "1", "content-type": "application/json" },
  };
  await fetch(`${one.baseURL}/a%2Fb//c?d=%20&e`, init);
  await downloads(one);
  const [first, second, ...rest] = await one.requests();
  assert.deepEqual(rest, []);
  assert.equal(first.method, "PATCH");
  assert.equal(first.url, "/client/v4/a%2Fb//c?d=%20&e");
  assert.equal(first.body, `{"a":"ü"}`);
  assert.equal(first.headers["x-own"], "1");
  assert.equal(first.headers["content-type"], "application/json");
  assert.equal(first.closed, undefined);
  assert.equal(second.headers.authorization, headers.authorization);
  assert.equal(second.body, "");
  assert.ok(second.at >= first.at);
});

test("the time between two requests can be read from the record", async () => {
  const clock = stoppedClock();
  const own = await startStandIn({ clock });
  const one = await post({ answers: [] }, own);
  await downloads(one);
  clock.pass(200);
  await downloads(one);
  const [first, second] = await one.requests();
  assert.equal(second.at - first.at, 200);
  await own.close();
});

test("a preflight takes no turn and is not recorded", async () => {
  const one = await scenario({ status: 418 });
  const asked = { origin: "https://page.example", "access-control-request-method": "GET" };
  const preflight = await downloads(one, VIDEOS.nothing, { method: "OPTIONS", headers: asked });
  assert.equal(preflight.status, 204);
  assert.deepEqual(await one.requests(), []);
  const response = await downloads(one);
  assert.equal(response.status, 418);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
});

test("a client that goes away before the end is recorded so", async () => {
  for (const answer of [
    { delay: 60000 },
    { fault: "stall" },
    { bodyDelay: 60000 },
    { fault: "stall-body" },
  ]) {
    const one = await scenario(answer);
    const client = new AbortController();
    const asked = downloads(one, VIDEOS.bothReady, { signal: client.signal });
    const read = assert.rejects(asked.then((response) => response.text()));
    await until(one.requests, ({ length }) => length === 1);
    // The headers come first, where there are any.
    if (!answer.delay && answer.fault !== "stall") await asked;
    client.abort();
    await read;
    const [request] = await until(one.requests, ([{ closed }]) => closed);
    assert.equal(request.closed, true, JSON.stringify(answer));
  }
});

test("a connection that the stand-in ends itself, or that ends well, is not recorded so", async () => {
  const one = await scenario({ fault: "reset" }, { fault: "close" }, { fault: "truncate" }, null);
  for (let turn = 0; turn < 4; turn += 1) await wire(one);
  await sleep(100);
  assert.deepEqual(
    (await one.requests()).map(({ closed }) => closed),
    Array(4).fill(undefined),
  );
});

test("what is created or deleted in one scenario no other sees", async () => {
  const [one, other] = [await scenario(), await scenario()];
  assert.equal((await downloads(one, VIDEOS.bothReady, { method: "DELETE" })).status, 200);
  for (const elsewhere of [other, standIn]) {
    const { result } = await (await downloads(elsewhere)).json();
    assert.deepEqual(Object.keys(result), ["audio", "default"]);
  }
});

test("a scripted answer or a reset leaves the downloads alone", async () => {
  const one = await scenario({ status: 500 }, { fault: "reset" });
  await downloads(one, VIDEOS.nothing, { method: "POST" });
  await assert.rejects(downloads(one, VIDEOS.nothing, { method: "POST" }));
  assert.deepEqual((await (await downloads(one, VIDEOS.nothing)).json()).result, {});
});

test("a scenario may encode at a speed of its own", async () => {
  const one = await post({ answers: [], speed: 1e6 });
  await downloads(one, VIDEOS.nothing, { method: "POST" });
  await sleep(20);
  const { result } = await (await downloads(one, VIDEOS.nothing)).json();
  assert.equal(result.default.status, "ready");
});

test("a script that says what nobody understands is refused with the place", async () => {
  const refusals = [
    [{ answers: [{ fault: "stal" }] }, /scenario\/answers\/0\/fault must be equal to one of/],
    [{ answers: [{ form: "round" }] }, /scenario\/answers\/0\/form/],
    [{ answers: [{ stauts: 500 }] }, /scenario\/answers\/0 must NOT have additional properties/],
    [{ answers: [{ delay: "1" }] }, /scenario\/answers\/0\/delay must be number/],
    [{}, /scenario must have required property 'answers'/],
    ["not an object", /scenario must be object/],
  ];
  for (const [script, message] of refusals) {
    const init = { method: "POST", body: JSON.stringify(script) };
    const response = await fetch(`${standIn.origin}/scenarios`, init);
    assert.equal(response.status, 400);
    assert.match((await response.json()).error, message);
  }
  const notJson = await fetch(`${standIn.origin}/scenarios`, { method: "POST", body: "{" });
  assert.equal(notJson.status, 400);
});

test("a scenario that does not exist is not found", async () => {
  const response = await fetch(`${standIn.origin}/scenarios/none`);
  assert.equal(response.status, 404);
  assert.equal((await fetch(`${standIn.origin}/scenarios/none/client/v4/zones`)).status, 404);
});

test("closing ends the connections that wait", { timeout: 60_000 }, async (t) => {
  const own = await startStandIn();
  const one = await post({ answers: [{ fault: "stall" }] }, own);
  const client = new AbortController();
  t.after(() => client.abort());
  const waiting = assert.rejects(downloads(one, VIDEOS.bothReady, { signal: client.signal }), {
    message: "fetch failed",
  });
  await until(one.requests, ({ length }) => length === 1);
  await own.close();
  await waiting;
});
