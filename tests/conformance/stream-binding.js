// A Stream binding in place of the API: what it is asked, and what is said beside it.

import { API_EMAIL, API_KEY, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { bindingOf, thrown } from "./bindings.js";
import { recording } from "./fetches.js";
import { stopTime } from "./hurry.js";
import { failure, settled } from "./outcome.js";

const VIDEO = VIDEOS.bothReady;
const READY = { default: { percentComplete: 100, status: "ready" } };
// As the simulator in Miniflare has them.
const LONG = "0a0b8995-5d56-4dd6-9b23-32098e16485c";

export function streamBinding({ QUnit, Cloudflare }) {
  QUnit.module("stream binding");

  const clientOf = (stream, options) => new Cloudflare({ stream, maxRetries: 0, ...options });

  QUnit.test("each operation is a method of the binding", async (assert) => {
    const { binding, calls } = bindingOf(async (name) => (name === "delete" ? undefined : READY));
    const { downloads } = clientOf(binding).stream;
    assert.deepEqual(await downloads.get(VIDEO), READY);
    assert.deepEqual(await downloads.get({ identifier: VIDEO, account_id: "another" }), READY);
    assert.deepEqual(await downloads.create(VIDEO), READY);
    assert.deepEqual(await downloads.audio.create(VIDEO), READY);
    assert.strictEqual(await downloads.delete(VIDEO), "");
    assert.strictEqual(await downloads.audio.delete(VIDEO), "");
    assert.deepEqual(calls, [
      ["get", VIDEO],
      ["get", VIDEO],
      ["generate", VIDEO, "default"],
      ["generate", VIDEO, "audio"],
      ["delete", VIDEO, "default"],
      ["delete", VIDEO, "audio"],
    ]);
  });

  QUnit.test("what is ready is waited for no longer, also without a url", async (assert) => {
    let percent = 0;
    const { binding, calls } = bindingOf((name) => {
      if (name === "generate") percent = 50;
      else if (percent) percent = 100;
      const status = percent < 100 ? "inprogress" : "ready";
      return percent ? { default: { percentComplete: percent, status } } : {};
    });
    const { downloads } = clientOf(binding).stream;
    const options = { interval: 0, maxWait: 5000 };
    const wait = () => downloads.waitUntilReady(VIDEO, { create: true }, options);
    assert.deepEqual(await stopTime(() => settled(wait())), READY);
    assert.deepEqual(calls.map(([name]) => name), ["get", "generate", "get"]);
    percent = 50;
    const seen = [];
    await stopTime(async () => {
      for await (const { default: mp4 } of downloads.watch(VIDEO, {}, options)) seen.push(mp4.status);
    });
    assert.deepEqual(seen, ["ready"]);
  });

  QUnit.test("many videos are asked for, and each has its own error", async (assert) => {
    const { binding } = bindingOf(async (_, id) => {
      if (id === "b") throw thrown("NotFoundError: Video not found");
      return READY;
    });
    const found = {};
    for await (const { identifier, downloads, error } of clientOf(binding).stream.downloads.getMany(["a", "b"])) {
      found[identifier] = downloads ?? error.message;
    }
    const message = "404 NotFoundError: Video not found (GET /stream/b/downloads)";
    assert.deepEqual(found, { a: READY, b: message });
  });

  QUnit.test("the identifiers of a simulator are longer, and are taken", async (assert) => {
    const { binding, calls } = bindingOf();
    const { downloads } = clientOf(binding).stream;
    await downloads.get(LONG);
    assert.deepEqual(calls, [["get", LONG]]);
    for (const [identifier, fault] of [
      ["", "expected a string that is not empty"],
      ["a".repeat(65), "expected at most 64 characters"],
      ["😀".repeat(65), "expected at most 64 characters"],
      [`${"😀".repeat(40)}\ud83d`, "expected text, got a lone surrogate"],
      [7, "expected a string, got a number"],
    ]) {
      const { message } = await failure(() => downloads.get(identifier));
      assert.strictEqual(message, `identifier: ${fault}`);
    }
    assert.strictEqual(calls.length, 1);
    const emoji = "😀".repeat(64);
    await downloads.get(emoji);
    assert.deepEqual(calls[1], ["get", emoji]);
  });

  QUnit.test("a response has the envelope of the API", async (assert) => {
    const { downloads } = clientOf(bindingOf(() => READY).binding).stream;
    const response = await downloads.get(VIDEO).asResponse();
    assert.true(response instanceof Response);
    assert.strictEqual(response.status, 200);
    assert.deepEqual(await response.json(), { success: true, result: READY });
    const both = await downloads.get(VIDEO).withResponse();
    assert.deepEqual([both.data, both.response.status], [READY, 200]);
  });

  QUnit.test("who says something else of the account or the address is told so", async (assert) => {
    const { binding, calls } = bindingOf();
    const fetch = async () => {};
    for (const options of [
      { apiToken: API_TOKEN },
      { apiKey: API_KEY, apiEmail: API_EMAIL },
      { baseURL: "https://proxy.example/v4" },
      { fetch },
    ]) {
      const error = await failure(() => clientOf(binding, options).stream.downloads.get(VIDEO));
      assert.strictEqual(error.name, "CloudflareError");
      assert.strictEqual(error.message, "stream: expected no apiToken, apiKey, baseURL and fetch beside it");
    }
    assert.deepEqual(calls, []);
  });

  QUnit.test("what a binding has no use for does no harm", async (assert) => {
    const { binding, calls } = bindingOf();
    const options = {
      accountId: "another",
      defaultHeaders: { authorization: "Bearer other", "x-trace": "1" },
      fetchOptions: { cache: "no-store" },
    };
    const { downloads } = clientOf(binding, options).stream;
    await downloads.get(VIDEO, undefined, { headers: { "x-trace": "2" } });
    assert.deepEqual(calls, [["get", VIDEO]]);
  });

  QUnit.test("what is no binding is refused", async (assert) => {
    for (const [stream, got] of [
      [7, "a number"],
      ["STREAM", "a string"],
      [{ put() {} }, "an object"],
      [{ get video() { throw new Error("read"); } }, "an object"],
    ]) {
      const { name, message } = await failure(() => clientOf(stream).stream.downloads.get(VIDEO));
      assert.strictEqual(name, "CloudflareError");
      assert.strictEqual(message, `stream: expected a Stream binding, got ${got}`);
    }
  });

  QUnit.test("a request to another endpoint says what it needs", async (assert) => {
    const client = clientOf(bindingOf().binding);
    const fault = "stream: the binding has no method for this; use apiToken and accountId";
    for (const call of [
      () => client.get("/user/tokens/verify"),
      () => client.post("/accounts/a/stream/copy", { body: {} }),
      () => client.request({ method: "DELETE", path: "/x" }),
    ]) {
      const { name, message } = await failure(call);
      assert.deepEqual([name, message], ["CloudflareError", fault]);
    }
  });

  QUnit.test("a new binding replaces a credential, and a new credential a binding", async (assert) => {
    const { binding, calls } = bindingOf();
    const { fetch, calls: requests } = recording();
    const address = { baseURL: "https://proxy.example/v4", fetch };
    const client = new Cloudflare({ apiToken: API_TOKEN, accountId: "account", ...address });
    const bound = client.withOptions({ stream: binding });
    await bound.stream.downloads.get(VIDEO);
    await bound.withOptions({ timeout: 5000 }).stream.downloads.get(VIDEO);
    assert.deepEqual([calls.length, requests.length], [2, 0]);
    const back = bound.withOptions({ apiToken: API_TOKEN, ...address });
    await back.stream.downloads.get(VIDEO);
    assert.deepEqual([calls.length, requests.length], [2, 1]);
    assert.strictEqual(back.streamBinding, undefined);
    assert.strictEqual(bound.streamBinding, binding);
  });

  QUnit.test("a client with a binding can be printed", (assert) => {
    const fail = () => {
      throw new Error("touched");
    };
    const handler = { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail };
    const client = clientOf(new Proxy({}, handler));
    assert.notStrictEqual(JSON.stringify(client), "");
    console.log(client);
    const inspect = client[Symbol.for("nodejs.util.inspect.custom")](0, {}, (it) => Object.keys(it));
    assert.false(inspect.includes("streamBinding"));
  });

  QUnit.test("a call is left that takes too long or is aborted", async (assert) => {
    let reject;
    const { binding } = bindingOf(() => new Promise((_, no) => (reject = no)));
    const { downloads } = clientOf(binding).stream;
    const late = await failure(() => downloads.get(VIDEO, undefined, { timeout: 20 }));
    assert.strictEqual(late.name, "APIConnectionTimeoutError");
    // Nobody waits for it now, and it is no unhandled rejection.
    reject(new Error("late"));
    const controller = new AbortController();
    const call = downloads.get(VIDEO, undefined, { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    assert.strictEqual((await failure(() => call)).name, "APIUserAbortError");
    reject(new Error("later"));
    const wait = () => downloads.waitUntilReady(VIDEO, undefined, { maxWait: 20 });
    assert.strictEqual((await failure(wait)).name, "DownloadTimeoutError");
  });

  QUnit.test("each attempt is logged", async (assert) => {
    const lines = [];
    const write = (line) => lines.push(line.replace(/\d+ ms/, "N ms"));
    const logger = { error: write, warn: write, info: write, debug: write };
    const client = clientOf(bindingOf().binding, { logger, logLevel: "info" });
    await settled(client.stream.downloads.get(VIDEO));
    assert.deepEqual(lines, [`GET /stream/${VIDEO}/downloads 200 in N ms`]);
  });
}
