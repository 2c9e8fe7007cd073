// The names of types that users import. That this file compiles is most of the test.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recording, RESULT } from "../../conformance/fetches.js";
import { VIDEOS } from "../../stand-in/library.js";
import { account_id, clientOf, difference } from "./context.js";
import type { Context, Scenario } from "./context.js";
import Cloudflare, { APIPromise, type ClientOptions } from "./package.js";
import type { DownloadCreateParams, DownloadCreateResponse } from "./package.js";
import type { DownloadDeleteParams, DownloadDeleteResponse } from "./package.js";
import type { DownloadGetParams, DownloadGetResponse } from "./package.js";

export function types({ refused }: Context, scenario: Scenario) {
  test("parameters, options and results have names", async () => {
    const { fetch } = recording();
    const options: ClientOptions = { fetch, logLevel: "warn", logger: console };
    const client: Cloudflare = clientOf(options);
    const request: Cloudflare.RequestOptions = { timeout: 1000, headers: { "x-one": null } };
    const params: DownloadGetParams = { account_id };
    const call: APIPromise<DownloadGetResponse> = client.stream.downloads.get("a", params, request);
    const result: Cloudflare.Stream.DownloadGetResponse = await call;
    const audio: DownloadGetResponse.Audio | undefined = result.audio;
    const mp4: Cloudflare.Stream.DownloadGetResponse.Default | undefined = result.default;
    assert.deepEqual([audio, mp4], [undefined, RESULT.default]);
  });

  test("those of create and delete too", async () => {
    const { baseURL } = await scenario(null);
    const { downloads } = clientOf({ baseURL }).stream;
    const create: DownloadCreateParams = { account_id };
    const created: DownloadCreateResponse = await downloads.create(VIDEOS.nothing, create);
    const mp4: DownloadCreateResponse.Default | undefined = created.default;
    assert.equal(mp4?.status, "inprogress");
    const delete_: Cloudflare.Stream.DownloadDeleteParams = { account_id };
    const params: DownloadDeleteParams = delete_;
    const said: DownloadDeleteResponse = await downloads.delete(VIDEOS.nothing, params);
    assert.equal(said, "ok");
  });

  test("what is found can be gone through", async () => {
    const { fetch } = recording();
    const found = await clientOf({ fetch }).stream.downloads.get("a", { account_id });
    const key: keyof typeof found = "default";
    const mp4: Omit<DownloadGetResponse, "audio"> = found;
    assert.equal(found[key]?.url, mp4.default?.url);
    assert.ok(Object.values(found).every(({ status }) => status === RESULT.default.status));
  });

  test("a promise that may be a call is told apart", async () => {
    const { fetch } = recording();
    const call: Promise<unknown> | APIPromise<unknown> = clientOf({ fetch }).stream.downloads.get(
      "a",
      { account_id },
    );
    const response = await (call instanceof APIPromise ? call.asResponse() : call);
    assert.ok(response instanceof Response);
  });

  test("the arguments of a method are those with the identifier first", async () => {
    const { fetch, calls } = recording();
    const { downloads } = clientOf({ fetch }).stream;
    type Arguments = Parameters<Cloudflare.Stream.Downloads["get"]>;
    const given: Arguments = ["a", { account_id }];
    await downloads.get(...given);
    assert.match(calls[0][0], /stream\/a\/downloads$/);
  });

  test("a function may take the resource or what it resolves to", async () => {
    const { fetch } = recording();
    const first = async (downloads: Cloudflare.Stream.Downloads) =>
      (await downloads.get("a", { account_id })).default;
    const url = (download?: Cloudflare.Stream.Downloads.DownloadGetResponse["default"]) =>
      download?.url;
    assert.equal(url(await first(clientOf({ fetch }).stream.downloads)), RESULT.default.url);
  });

  difference("The type of a download", (either) => {
    assert.equal(refused.includes("percent.ts"), either(false, true));
    assert.equal(refused.includes("status.ts"), either(false, true));
  });
}
