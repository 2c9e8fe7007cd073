// What calls resolve to when all is well.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { until } from "../../conformance/outcome.js";
import { VIDEOS } from "../../stand-in/library.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import { APIPromise, type DownloadGetResponse } from "./package.js";

export function results(scenario: Scenario) {
  const downloadsOf = async (...answers: unknown[]) => {
    const { baseURL } = answers.length ? await scenario(...answers) : await scenario(null);
    return clientOf({ baseURL }).stream.downloads;
  };

  test("get resolves to the downloads as they were answered", async () => {
    const downloads = await downloadsOf();
    const result: DownloadGetResponse = await downloads.get(VIDEOS.bothReady, { account_id });
    assert.deepEqual(Object.keys(result).sort(), ["audio", "default"]);
    assert.equal(result.default?.status, "ready");
    assert.equal(result.default?.percentComplete, 100);
    assert.match(result.audio?.url ?? "", /audio\.m4a$/);
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
    assert.deepEqual(await downloads.get(VIDEOS.nothing, { account_id }), {});
  });

  test("types, states and fields that came later are kept", async () => {
    const result = {
      captions: { url: "https://x.example" },
      default: { status: "queued", size: 5 },
    };
    const downloads = await downloadsOf({ body: { success: true, result } });
    assert.deepEqual(await downloads.get("a", { account_id }), result);
  });

  test("create resolves to the downloads by type, and delete to a text", async () => {
    const downloads = await downloadsOf();
    const created = await downloads.create(VIDEOS.nothing, { account_id });
    assert.deepEqual(Object.keys(created), ["default"]);
    assert.equal(created.default?.status, "inprogress");
    const deleted: string = await downloads.delete(VIDEOS.nothing, { account_id });
    assert.equal(deleted, "ok");
    assert.deepEqual(await downloads.get(VIDEOS.nothing, { account_id }), {});
  });

  test("a call is an APIPromise with then, catch and finally", async () => {
    const promise = (await downloadsOf()).get(VIDEOS.bothReady, { account_id });
    assert.ok(promise instanceof APIPromise);
    assert.ok(promise instanceof Promise);
    const [first, second] = await Promise.all([promise, promise.finally(() => {})]);
    assert.equal(first, second);
    assert.equal(await promise.then(({ audio }) => audio?.status), "ready");
    assert.equal(await promise.catch(() => undefined), first);
  });

  test("asResponse gives the response with its body unread", async () => {
    const { baseURL, requests } = await scenario(null);
    const { downloads } = clientOf({ baseURL }).stream;
    const response = await downloads.get(VIDEOS.bothReady, { account_id }).asResponse();
    assert.ok(response instanceof Response);
    assert.equal(response.status, 200);
    assert.equal(response.bodyUsed, false);
    const { success, result } = JSON.parse(await response.text());
    assert.equal(success, true);
    assert.equal(result.default.status, "ready");
    assert.equal((await requests()).length, 1);
  });

  test("withResponse gives the result and the response", async () => {
    const promise = (await downloadsOf()).get(VIDEOS.bothReady, { account_id });
    const { data, response } = await promise.withResponse();
    assert.equal(data, await promise);
    assert.ok(response.headers.get("cf-ray"));
  });

  test("a call starts at once, and once", async () => {
    const { baseURL, requests } = await scenario({ body: { success: true, result: {} } });
    const promise = clientOf({ baseURL }).stream.downloads.get("a", { account_id });
    await promise.asResponse();
    await Promise.all([promise, promise, promise.withResponse()]);
    assert.equal((await requests()).length, 1);
  });

  difference("Arguments in one object", async (either) => {
    const downloads = await downloadsOf();
    const get = downloads.get.bind(downloads) as Function;
    const outcome = await (async () => get({ account_id, identifier: VIDEOS.bothReady }))().then(
      (result) => Object.keys(result).sort(),
      () => "refused",
    );
    assert.deepEqual(outcome, either("refused", ["audio", "default"]));
  });

  difference("`downloads.default` and `downloads.audio`", async (either) => {
    const downloads = await downloadsOf();
    const of = (type: string) => typeof Reflect.get(downloads, type)?.create;
    const expected = either("undefined", "function");
    assert.deepEqual([of("default"), of("audio")], [expected, expected]);
  });

  difference("A created download that comes alone", async (either) => {
    const downloads = await downloadsOf({ form: "flat" });
    const created = await downloads.create(VIDEOS.nothing, { account_id });
    const keys = Object.keys(created);
    assert.deepEqual(keys, either(["percentComplete", "status", "url"], ["default"]));
  });

  difference("A deletion of which nothing is said", async (either) => {
    const downloads = await downloadsOf({ form: "empty" }, { form: "no-content" });
    const delete_ = (identifier: string) =>
      downloads.delete(identifier, { account_id }).catch((error) => error.constructor);
    assert.equal(await delete_(VIDEOS.bothReady), either(undefined, ""));
    assert.equal(await delete_(VIDEOS.defaultReady), either(TypeError, ""));
    const other = await downloadsOf({ body: { success: true, result: 1 } });
    assert.equal(await other.delete("a", { account_id }), either(1, ""));
  });

  difference("`result` that is null", async (either) => {
    for (const result of [null, []]) {
      const downloads = await downloadsOf({ body: { success: true, result } });
      assert.deepEqual(await downloads.get("a", { account_id }), either(result, {}));
    }
  });

  difference("A call that nobody has awaited", async (either) => {
    const result = { default: { status: "ready" } };
    const call = (await downloadsOf({ body: { success: true, result } })).get("a", { account_id });
    // What runtimes and test runners see.
    const isSettled = () => !inspect(call).includes("<pending>");
    assert.ok(await until(isSettled));
    assert.ok(inspect(call).includes(either("{\n  null", "status: 'ready'")), inspect(call));
    assert.equal((await call.asResponse()).bodyUsed, either(false, true));
  });
}
