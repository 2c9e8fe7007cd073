// The operations on a video that change something: how each takes its arguments, and what it sends.
// What they resolve to is in create.js and delete.js.

import { ACCOUNT_ID, READ_TOKEN, VIDEOS } from "../stand-in/library.js";
import { json, recording } from "./fetches.js";
import { failure } from "./outcome.js";

export const CREATES = {
  "downloads.create": { type: "default", suffix: "", of: (downloads) => downloads },
  "downloads.default.create": {
    type: "default",
    suffix: "/default",
    of: ({ default: mp4 }) => mp4,
  },
  "downloads.audio.create": { type: "audio", suffix: "/audio", of: ({ audio }) => audio },
};
export const DELETES = Object.fromEntries(
  Object.entries(CREATES).map(([name, one]) => [name.replace("create", "delete"), one]),
);

const CREATED = { default: { percentComplete: 0, status: "inprogress" } };
const ALL = {
  ...named(CREATES, "create", "POST", CREATED),
  ...named(DELETES, "delete", "DELETE", "ok"),
};

function named(operations, verb, method, result) {
  return Object.fromEntries(
    Object.entries(operations).map(([name, { suffix, of }]) => {
      const call = (client, ...args) => of(client.stream.downloads)[verb](...args);
      return [name, { method, suffix, call, result }];
    }),
  );
}

export function operations({ QUnit, exports, inBrowser, scenario, clientOf }) {
  QUnit.module("operations");

  const identifier = VIDEOS.bothReady;
  const path = (account, suffix) => `/accounts/${account}/stream/${identifier}/downloads${suffix}`;

  QUnit.test.each("its method and path arrive, and no body", ALL, async (assert, operation) => {
    const { method, suffix, call, result } = operation;
    const { baseURL, request } = await scenario({ body: { success: true, result } });
    assert.deepEqual(await call(clientOf({ baseURL }), identifier), result);
    const { url, headers, body, ...rest } = await request();
    assert.strictEqual(rest.method, method);
    assert.strictEqual(url, `/client/v4${path(ACCOUNT_ID, suffix)}`);
    assert.strictEqual(body, "");
    assert.strictEqual(headers["content-type"], undefined);
    assert.strictEqual(headers["content-length"] ?? "0", "0");
    assert.strictEqual(headers["transfer-encoding"], undefined);
  });

  QUnit.test.each("fetch is told nothing but what is needed", ALL, async (assert, operation) => {
    const { fetch, calls } = recording(() => json({ success: true, result: operation.result }));
    await operation.call(clientOf({ fetch }), identifier);
    const [, init] = calls[0];
    assert.deepEqual(Object.keys(init).sort(), ["headers", "method", "redirect", "signal"]);
    const userAgent = inBrowser ? [] : ["user-agent"];
    assert.deepEqual([...init.headers.keys()], ["accept", "authorization", ...userAgent]);
  });

  QUnit.test.each("the arguments come in either form", ALL, async (assert, operation) => {
    const { suffix, call, result } = operation;
    const forms = [
      [[identifier, { account_id: "given" }], "given"],
      [[identifier, { account_id: "given" }, {}], "given"],
      [[{ account_id: "given", identifier }], "given"],
      [[{ account_id: "given", identifier }, {}], "given"],
      [[identifier], ACCOUNT_ID],
      [[identifier, undefined, {}], ACCOUNT_ID],
      [[identifier, {}], ACCOUNT_ID],
      [[{ identifier }], ACCOUNT_ID],
      [[Object.freeze({ identifier }), Object.freeze({ timeout: 5000 })], ACCOUNT_ID],
    ];
    for (const [args, account] of forms) {
      const { fetch, calls } = recording(() => json({ success: true, result }));
      assert.deepEqual(await call(clientOf({ fetch }), ...args), result);
      assert.strictEqual(calls.length, 1);
      assert.true(calls[0][0].endsWith(path(account, suffix)), calls[0][0]);
    }
  });

  QUnit.test.each("the options are read in either form", ALL, async (assert, { call }) => {
    const { fetch, calls } = recording();
    const options = { signal: AbortSignal.abort("why") };
    for (const args of [
      [identifier, undefined, options],
      [{ identifier }, options],
    ]) {
      const error = await failure(() => call(clientOf({ fetch }), ...args));
      assert.true(error instanceof exports.APIUserAbortError);
      assert.strictEqual(error.cause, "why");
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test.each("a bad parameter is named before any request", ALL, async (assert, { call }) => {
    const { fetch, calls } = recording();
    const client = clientOf({ fetch, accountId: null });
    for (const bad of ["", ".", "..", "a".repeat(33), "\ud800", 42, {}, null, Symbol("a")]) {
      const wrong = [
        ["identifier", [{ identifier: bad, account_id: "a" }]],
        ["account_id", ["a", { account_id: bad }]],
      ];
      for (const [name, args] of wrong) {
        const error = await failure(() => call(client, ...args));
        assert.strictEqual(error.name, "CloudflareError", String(bad));
        assert.true(error.message.startsWith(name), error.message);
      }
    }
    for (const [name, args] of [
      ["account_id", ["a"]],
      ["identifier", []],
      ["identifier", [{}]],
    ]) {
      const error = await failure(() =>
        call(clientOf({ fetch, accountId: name === "identifier" ? "a" : null }), ...args),
      );
      assert.true(error.message.startsWith(name), error.message);
    }
    assert.strictEqual(calls.length, 0);
  });

  QUnit.test.each("the path is encoded", ALL, async (assert, { call, suffix, result }) => {
    const { baseURL, request } = await scenario({ body: { success: true, result } });
    await call(clientOf({ baseURL }), "a/b?c#d%2e é😀 ~!@");
    const encoded = "a%2Fb%3Fc%23d%252e%20%C3%A9%F0%9F%98%80%20~!@";
    const url = `/client/v4/accounts/${ACCOUNT_ID}/stream/${encoded}/downloads${suffix}`;
    assert.strictEqual((await request()).url, url);
  });

  QUnit.test.each(
    "the promise starts at once, and gives response and data",
    ALL,
    async (assert, operation) => {
      const { call, result } = operation;
      const { fetch, calls } = recording(() => json({ success: true, result }));
      const promise = call(clientOf({ fetch }), identifier);
      assert.true(promise instanceof exports.APIPromise);
      const raw = await promise.asResponse();
      assert.false(raw.bodyUsed);
      const { data, response } = await promise.withResponse();
      assert.strictEqual(response, raw);
      assert.deepEqual(data, result);
      assert.strictEqual(await promise, data);
      assert.strictEqual(calls.length, 1);
    },
  );

  QUnit.test.each("a refusal names the method and the path", ALL, async (assert, operation) => {
    const { method, suffix, call } = operation;
    const error = await failure(() => call(clientOf({ apiToken: READ_TOKEN }), identifier));
    assert.strictEqual(error.name, "PermissionDeniedError");
    assert.strictEqual(error.code, 10000);
    const request = `(${method} ${path(ACCOUNT_ID, suffix)})`;
    const needs = "403 Authentication error [code 10000]; it needs the permission Stream Write";
    assert.strictEqual(error.message, `${needs} ${request}`);
    const missing = await failure(() => call(clientOf(), "0".repeat(32)));
    assert.strictEqual(missing.name, "NotFoundError");
    assert.strictEqual(missing.code, 10003);
  });
}
