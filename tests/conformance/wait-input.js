// What a wait and a watch cannot use: an error that names it, before any request.

import { VIDEOS } from "../stand-in/library.js";
import { answering, READY } from "./looks.js";
import { failure } from "./outcome.js";
import { raise, revoked } from "./strange.js";

const video = VIDEOS.nothing;

export const CALLS = {
  waitUntilReady: (downloads, ...args) => downloads.waitUntilReady(...args),
  watch: (downloads, ...args) => downloads.watch(...args).next(),
};

// The arguments in which these parameters or options may be given.
export const PARAMS = (params) => [[video, params], [{ identifier: video, ...params }]];
export const OPTIONS = (options) => [
  [video, undefined, options],
  [{ identifier: video }, options],
];

/** Gives a function that waits and watches with `args`: both must end in an error about `field`. */
export function refusals({ Cloudflare, clientOf }) {
  return async (assert, field, args, what = "") => {
    for (const [name, call] of Object.entries(CALLS)) {
      const { fetch, asked } = answering({ default: READY });
      const { downloads } = clientOf({ fetch }).stream;
      // Rejected, never thrown.
      const promise = call(downloads, ...args);
      const error = await failure(() => promise);
      const where = `${name}, ${what}: ${error}`;
      assert.true(error instanceof Cloudflare.CloudflareError, where);
      assert.strictEqual(error.name, "CloudflareError", where);
      assert.true(new RegExp(`^(\\w+\\.)?${field}\\b`).test(error.message), where);
      assert.true(error.message.length <= 500 && !/[\r\n]/.test(error.message), where);
      assert.strictEqual(asked.length, 0, where);
    }
  };
}

export function waitInput({ QUnit, Cloudflare, clientOf }) {
  QUnit.module("wait input");

  const refused = refusals({ Cloudflare, clientOf });

  const BAD = {
    types: [
      PARAMS,
      [
        [],
        ["video"],
        ["default", "video"],
        ["default", ""],
        ["Default"],
        ["default "],
        [["default"]],
        [new String("default")],
        [undefined],
        ["default", null],
        ["audio", 1],
        [Symbol("audio")],
        new Array(2),
        "default",
        "",
        new Set(["default"]),
        { 0: "default" },
        { default: true },
        Array.from({ length: 1_000_000 }, () => "video"),
        new Proxy(["default"], { get: raise }),
        new Proxy([], { get: (_, name) => (name === "length" ? 2 ** 53 : undefined) }),
        revoked(["default"]),
        Object.defineProperty(["default"], 0, { get: raise }),
      ],
    ],
    create: [PARAMS, ["true", "", 0, 1, NaN, {}, [], new Boolean(true), () => true, Symbol("yes")]],
    maxWait: [
      OPTIONS,
      [
        0,
        -0,
        -1,
        NaN,
        -Infinity,
        "1000",
        "",
        true,
        1000n,
        {},
        [],
        [1000],
        Symbol("1000"),
        new Date(1),
        () => 1,
      ],
    ],
    interval: [
      OPTIONS,
      [
        -1,
        -0.001,
        NaN,
        Infinity,
        -Infinity,
        "1000",
        "",
        true,
        1000n,
        {},
        [],
        [1000],
        Symbol("1000"),
        new Date(1),
      ],
    ],
    onProgress: [OPTIONS, ["log", "", 1, true, 1n, {}, [], Symbol("log"), { handleEvent() {} }]],
    signal: [
      OPTIONS,
      [1, "signal", true, {}, [], () => {}, new AbortController(), new EventTarget()],
    ],
    timeout: [OPTIONS, [0, -1, NaN, "1000", 1000n, {}]],
    maxRetries: [OPTIONS, [-1, 0.5, NaN, "2", 1n, {}]],
    headers: [OPTIONS, ["a", 1, { a: 1 }, { "a b": "c" }]],
    fetchOptions: [OPTIONS, ["a", 1, { method: "PUT" }, { signal: null, headers: {} }]],
    account_id: [PARAMS, ["", "a".repeat(33), ".", "..", 1, {}, Symbol("a"), "a\udc00"]],
  };
  QUnit.test.each("what cannot be used is named", BAD, async (assert, [forms, values]) => {
    const field = Object.keys(BAD).find((name) => BAD[name][1] === values);
    for (const [index, value] of values.entries()) {
      for (const args of forms({ [field]: value })) await refused(assert, field, args, `${index}`);
    }
  });

  QUnit.test("so is what throws when it is read", async (assert) => {
    for (const [field, [forms]] of Object.entries(BAD)) {
      const hostile = Object.defineProperty({}, field, { get: raise, enumerable: true });
      const [[, params, options]] = forms({});
      const args = options ? [video, undefined, hostile] : [video, params && hostile];
      await refused(assert, field, args, field);
      if (!options) {
        Object.defineProperty(hostile, "identifier", { value: video });
        await refused(assert, field, [hostile], `${field} in an object`);
      }
    }
  });

  QUnit.test("and a video that is none", async (assert) => {
    for (const identifier of [
      undefined,
      null,
      "",
      1,
      "a".repeat(33),
      "..",
      Symbol("a"),
      () => {},
    ]) {
      await refused(assert, "identifier", [identifier]);
      await refused(assert, "identifier", [{ identifier, types: ["audio"] }]);
    }
    await refused(assert, "identifier", []);
    await refused(assert, "identifier", [{}]);
  });

  QUnit.test("and parameters and options that are none", async (assert) => {
    for (const value of ["a", 1, true, 1n, Symbol("a")]) {
      await refused(assert, "params", [video, value]);
      await refused(assert, "options", [video, undefined, value]);
      await refused(assert, "options", [{ identifier: video }, value]);
    }
  });

  QUnit.test("and a client that has lost its account or its token", async (assert) => {
    for (const call of Object.values(CALLS)) {
      for (const [field, options] of [
        ["account_id", { accountId: null }],
        ["apiToken", { apiToken: "\n" }],
        ["timeout", { timeout: -1 }],
      ]) {
        const { fetch, asked } = answering({ default: READY });
        const { downloads } = clientOf({ fetch, ...options }).stream;
        const error = await failure(() => call(downloads, video));
        assert.strictEqual(error.name, "CloudflareError");
        assert.true(error.message.includes(field), error.message);
        assert.strictEqual(asked.length, 0);
      }
    }
  });

  // Fields, and what of the strange values may be of use in them.
  QUnit.test("undefined and null are what is left out", async (assert) => {
    const { fetch, asked } = answering({ default: READY });
    const { downloads } = clientOf({ fetch }).stream;
    for (const nothing of [undefined, null]) {
      const params = { types: nothing, create: nothing };
      const options = { maxWait: nothing, interval: nothing, onProgress: nothing };
      await downloads.waitUntilReady(video, nothing);
      await downloads.waitUntilReady(video, params, options);
      await downloads.waitUntilReady({ identifier: video, ...params }, options);
    }
    assert.strictEqual(asked.length, 6);
  });
}
