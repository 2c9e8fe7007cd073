// What the logger is told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { API_TOKEN, VIDEOS } from "../../stand-in/library.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import type { ClientOptions } from "./package.js";

type Level = NonNullable<ClientOptions["logLevel"]>;

export function logging(scenario: Scenario) {
  /** All arguments that the logger got, by method, in one good call. */
  async function logged(logLevel: Level) {
    const lines: { method: string; args: unknown[] }[] = [];
    const note =
      (method: string) =>
      (...args: unknown[]) =>
        void lines.push({ method, args });
    const [error, warn, info, debug] = ["error", "warn", "info", "debug"].map(note) as [
      ReturnType<typeof note>,
      ReturnType<typeof note>,
      ReturnType<typeof note>,
      ReturnType<typeof note>,
    ];
    const { baseURL } = await scenario(null);
    const client = clientOf({ baseURL, logLevel, logger: { error, warn, info, debug } });
    await client.stream.downloads.get(VIDEOS.bothReady, { account_id });
    return lines;
  }

  test("nothing is logged of a good call up to warn", async () => {
    for (const level of ["off", "error", "warn"] as const) {
      assert.deepEqual(await logged(level), []);
    }
  });

  test("info is one line for each request", async () => {
    const lines = await logged("info");
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.method, "info");
    assert.match(String(lines[0]?.args[0]), /get .*200/i);
  });

  test("debug has headers without the credential", async () => {
    const text = JSON.stringify(await logged("debug"));
    assert.ok(text.includes("accept"));
    assert.ok(text.includes("***"));
    assert.ok(!text.includes(API_TOKEN));
  });

  difference("Log lines", async (either) => {
    const lines = await logged("debug");
    assert.equal(JSON.stringify(lines).includes("percentComplete"), either(true, false));
    const only = lines.every(({ args }) => args.length === 1 && typeof args[0] === "string");
    assert.equal(only, either(false, true));
  });
}
