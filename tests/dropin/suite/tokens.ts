// Signed tokens of private videos.

import assert from "node:assert/strict";
import { test } from "node:test";

import { json, recording } from "../../conformance/fetches.js";
import { failure } from "../../conformance/outcome.js";
import { READ_TOKEN, VIDEOS } from "../../stand-in/library.js";
import { account_id, clientOf, type Context, type Scenario } from "./context.js";
import Cloudflare, { PermissionDeniedError } from "./package.js";
import type { TokenCreateParams, TokenCreateResponse } from "./package.js";

export function tokens({ standIn }: Context, scenario: Scenario) {
  test("a token is created with what it shall be, and opens downloads", async () => {
    const { baseURL, origin } = standIn;
    const rule: TokenCreateParams.AccessRule = { type: "any", action: "allow" };
    const params: TokenCreateParams = { account_id, downloadable: true, accessRules: [rule] };
    const { token: resource } = clientOf({ baseURL }).stream;
    const made: TokenCreateResponse = await resource.create(VIDEOS.bothReady, params);
    const response = await fetch(`${origin}/${made.token}/downloads/default.mp4`);
    await response.arrayBuffer();
    assert.equal(response.status, 200);
  });

  test("the request has a body of all that is no parameter of the path", async () => {
    const { baseURL, request } = await scenario(null);
    const exp = Math.floor(Date.now() / 1000) + 600;
    const given: Cloudflare.Stream.TokenCreateParams = { account_id, exp, flags: { original: true } };
    await clientOf({ baseURL }).stream.token.create(VIDEOS.bothReady, given);
    const { method, url, headers, body } = await request();
    assert.equal(method, "POST");
    assert.equal(url, `/client/v4/accounts/${account_id}/stream/${VIDEOS.bothReady}/token`);
    assert.equal(headers["content-type"], "application/json");
    assert.deepEqual(JSON.parse(body), { exp, flags: { original: true } });
  });

  test("without parameters the body is an empty object", async () => {
    const { fetch, calls } = recording(() => json({ success: true, result: { token: "a.b.c" } }));
    const call = clientOf({ fetch }).stream.token.create("a", { account_id });
    assert.deepEqual(await call, { token: "a.b.c" });
    assert.equal((calls[0][1] as { body: string }).body, "{}");
  });

  test("a refusal is of the class of its status", async () => {
    const { token: resource } = clientOf({ apiToken: READ_TOKEN, baseURL: standIn.baseURL }).stream;
    const error = await failure(() => resource.create(VIDEOS.bothReady, { account_id }));
    assert.ok(error instanceof PermissionDeniedError);
  });
}
