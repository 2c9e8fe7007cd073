// APIPromise: what calls return, and that it reads the body late and once.

import { VIDEOS } from "../stand-in/library.js";
import { json, recording, RESULT } from "./fetches.js";
import { failure, sleep, until } from "./outcome.js";

const READERS = ["text", "json", "arrayBuffer", "blob", "bytes", "clone"];

/** An answer that counts how often its body is asked for. */
function counted() {
  const response = json({ success: true, result: RESULT });
  let reads = 0;
  for (const name of READERS.filter((name) => name in response)) {
    const read = response[name];
    response[name] = (...args) => {
      reads += 1;
      return read.apply(response, args);
    };
  }
  return { response, reads: () => reads };
}

export function promise({ QUnit, exports, scenario, clientOf, list }) {
  QUnit.module("promise");

  const get = (options) => clientOf(options).stream.downloads.get(VIDEOS.bothReady);
  const answering = (response) => get({ fetch: async () => response });

  QUnit.test("a call returns an APIPromise, which is a Promise", async (assert) => {
    const call = get();
    assert.true(call instanceof exports.APIPromise);
    assert.true(call instanceof Promise);
    assert.true(exports.APIPromise.prototype instanceof Promise);
    await call;
  });

  QUnit.test("a call starts at once, whether anybody waits or not", async (assert) => {
    const { baseURL, requests } = await scenario();
    get({ baseURL });
    const arrived = await until(async () => (await requests()).length);
    assert.strictEqual(arrived, 1);
  });

  QUnit.test("asResponse gives the raw answer with its body unread", async (assert) => {
    const { response, reads } = counted();
    const given = await answering(response).asResponse();
    assert.strictEqual(given, response);
    await sleep(20);
    assert.false(given.bodyUsed);
    assert.strictEqual(reads(), 0);
    assert.deepEqual((await given.json()).result, RESULT);
  });

  QUnit.test("asResponse gives the whole answer of the API", async (assert) => {
    const response = await get().asResponse();
    assert.true(response instanceof Response);
    assert.strictEqual(response.status, 200);
    assert.true(response.headers.get("cf-ray").endsWith("-AMS"));
    const { success, result } = await response.json();
    assert.true(success);
    assert.strictEqual(result.default.status, "ready");
  });

  QUnit.test("asResponse gives an answer that cannot be parsed as well", async (assert) => {
    const response = await answering(new Response("<p>page")).asResponse();
    assert.strictEqual(await response.text(), "<p>page");
  });

  QUnit.test("asResponse may be asked for again", async (assert) => {
    const call = get();
    assert.strictEqual(await call.asResponse(), await call.asResponse());
  });

  QUnit.test("withResponse gives the awaited object beside the answer", async (assert) => {
    const { response } = counted();
    const call = answering(response);
    const both = await call.withResponse();
    assert.deepEqual(Object.keys(both).sort(), ["data", "response"]);
    assert.strictEqual(both.response, response);
    assert.deepEqual(both.data, RESULT);
    assert.strictEqual(both.data, await call);
    assert.strictEqual((await call.withResponse()).data, both.data);
  });

  QUnit.test("the body is parsed when it is asked for, and once", async (assert) => {
    const { response, reads } = counted();
    const call = answering(response);
    await call.asResponse();
    await sleep(20);
    assert.strictEqual(reads(), 0);
    const results = await Promise.all([call, call, call.then((data) => data)]);
    results.push(await call, (await call.withResponse()).data, await call.finally(() => {}));
    assert.true(results.every((data) => data === results[0]));
    assert.strictEqual(reads(), 1);
  });

  QUnit.test("nobody's body is read", async (assert) => {
    const { response, reads } = counted();
    const { fetch, calls } = recording(() => response);
    get({ fetch });
    await until(() => calls.length === 1);
    await sleep(20);
    assert.strictEqual(reads(), 0);
  });

  QUnit.test("a body that has been read elsewhere is an error", async (assert) => {
    const call = get();
    await (await call.asResponse()).text();
    assert.true((await failure(() => call)) instanceof exports.APIError);
  });

  QUnit.test("then, catch and finally are those of a promise", async (assert) => {
    assert.strictEqual(await get().then(({ default: { status } }) => status), "ready");
    assert.deepEqual(await list({ body: { result: {} } }).catch(() => "caught"), {});
    const steps = [];
    const done = await get().finally((...args) => steps.push(args.length));
    assert.strictEqual(done.default.status, "ready");

    const missing = () => clientOf().stream.downloads.get("missing");
    assert.strictEqual(await missing().catch(({ name }) => name), "NotFoundError");
    assert.strictEqual(await missing().then(null, ({ name }) => name), "NotFoundError");
    const error = await failure(() => missing().finally(() => steps.push("finally")));
    assert.strictEqual(error.name, "NotFoundError");
    assert.deepEqual(steps, [0, "finally"]);
    assert.true(get().then() instanceof Promise);
  });

  QUnit.test("every way to wait for a failure gives the same error", async (assert) => {
    const call = clientOf().stream.downloads.get("missing");
    const error = await failure(() => call);
    assert.strictEqual(error.name, "NotFoundError");
    assert.strictEqual(await failure(() => call), error);
    assert.strictEqual(await failure(() => call.asResponse()), error);
    assert.strictEqual(await failure(() => call.withResponse()), error);
    assert.strictEqual(await call.catch((caught) => caught), error);
  });

  QUnit.test("a result that cannot be used fails whoever asks for it", async (assert) => {
    const call = answering(json({ success: true, result: [] }));
    const error = await failure(() => call);
    assert.strictEqual(error.name, "APIResponseValidationError");
    assert.strictEqual(await failure(() => call.withResponse()), error);
    assert.strictEqual((await call.asResponse()).status, 200);
  });

  QUnit.test("calls can be combined like promises", async (assert) => {
    const [one, two] = await Promise.all([get(), get()]);
    assert.deepEqual(one, two);
    assert.strictEqual((await Promise.race([get(), sleep(20_000)])).default.status, "ready");
    const [{ status }] = await Promise.allSettled([clientOf().stream.downloads.get("missing")]);
    assert.strictEqual(status, "rejected");
    assert.strictEqual((await Promise.resolve(get())).default.status, "ready");
  });

  // The runners fail a run in which a rejection was not handled.
  QUnit.test("a failure that nobody asks for is no unhandled rejection", async (assert) => {
    const stalled = await scenario({ fault: "stall" });
    const { downloads } = clientOf().stream;
    const calls = [
      downloads.get(""),
      downloads.get("missing"),
      answering(json({ success: false })),
      answering(undefined),
      get({ fetch: () => Promise.reject(new Error("refused")) }),
      get({ baseURL: stalled.baseURL, timeout: 50 }),
      downloads.get(VIDEOS.bothReady, undefined, { signal: AbortSignal.abort() }),
    ];
    await sleep(200);
    // Whoever asks for one part only has not asked for the other.
    await failure(() => downloads.get("missing").asResponse());
    await answering(json({ success: false })).asResponse();
    await sleep(50);
    assert.true(calls.every((call) => call instanceof exports.APIPromise));
  });
}
