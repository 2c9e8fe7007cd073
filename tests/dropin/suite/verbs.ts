// `client.get` and its kin, for the rest of the API.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recording } from "../../conformance/fetches.js";
import { clientOf, difference, type Scenario } from "./context.js";
import Cloudflare, { CloudflareError, exports } from "./package.js";

interface Envelope {
  success: boolean;
  result: { uid: string };
}
const ENVELOPE: Envelope = { success: true, result: { uid: "a" } };

export function verbs(scenario: Scenario) {
  const answered = async (answer: object) => {
    const { baseURL, request } = await scenario(answer);
    return { client: clientOf({ baseURL }), request };
  };

  test("each verb sends its method and resolves to the whole body", async () => {
    for (const verb of ["get", "post", "put", "patch", "delete"] as const) {
      const { client, request } = await answered({ body: ENVELOPE });
      assert.deepEqual(await client[verb]<Envelope>("/accounts/b/stream/copy"), ENVELOPE);
      const { method, url } = await request();
      assert.deepEqual([method, url], [verb.toUpperCase(), "/client/v4/accounts/b/stream/copy"]);
    }
  });

  test("request takes method and path in its options", async () => {
    const { client, request } = await answered({ body: ENVELOPE });
    const options = { method: "post", path: "/accounts/b", body: { a: 1 } } as const;
    assert.deepEqual(await client.request<Envelope>(options), ENVELOPE);
    const { method, url, body, headers } = await request();
    assert.deepEqual([method, url, body], ["POST", "/client/v4/accounts/b", '{"a":1}']);
    assert.equal(headers["content-type"], "application/json");
  });

  test("bodies are sent as JSON, a text and a list too", async () => {
    for (const body of [{ url: "https://x.example", meta: { name: "ü" } }, ["a", 1], "text"]) {
      const { client, request } = await answered({ body: ENVELOPE });
      await client.post("/accounts", { body });
      assert.equal((await request()).body, JSON.stringify(body));
    }
  });

  test("a content type of the call's own goes with the body, one of the defaults does not", async () => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch, defaultHeaders: { "content-type": "text/plain" } });
    await client.post("/accounts", { body: { a: 1 } });
    await client.patch("/accounts", {
      body: { a: 1 },
      headers: { "content-type": "application/a+json" },
    });
    const sent = calls.map(([, { body, headers }]) => [body, headers.get("content-type")]);
    assert.deepEqual(sent, [
      ['{"a":1}', "application/json"],
      ['{"a":1}', "application/a+json"],
    ]);
  });

  test("a text with a content type of its own is sent as it is", async () => {
    const { fetch, calls } = recording();
    const headers = { "content-type": "application/x-ndjson" };
    await clientOf({ fetch }).post("/accounts", { body: '{"a":1}\n{"a":2}', headers });
    assert.equal(calls[0][1].body, '{"a":1}\n{"a":2}');
  });

  test("so is JSON that says that it is", async () => {
    const body = JSON.stringify({ a: 1 });
    for (const type of ["application/json", "application/json; charset=utf-8"]) {
      const { client, request } = await answered({ body: ENVELOPE });
      await client.post("/accounts", { body, headers: { "content-type": type } });
      const sent = await request();
      assert.deepEqual([sent.body, sent.headers["content-type"]], [body, type]);
    }
  });

  test("the query is appended, without what is undefined", async () => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch });
    await client.get("/accounts", {
      query: { page: 2, name: "a b&c", all: true, none: undefined },
    });
    await client.get("/accounts?page=1", { query: { per_page: 5 } });
    const queries = calls.map(([url]) => Object.fromEntries(new URL(url).searchParams));
    assert.deepEqual(queries, [
      { page: "2", name: "a b&c", all: "true" },
      { page: "1", per_page: "5" },
    ]);
  });

  test("options and a query may have types of their own", async () => {
    interface Page {
      page: number;
    }
    const query: Page = { page: 2 };
    const options: Cloudflare.RequestOptions = { query, headers: [["x-one", "1"]] };
    const { client, request } = await answered({ body: ENVELOPE });
    await client.get("/accounts", options);
    const { url, headers } = await request();
    assert.deepEqual([url, headers["x-one"]], ["/client/v4/accounts?page=2", "1"]);
  });

  difference("`defaultBaseURL` of a call", async (either) => {
    const { fetch, calls } = recording();
    const options = { defaultBaseURL: "https://other.example" } as Cloudflare.RequestOptions;
    const outcome = await clientOf({ fetch }).get("/accounts", options).then(
      () => new URL(calls[0][0]).origin,
      (error) => error.constructor,
    );
    assert.equal(outcome, either("https://other.example", CloudflareError));
  });

  test("a verb takes headers, signal, timeout and retries, and has asResponse", async () => {
    const { client, request } = await answered({ body: ENVELOPE });
    const call = client.get<Envelope>("/accounts", {
      headers: { "x-one": "1" },
      timeout: 5000,
      maxRetries: 0,
      signal: new AbortController().signal,
    });
    assert.equal((await call.asResponse()).status, 200);
    assert.equal((await call).result.uid, "a");
    assert.equal((await request()).headers["x-one"], "1");
  });

  test("nothing is null", async () => {
    const { client } = await answered({ status: 204 });
    assert.equal(await client.delete("/accounts"), null);
  });

  difference("Verbs whose answer is no JSON", async (either) => {
    const invalid = Reflect.get(exports, "APIResponseValidationError");
    const outcome = async (answer: object) => {
      const { client } = await answered(answer);
      return client.get("/accounts").catch((error) => error.constructor);
    };
    assert.equal(await outcome({ body: "text" }), either("text", invalid));
    const failed = { success: false, errors: [], result: null };
    assert.deepEqual(await outcome({ body: failed }), either(failed, invalid));
    const headers = { "content-type": "application/json" };
    assert.equal(await outcome({ body: "", headers }), either(undefined, null));
  });

  difference("Paths of verbs", async (either) => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch });
    const asked = (path: string) =>
      client.get(path).then(
        () => calls.at(-1)[0],
        (error) => error.constructor,
      );
    const base = "https://api.cloudflare.com/client/v4";
    const elsewhere = "https://elsewhere.example/a";
    assert.equal(await asked(elsewhere), either(elsewhere, CloudflareError));
    assert.equal(calls.length, either(1, 0));
    assert.equal(await asked("accounts"), either(`${base}accounts`, CloudflareError));
    assert.equal(await asked("/a b"), either(`${base}/a%20b`, CloudflareError));
    assert.equal(await asked("/a?b=1&b=2"), `${base}/a?${either("b=2", "b=1&b=2")}`);
  });

  difference("Bodies and queries", async (either) => {
    const { fetch: record, calls } = recording();
    const recorded = clientOf({ fetch: record });
    for (const body of [false, 0, ""]) await recorded.post("/accounts", { body });
    const bodies = calls.map(([, init]) => init.body);
    assert.deepEqual(bodies, either([undefined, undefined, undefined], ["false", "0", '""']));
    await recorded.get("/accounts", { query: { a: null } });
    assert.equal(new URL(calls.at(-1)[0]).search, either("?a=", ""));

    const { fetch } = recording();
    const client = clientOf({ fetch });
    const outcomes = [
      client.post("/accounts", { body: new URLSearchParams("a=b") }),
      client.post("/accounts", { body: new Uint8Array(4) }),
      client.get("/accounts", { query: { a: { b: 1 } } } as object),
      client.get("/accounts", { query: { a: [1, 2] } } as object),
    ].map((call) =>
      call.then(
        () => "sent",
        (error) => error.constructor,
      ),
    );
    const expected = either("sent", CloudflareError);
    assert.deepEqual(
      await Promise.all(outcomes),
      outcomes.map(() => expected),
    );
  });

  difference("Options in a promise", async (either) => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch });
    const options = Promise.resolve({ query: { page: 1 } });
    const outcome = await client.get("/accounts", options as object).then(
      () => new URL(calls[0][0]).search,
      (error) => error.constructor,
    );
    assert.equal(outcome, either("?page=1", ""));
  });
}
