// What holds for every call, whatever it was given: it settles, with a plain result or an error of
// the package, it leaves nothing unhandled, and the next good call works.

import assert from "node:assert/strict";
import { inspect } from "node:util";

import Cloudflare, * as exports from "cf-stream-downloads";

import { SECRET } from "./strange.js";

/** So much of a secret is too much. */
const PART = 12;
const parts = Array.from({ length: SECRET.length - PART + 1 }, (_, from) =>
  SECRET.slice(from, from + PART).toLowerCase(),
);

const { setTimeout, setImmediate, clearTimeout } = globalThis;
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));
process.on("uncaughtException", (reason) => unhandled.push(reason));
// What nobody has asked for may be why the program ends.
process.on("exit", () => unhandled.forEach((reason) => console.error("unhandled:", show(reason))));

/** Gives what has gone unhandled since it was last asked. */
export const takeUnhandled = () => unhandled.splice(0);

/** Lets the package wait in no time: a second takes a millisecond. Answers of fakes come at once. */
export function hasten() {
  globalThis.setTimeout = (handler, delay, ...rest) => setTimeout(handler, delay / 1000, ...rest);
}

const PENDING = Symbol("pending");

/** Gives `{ value }` or `{ error }`, whether it came at once or later, or fails when none comes. */
export async function outcome(call, patience = 60_000) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, patience, PENDING)));
  try {
    const value = await Promise.race([call(), late]);
    return value === PENDING ? { error: new Error("It stays pending.") } : { value };
  } catch (error) {
    return { error };
  } finally {
    clearTimeout(timer);
  }
}

function assertNoSecret(shown, where) {
  const found = parts.find((part) => shown.toLowerCase().includes(part));
  assert.equal(found, undefined, `the ${where} shows a secret: ${shown.slice(0, 600)}`);
}

/** `cause` is what somebody else threw, and the headers of a forgery are its maker's. */
function shownParts(error) {
  const { cause, headers, ray, ...rest } = Object.getOwnPropertyDescriptors(error);
  const own = Object.values(rest).map(({ value }) => value);
  return headers?.value instanceof Headers ? [...own, headers.value, ray.value] : own;
}

/** Some values cannot even be shown. */
export function show(value) {
  try {
    return inspect(value).slice(0, 600);
  } catch {
    return `some ${typeof value}`;
  }
}

export function assertOurs(error) {
  const ours = Object.values(exports).some((Class) => isInstance(error, Class));
  assert.ok(ours, `not one of ours: ${ours || show(error)}`);
  const Class = exports[error.name];
  assert.equal(Object.getPrototypeOf(error), Class.prototype);
  const { message, stack } = error;
  assert.equal(typeof message, "string");
  assert.ok(message.length > 0 && message.length <= 500, `${message.length} units: ${message}`);
  assert.doesNotMatch(message, /[\p{Cc}\u2028\u2029]/u);
  assertNoSecret(message, "message");
  assertNoSecret(stack, "stack");
  for (const part of shownParts(error)) assertNoSecret(inspect(part, { depth: 8 }), "error");
}

/** `instanceof` for a value of which even that may throw. */
export function isInstance(error, Class) {
  try {
    return error instanceof Class && Class.prototype instanceof Error;
  } catch {
    return false;
  }
}

export const isPlain = (value) =>
  value === null ||
  ["string", "number", "boolean"].includes(typeof value) ||
  Array.isArray(value) ||
  Object.getPrototypeOf(value) === Object.prototype;

const RESULT = { default: { percentComplete: 100 } };
const good = new Cloudflare({
  apiToken: SECRET,
  accountId: "account",
  maxRetries: 0,
  fetch: async () => Response.json({ success: true, result: RESULT }),
});

/** Asserts all of it of the call, and gives its outcome. */
export async function assertSettles(call, patience) {
  const settled = await outcome(call, patience);
  if ("error" in settled) assertOurs(settled.error);
  else assert.ok(isPlain(settled.value), `not plain: ${show(settled.value)}`);
  // Rejections count as unhandled when all microtasks have run.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(takeUnhandled(), [], "something went unhandled");
  const next = await outcome(() => good.stream.downloads.get("video"));
  assert.deepEqual(next, { value: RESULT }, "the next good call fails");
  return settled;
}
