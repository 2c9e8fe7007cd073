// What the tests are given, and how they say that the packages differ.

import { test } from "node:test";

import { scenarios } from "../../conformance/scenario.js";
import { ACCOUNT_ID, API_TOKEN } from "../../stand-in/library.js";
import Cloudflare, { packageName, type ClientOptions } from "./package.js";

export interface Context {
  standIn: { origin: string; baseURL: string };
  /** The files of samples/ that TypeScript refuses. */
  refused: string[];
  /** What the table of the differences is about. */
  rows: string[];
  /** Where the compiled suite is. */
  folder: string;
}

export type Scenario = ReturnType<typeof scenarios>;

export const account_id: string = ACCOUNT_ID;

const tested = new Set<string>();

/**
 * A test of a row of the table of the differences. `either` gives, of two values, that for the
 * package under test.
 */
export function difference(
  row: string,
  body: (either: <T, U = T>(cloudflare: T, here: U) => T | U) => unknown,
) {
  tested.add(row);
  test(`the packages differ: ${row}`, async () => {
    await body((cloudflare, here) => (packageName === "cloudflare" ? cloudflare : here));
  });
}

/** Tests that the table has the rows that were tested, and no others. */
export function completeness({ rows }: Context) {
  test("the table of the differences has a row for each that is tested, and no other", ({
    assert,
  }) => {
    assert.deepEqual([...rows].sort(), [...tested].sort());
  });
}

/** A client for tests that do not care how it is made. */
export function clientOf(options: ClientOptions) {
  return new Cloudflare({ apiToken: API_TOKEN, maxRetries: 0, ...options });
}

/** Runs `body` with these variables in the environment. */
export async function withEnvironment<T>(
  variables: Record<string, string>,
  body: () => T | Promise<T>,
): Promise<T> {
  Object.assign(process.env, variables);
  try {
    return await body();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
}
