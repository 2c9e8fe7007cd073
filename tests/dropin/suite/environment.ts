// The environment: which variables are read, and what beats them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { account_id, difference, withEnvironment, type Scenario } from "./context.js";
import Cloudflare, { type ClientOptions } from "./package.js";

const KEYED = { CLOUDFLARE_API_KEY: "key", CLOUDFLARE_EMAIL: "user@example.com" };

export function environment(scenario: Scenario) {
  const made = (variables: Record<string, string>, options?: ClientOptions) =>
    withEnvironment(variables, () => new Cloudflare(options));

  test("a client without options takes all from the environment", async () => {
    const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
    const client = await made({ CLOUDFLARE_API_TOKEN: "token", CLOUDFLARE_BASE_URL: baseURL });
    assert.equal(client.apiToken, "token");
    await client.stream.downloads.get("a", { account_id });
    assert.equal((await request()).headers.authorization, "Bearer token");
    const { apiKey, apiEmail } = await made(KEYED);
    assert.deepEqual([apiKey, apiEmail], ["key", "user@example.com"]);
  });

  test("variables are trimmed, and a blank one is as good as unset", async () => {
    assert.equal((await made({ CLOUDFLARE_API_TOKEN: " token\n" })).apiToken, "token");
    assert.equal((await made({ CLOUDFLARE_API_TOKEN: " \t" })).apiToken, null);
    const { baseURL } = await made({ CLOUDFLARE_BASE_URL: " " });
    assert.equal(baseURL, "https://api.cloudflare.com/client/v4");
  });

  test("an option beats its variable, null too, and undefined does not", async () => {
    const variables = { CLOUDFLARE_API_TOKEN: "token", CLOUDFLARE_BASE_URL: "https://a.example" };
    const given = await made(variables, { apiToken: "own", baseURL: "https://b.example" });
    assert.deepEqual([given.apiToken, given.baseURL], ["own", "https://b.example"]);
    const none = await made(variables, { apiToken: null, baseURL: null });
    assert.deepEqual([none.apiToken, none.baseURL], [null, "https://api.cloudflare.com/client/v4"]);
    const left = await made(variables, { apiToken: undefined, baseURL: undefined });
    assert.deepEqual([left.apiToken, left.baseURL], ["token", "https://a.example"]);
  });

  test("the environment is read when a client is made", async () => {
    const client = await made({ CLOUDFLARE_API_TOKEN: "token" });
    assert.equal(process.env["CLOUDFLARE_API_TOKEN"], undefined);
    assert.equal(client.apiToken, "token");
    assert.equal(client.withOptions({}).apiToken, "token");
  });

  test("CLOUDFLARE_LOG is the log level, and an unknown one is reported and ignored", async () => {
    assert.equal((await made({ CLOUDFLARE_LOG: "debug" })).logLevel, "debug");
    assert.equal((await made({ CLOUDFLARE_LOG: "debug" }, { logLevel: "off" })).logLevel, "off");
    const lines: unknown[] = [];
    const note = (line: unknown) => void lines.push(line);
    const logger = { error: note, warn: note, info: note, debug: note };
    assert.equal((await made({ CLOUDFLARE_LOG: "loud" }, { logger })).logLevel, "warn");
    assert.equal(lines.length, 1);
    assert.match(String(lines[0]), /CLOUDFLARE_LOG/);
  });

  difference("Other variables", async (either) => {
    const { baseURL, request } = await scenario({ body: { success: true, result: {} } });
    const variables = {
      CLOUDFLARE_ACCOUNT_ID: account_id,
      CLOUDFLARE_API_USER_SERVICE_KEY: "service-key",
      CLOUDFLARE_CUSTOM_HEADERS: "x-custom: custom",
    };
    const client = await made(variables, { apiToken: "token", baseURL });
    assert.equal(Reflect.get(client, "accountId"), either(undefined, account_id));
    await client.stream.downloads.get("a", { account_id });
    const { headers } = await request();
    assert.equal(headers["x-auth-user-service-key"], either("service-key", undefined));
    assert.equal(headers["x-custom"], either("custom", undefined));
  });
}
