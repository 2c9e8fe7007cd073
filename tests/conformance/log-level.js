// Where the level of the log comes from: the option, or CLOUDFLARE_LOG where there is an environment.

import { API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { keeping } from "./logging.js";
import { sleep } from "./outcome.js";

const LEVELS = ["off", "error", "warn", "info", "debug"];

/** How to run code with a CLOUDFLARE_LOG, or nothing where there is none that may be changed. */
function logVariable() {
  const { Deno, process } = globalThis;
  const name = "CLOUDFLARE_LOG";
  if (Deno ? Deno.permissions.querySync({ name: "env" }).state !== "granted" : !process?.env)
    return undefined;
  const env = Deno ? Deno.env.toObject() : process.env;
  const set = (value) => {
    if (Deno) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    else if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  return async (value, body) => {
    const before = env[name];
    set(value);
    try {
      return await body();
    } finally {
      set(before);
    }
  };
}

export function logLevel({ QUnit, Cloudflare, runtime, clientOf }) {
  QUnit.module("log level");

  const get = (options) => clientOf(options).stream.downloads.get(VIDEOS.bothReady);
  const fail = () => {
    throw new Error("no");
  };
  const withVariable = logVariable();
  if (["node", "bun"].includes(runtime)) {
    QUnit.test("there is an environment to take the level from", (assert) => {
      assert.strictEqual(typeof withVariable, "function");
    });
  }
  if (!withVariable) {
    QUnit.test("without an environment the level is warn", (assert) => {
      assert.strictEqual(clientOf().logLevel, "warn");
    });
    return;
  }

  const made = (value, options) =>
    withVariable(value, () => {
      const { logger, lines } = keeping();
      const { logLevel } = new Cloudflare({ apiToken: API_TOKEN, logger, ...options });
      return { logLevel, lines };
    });

  QUnit.test("the level is taken from CLOUDFLARE_LOG", async (assert) => {
    for (const level of LEVELS) {
      assert.deepEqual(await made(level), { logLevel: level, lines: [] });
      assert.deepEqual(await made(` ${level}\n`), { logLevel: level, lines: [] });
    }
    for (const blank of [undefined, "", " \n"])
      assert.deepEqual(await made(blank), { logLevel: "warn", lines: [] });
  });

  QUnit.test("the option beats the variable, and null keeps it from being read", async (assert) => {
    assert.deepEqual(await made("debug", { logLevel: "error" }), { logLevel: "error", lines: [] });
    assert.strictEqual((await made("debug", { logLevel: undefined })).logLevel, "debug");
    const { fetch } = recording();
    for (const value of ["debug", "loud"]) {
      const { logger, lines } = keeping();
      await withVariable(value, () => get({ fetch, logger, logLevel: null }));
      assert.deepEqual(lines, [], value);
    }
    assert.deepEqual(await made("loud", { logLevel: "off" }), { logLevel: "off", lines: [] });
  });

  QUnit.test("a misspelt variable is said once, and is no reason to fail", async (assert) => {
    for (const value of ["verbose", "DEBUG", "warning", "2"]) {
      const { logLevel, lines } = await made(value);
      assert.strictEqual(logLevel, "warn");
      assert.deepEqual(
        lines.map(([level]) => level),
        ["warn"],
      );
      const expected = "expected off, error, warn, info or debug";
      assert.strictEqual(lines[0][1], `CLOUDFLARE_LOG: ${expected}, got "${value}"`);
    }
    const { fetch } = recording();
    const result = await withVariable("loud", () => get({ fetch, logger: keeping().logger }));
    assert.deepEqual(result, RESULT);
  });

  QUnit.test(
    "a misspelt variable and a logger that cannot say so are no reason to fail",
    async (assert) => {
      for (const logger of [
        { warn: fail },
        { warn: async () => fail() },
        {},
        { warn: 42 },
        {
          get warn() {
            return fail();
          },
        },
      ]) {
        const { fetch } = recording();
        assert.deepEqual(await withVariable("loud", () => get({ fetch, logger })), RESULT);
      }
      await sleep(20);
    },
  );

  QUnit.test(
    "a client made of another keeps its level, whatever the variable says now",
    async (assert) => {
      const client = clientOf({ logLevel: "error" });
      assert.strictEqual(
        await withVariable("debug", () => client.withOptions({}).logLevel),
        "error",
      );
    },
  );
}
