// APIPromise: what calls return, and that it reads the body late and once.

import { VIDEOS } from "../stand-in/library.js";
import { json, RESULT } from "./fetches.js";
import { failure, sleep, until } from "./outcome.js";
import { AT_ONCE } from "./retries.js";

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

/** Waits for what a promise is by itself, whatever its own methods do. */
const native = (promise) =>
  new Promise((resolve, reject) => Promise.prototype.then.call(promise, resolve, reject));

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
    const settles = native(call);
    assert.strictEqual(reads(), 0);
    const results = await Promise.all([call, call, call.then((data) => data)]);
    results.push(await call, (await call.withResponse()).data, await call.finally(() => {}));
    results.push(await settles);
    assert.true(results.every((data) => data === results[0]));
    assert.strictEqual(reads(), 1);
  });

  QUnit.test("a call that is not awaited runs to its end", async (assert) => {
    const { response, reads } = counted();
    answering(response);
    assert.true(await until(() => reads() === 1));
    const { baseURL, requests } = await scenario({ status: 503, headers: AT_ONCE }, { body: {} });
    get({ baseURL, maxRetries: 1 });
    assert.true(await until(async () => (await requests()).length === 2));
  });

  // Runtimes and test runners look at this state, and not at the method `then`.
  QUnit.test("its own, native state settles as the call does", async (assert) => {
    const call = get();
    const result = await native(call);
    assert.strictEqual(result.default.status, "ready");
    assert.strictEqual(await call, result);
    assert.strictEqual((await call.withResponse()).data, result);

    const missing = clientOf().stream.downloads.get("missing");
    const error = await failure(() => native(missing));
    assert.strictEqual(error.name, "NotFoundError");
    assert.strictEqual(await failure(() => missing), error);

    for (const answer of [new Response("<p>page"), json({ success: false }), undefined]) {
      const unusable = answering(answer);
      const error = await failure(() => native(unusable));
      assert.true(error instanceof exports.APIError, `${error}`);
      assert.strictEqual(await failure(() => unusable), error);
    }
    const bad = clientOf().stream.downloads.get("");
    assert.strictEqual((await failure(() => native(bad))).name, "CloudflareError");
  });

  const { Deno, Bun, process } = globalThis;
  const inspect = Deno?.inspect ?? Bun?.inspect ?? process?.getBuiltinModule?.("node:util")?.inspect;
  if (inspect) {
    QUnit.test("the console shows that state", async (assert) => {
      const call = get();
      assert.true(/pending/.test(inspect(call)), inspect(call));
      await call;
      assert.false(/pending|undefined/.test(inspect(call)), inspect(call));
    });
  }

  QUnit.test("it does not settle before the call does", async (assert) => {
    let answer;
    const call = get({ fetch: () => new Promise((resolve) => (answer = resolve)) });
    const state = () => Promise.race([native(call).then(() => "settled"), sleep(0)]);
    await until(() => answer);
    assert.strictEqual(await state(), undefined);
    answer(json({ success: true, result: RESULT }));
    assert.deepEqual(await native(call), RESULT);
  });

  QUnit.test("so does that of the calls of every method", async (assert) => {
    const results = { DELETE: "ok", GET: RESULT, POST: RESULT };
    const fetch = async (_, { method }) => json({ success: true, result: results[method] });
    const client = clientOf({ fetch });
    const { downloads } = client.stream;
    const identifier = VIDEOS.nothing;
    for (const call of [
      downloads.get(identifier),
      downloads.create(identifier),
      downloads.delete(identifier),
      downloads.audio.create(identifier),
      downloads.audio.delete(identifier),
      downloads.waitUntilReady(identifier),
      client.get("/zones"),
      client.request({ method: "POST", path: "/zones" }),
    ]) {
      const value = await native(call);
      assert.notStrictEqual(value, undefined);
      assert.strictEqual(await call, value);
    }
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
    const call = answering(json({ success: true, result: [RESULT] }));
    const error = await failure(() => call);
    assert.strictEqual(error.name, "APIResponseValidationError");
    assert.strictEqual(await failure(() => call.withResponse()), error);
    assert.strictEqual((await call.asResponse()).status, 200);
  });

  QUnit.test("calls can be combined like promises", async (assert) => {
    const [one, two] = await Promise.all([get(), get()]);
    assert.deepEqual(one, two);
    assert.strictEqual((await Promise.race([get(), sleep(60_000)])).default.status, "ready");
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
    downloads.get("missing").asResponse();
    downloads.get("missing").withResponse();
    downloads.ensure("");
    downloads.ensure("missing");
    downloads.waitUntilReady("");
    downloads.waitUntilReady("missing");
    downloads.watch("missing").next();
    downloads.getMany(1).next();
    clientOf().stream.videos.list({ limit: 0 }).next();
    clientOf().stream.token.create("missing");
    exports.createDownloadToken({});
    await sleep(200);
    // Whoever asks for one part only has not asked for the other.
    await failure(() => downloads.get("missing").asResponse());
    await answering(json({ success: false })).asResponse();
    const interval = () => Promise.reject(new Error("This is waited for by nobody."));
    const refused = await failure(() => downloads.waitUntilReady(VIDEOS.inProgress, undefined, { interval }));
    assert.strictEqual(refused.message, "interval: expected milliseconds, 0 or more, got an object");
    await sleep(50);
    assert.true(calls.every((call) => call instanceof exports.APIPromise));
  });
}
