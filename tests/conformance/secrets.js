// Credentials: nothing that a program prints, logs or sends on shows them.

import { ACCOUNT_ID, API_EMAIL, API_KEY, library, UNKNOWN_TOKEN, VIDEOS } from "../stand-in/library.js";
import { videoOf } from "../stand-in/videos.js";
import { json, never } from "./fetches.js";
import { answer, look, progress } from "./looks.js";
import { failure } from "./outcome.js";

const SECRET = UNKNOWN_TOKEN;

/** All that can be seen of a value: by name, as JSON, and as the platform's own console shows it. */
export function shown(value) {
  const { Deno, Bun, process } = globalThis;
  const inspect =
    Deno?.inspect ?? Bun?.inspect ?? process?.getBuiltinModule?.("node:util")?.inspect;
  const parts = [String(value), JSON.stringify(value) ?? ""];
  if (inspect) parts.push(inspect(value, { depth: 10, showHidden: true, getters: true }));
  const seen = new Set();
  const walk = (value) => {
    if (typeof value === "string") parts.push(value);
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Headers) parts.push(JSON.stringify([...value]));
    for (const key of Reflect.ownKeys(value)) {
      parts.push(String(key));
      walk(Object.getOwnPropertyDescriptor(value, key).value);
    }
  };
  walk(value);
  return parts.join("\n");
}

export function secrets({ QUnit, Cloudflare, clientOf, list }) {
  QUnit.module("secrets");

  const options = { apiToken: SECRET, apiKey: API_KEY, apiEmail: API_EMAIL };
  const get = (options, requestOptions) =>
    clientOf({ apiToken: SECRET, ...options }).stream.downloads.get(
      VIDEOS.bothReady,
      undefined,
      requestOptions,
    );

  QUnit.test("what shows values shows a secret that is not hidden", (assert) => {
    const error = Object.assign(new Error("a"), { deep: [{ hidden: SECRET }] });
    assert.true(shown(error).includes(SECRET));
    assert.true(shown(new Error("a", { cause: new Error(SECRET) })).includes(SECRET));
  });

  QUnit.test("a client shows none", async (assert) => {
    const made = new Cloudflare({ ...options, accountId: ACCOUNT_ID });
    const later = new Cloudflare({ apiToken: "other" });
    Object.assign(later, options);
    for (const client of [made, later]) {
      assert.strictEqual(client.apiToken, SECRET);
      const call = client.stream.downloads.get("");
      await failure(() => call);
      for (const value of [client, client.stream, client.stream.downloads, { ...client }, call]) {
        for (const secret of [SECRET, API_KEY, API_EMAIL]) {
          assert.false(shown(value).includes(secret));
        }
      }
    }
  });

  const failed = (message) => ({ success: false, errors: [{ code: 1000, message }], result: null });
  const echo = `Not welcome: Bearer ${SECRET}`;
  const FAILURES = {
    "a refused credential": () => get(),
    "a malformed credential": () => get({ apiToken: "s3cret" }),
    "a key that is refused": () => get({ apiToken: null, apiKey: SECRET, apiEmail: "a@b.example" }),
    "a key without its email": () => get({ apiToken: null, apiKey: SECRET }),
    "a credential with a line break": () => get({ apiToken: `${SECRET}\n${SECRET}` }),
    "a credential outside Latin-1": () => get({ apiToken: `${SECRET}😀` }),
    "a credential that is too long": () => get({ apiToken: SECRET.repeat(100_000) }),
    "a credential in the wrong form": () => get({ apiToken: { token: SECRET } }),
    "a key with a line break": () =>
      get({ apiToken: null, apiKey: `${SECRET}\n`, apiEmail: "a@b.example" }),
    "a bad parameter": () => get({ accountId: "" }),
    "a bad address": () => get({ baseURL: `https://a.example/?${SECRET}` }),
    "a server that is not there": () => get({ baseURL: "http://127.0.0.1:1" }),
    "a timeout": () => list({ fault: "stall" }, { apiToken: SECRET, timeout: 100 }),
    "an abort": () => get({ fetch: never }, { signal: AbortSignal.abort() }),
    "a broken connection": () => list({ fault: "close" }, { apiToken: SECRET }),
    "a broken body": () => list({ fault: "truncate", body: echo }, { apiToken: SECRET }),
    "a message that repeats it": () =>
      list({ status: 401, body: failed(echo) }, { apiToken: SECRET }),
    "a 2xx that repeats it": () => list({ body: failed(echo) }, { apiToken: SECRET }),
    "a result that repeats it": () =>
      list(
        { body: { success: true, result: { default: { status: [echo] } } } },
        { apiToken: SECRET },
      ),
    "a page that repeats it": () => list({ status: 502, body: echo }, { apiToken: SECRET }),
    "a page as a success that repeats it": () => list({ body: echo }, { apiToken: SECRET }),
    "a content type that repeats it": () =>
      list(
        { status: 502, body: "x", headers: { "content-type": `a/${SECRET}` } },
        { apiToken: SECRET },
      ),
    "a header that repeats it": () =>
      list({ status: 404, headers: { "x-request": echo } }, { apiToken: SECRET }),
    "a ray that repeats it": () =>
      list({ status: 404, headers: { "cf-ray": SECRET } }, { apiToken: SECRET }),
    "a redirect to a host that repeats it": () =>
      list(
        { status: 302, headers: { location: `http://${SECRET}.localhost/` } },
        { apiToken: SECRET },
      ),
    "a name that repeats it": () =>
      list(
        { status: 400, body: { [SECRET]: 1, errors: [{ [SECRET]: SECRET }] } },
        { apiToken: SECRET },
      ),
    "a message that repeats the key": () =>
      list(
        { status: 401, body: failed(echo) },
        { apiToken: null, apiKey: SECRET, apiEmail: "a@b.c" },
      ),
    "a message that repeats it in an escaped form": () => {
      const body = JSON.stringify(failed(echo)).replaceAll("-", "\\u002d");
      return list({ status: 401, body }, { apiToken: SECRET });
    },
    "a name that repeats it in an escaped form": () => {
      const body = JSON.stringify({ errors: [], [SECRET]: { [SECRET]: 1 } });
      return list({ status: 401, body: body.replaceAll("-", "\\u002d") }, { apiToken: SECRET });
    },
    "a long message that repeats it where the excerpt ends": () =>
      list({ status: 401, body: failed(`${"a".repeat(70)} ${SECRET}`) }, { apiToken: SECRET }),
    "a fetch that gives no answer": () => get({ fetch: async () => SECRET }),
    "an answer that throws it": () =>
      get({
        fetch: async () => ({
          status: 200,
          headers: new Headers(),
          get text() {
            return SECRET;
          },
        }),
      }),
  };

  QUnit.test.each("an error shows none, and nothing is logged", FAILURES, async (assert, call) => {
    const logged = [];
    const names = Object.keys(console).filter((name) => typeof console[name] === "function");
    const originals = names.map((name) => [name, console[name]]);
    for (const name of names) console[name] = (...args) => logged.push(...args);
    let error;
    try {
      error = await failure(call);
    } finally {
      for (const [name, log] of originals) console[name] = log;
    }
    assert.true(error instanceof Cloudflare.CloudflareError, error.name);
    // A part of it is enough to find the whole.
    for (const part of [SECRET, SECRET.slice(0, 20), SECRET.slice(-20), "s3cret"]) {
      assert.false(shown(error).includes(part), error.message);
      assert.false(error.stack.includes(part));
      for (const value of logged) assert.false(shown(value).includes(part));
    }
  });

  // Each asks a second time, when the client has another credential.
  const LOOPS = {
    watch: ({ downloads }) => downloads.watch(VIDEOS.nothing, undefined, { interval: 0 }),
    waitUntilReady: ({ downloads }) => downloads.waitUntilReady(VIDEOS.nothing, undefined, { interval: 0 }),
    getMany: ({ downloads }) => downloads.getMany(Object.values(VIDEOS), undefined, { concurrency: 1 }),
    ensureMany: ({ downloads }) => downloads.ensureMany(Object.values(VIDEOS), undefined, { concurrency: 1 }),
    "videos.list": ({ videos }) => videos.list(),
  };
  QUnit.test.each("nor does that of a loop whose credential has changed", LOOPS, async (assert, start) => {
    let asked = 0;
    const client = clientOf({
      apiToken: "t0ken-that-was-there-before",
      maxRetries: 0,
      fetch: async (_, { headers }) => {
        const authorization = headers.get("authorization");
        client.apiToken = SECRET;
        if (++asked > 1) return answer(401, failed(authorization), { "x-request": authorization });
        const isList = start === LOOPS["videos.list"];
        return look(isList ? library(1000).map(videoOf) : { default: progress(1) });
      },
    });
    const error = await failure(async () => {
      const loop = start(client.stream);
      if (!loop[Symbol.asyncIterator]) return loop;
      for await (const found of loop) if (found.error) throw found.error;
    });
    assert.strictEqual(error.name, "AuthenticationError");
    assert.true(error.message.includes("***"), error.message);
    assert.strictEqual(error.headers.get("x-request"), "Bearer ***");
    assert.false(shown(error).includes(SECRET), error.message);
    assert.false(error.stack.includes(SECRET));
  });

  QUnit.test("nor does what a wait has seen", async (assert) => {
    const url = `https://customer-x.cloudflarestream.com/?t=${SECRET}`;
    const CASES = {
      DownloadFailedError: { default: { status: "error", percentComplete: 1, url } },
      DownloadTimeoutError: { default: { status: "inprogress", percentComplete: 1, url } },
    };
    for (const [name, result] of Object.entries(CASES)) {
      const client = clientOf({
        apiToken: "t0ken-that-was-there-before",
        fetch: async () => {
          if (client.apiToken === SECRET) return look(result);
          client.apiToken = SECRET;
          return look({ default: progress(0) });
        },
      });
      const wait = { maxWait: 50, interval: 5 };
      const error = await failure(() => client.stream.downloads.waitUntilReady(VIDEOS.nothing, undefined, wait));
      const { default: seen } = error.downloads ?? { default: error.download };
      assert.deepEqual([error.name, seen.url], [name, "https://customer-x.cloudflarestream.com/?t=***"]);
      assert.false(shown(error).includes(SECRET));
    }
  });

  QUnit.test("nor does why a video could not be encoded", async (assert) => {
    const client = clientOf({
      apiToken: "t0ken-that-was-there-before",
      fetch: async (url, { method, headers }) => {
        if (method === "POST") return answer(400, failed("Not yet"));
        if (url.endsWith("/downloads")) {
          client.apiToken = SECRET;
          return look({});
        }
        const errorReasonText = `Refused: ${headers.get("authorization")}`;
        return look({ uid: VIDEOS.nothing, status: { state: "error", errorReasonText } });
      },
    });
    const { downloads } = client.stream;
    const error = await failure(() => downloads.waitUntilReady(VIDEOS.nothing, { create: true }));
    assert.strictEqual(error.name, "DownloadFailedError");
    assert.true(error.message.startsWith("The video could not be encoded: Refused: Bearer ***"), error.message);
  });

  QUnit.test("the message of a thrown value shows none", async (assert) => {
    const thrown = [new Error(echo), new TypeError("failed", { cause: new Error(echo) }), echo];
    for (const value of thrown) {
      const error = await failure(() => get({ fetch: () => Promise.reject(value) }));
      assert.strictEqual(error.name, "APIConnectionError");
      assert.false(error.message.includes(SECRET), error.message);
      assert.false(error.stack.includes(SECRET));
      const response = { status: 200, headers: new Headers(), text: () => Promise.reject(value) };
      const late = await failure(() => get({ fetch: async () => response }));
      assert.false(late.message.includes(SECRET), late.message);
    }
  });

  QUnit.test("what is too short to be a secret is left in words", async (assert) => {
    const body = failed("Authentication error in a test");
    for (const apiToken of ["t", "test", "error"]) {
      const error = await failure(() => list({ status: 401, body }, { apiToken }));
      assert.strictEqual(error.errors[0].message, "Authentication error in a test");
      assert.true(error.message.includes("Authentication error in a test"), error.message);
      assert.deepEqual(error.error, body);
    }
    // From eight characters on it is one.
    const error = await failure(() =>
      list({ status: 401, body: failed("Not 12345678") }, { apiToken: "12345678" }),
    );
    assert.true(error.message.includes("Not ***"), error.message);
    assert.strictEqual(error.errors[0].message, "Not ***");
  });

  QUnit.test("a result may hold what looks like a credential", async (assert) => {
    const body = json({
      success: true,
      result: { default: { url: `https://a.example/${SECRET}` } },
    });
    const downloads = await get({ fetch: async () => body });
    assert.strictEqual(downloads.default.url, `https://a.example/${SECRET}`);
  });
}
