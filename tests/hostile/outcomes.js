// What becomes of calls that are made together: each must settle, by the virtual clock.

import assert from "node:assert/strict";

import Cloudflare from "cf-stream-downloads";

import { assertOurs, isInstance, isPlain, show, takeUnhandled } from "./invariant.js";
import { SECRET } from "./strange.js";
import { clearTimers, passTime, turn } from "./virtual-time.js";

/** After so many turns of the event loop whatever needs no time has happened. */
const TURNS_BEFORE_TIME_PASSES = 3;

/** After so many turns without a timer nothing else will happen. */
const TURNS_BEFORE_IT_IS_PENDING = 20;

/** A call that has waited for so many timers waits for ever. */
const MOST_TIMERS = 10_000;

let goodCalls = 0;

/** Makes a good call by a client of its own, and gives its promise and what that resolves to. */
export function makeGoodCall() {
  goodCalls += 1;
  const expected = { default: { percentComplete: goodCalls } };
  const body = JSON.stringify({ success: true, result: expected });
  const fetch = async () => new Response(body);
  const client = new Cloudflare({ apiToken: SECRET, accountId: "account", fetch });
  return { promise: client.stream.downloads.get("video"), expected };
}

export class Outcomes {
  #calls = [];
  #faults = [];
  #thrown = [];
  #timers = 0;

  /** How many calls were made, without the good ones. */
  count = 0;

  /** How many of them broke off because the stack ended. */
  overflows = 0;

  /**
   * Makes a call: `start` returns its promise, or throws. `mayReject` tells whether the call may
   * fail with an error that is none of the package's.
   */
  async add(name, start, mayReject = () => false) {
    this.count += 1;
    await this.#follow({ name, mayReject }, start);
  }

  async #follow(call, start) {
    this.#calls.push(call);
    try {
      const value = await start();
      Object.assign(call, { settled: true, value });
    } catch (error) {
      Object.assign(call, { settled: true, failed: true, error });
    }
  }

  /** Makes a good call, of another client. */
  addGood() {
    const { promise, expected } = makeGoodCall();
    this.#follow({ name: "a good call of another client", expected }, () => promise);
  }

  /** Calls a function that must not throw, unless the stack ends. */
  callBack(callback) {
    try {
      callback();
    } catch (error) {
      // It is judged later: here, too, the stack may end.
      this.#thrown.push(error);
    }
  }

  /** Waits until all are settled, or nothing more can happen. */
  async settle() {
    const isOver = () => this.#calls.every(({ settled }) => settled);
    let turns = 0;
    while (!isOver() && turns < TURNS_BEFORE_IT_IS_PENDING) {
      await turn();
      turns += 1;
      if (turns >= TURNS_BEFORE_TIME_PASSES && !isOver() && this.#passTime()) turns = 0;
    }
  }

  /** Lets time pass until no timer is left, for calls of which nobody has the promise. */
  async drain() {
    while (this.#passTime()) await turn();
  }

  #passTime() {
    this.#timers += 1;
    try {
      return this.#timers < MOST_TIMERS && passTime();
    } catch (error) {
      this.#faults.push(`a timer throws: ${show(error)}`);
      return true;
    }
  }

  /** Gives what is wrong, as sentences. `mayPass` tells whether a rejection may go unhandled. */
  async faults(mayPass = () => false) {
    // Rejections count as unhandled when all microtasks have run.
    await turn();
    const faults = [...this.#calls.flatMap(faultsOf), ...this.#faults];
    const thrown = this.#thrown.filter((error) => !isOverflow(error));
    for (const error of thrown) faults.push(`a callback throws: ${show(error)}`);
    const unhandled = takeUnhandled().filter((reason) => !mayPass(reason));
    for (const reason of unhandled) faults.push(`unhandled: ${show(reason)}`);
    if (clearTimers() > 0) faults.push("a timer is left");
    const rejected = this.#calls.filter(({ failed, error }) => failed && isOverflow(error));
    this.overflows = this.#thrown.length - thrown.length + rejected.length;
    return faults;
  }
}

/** Whether an error says that the stack has ended. */
export const isOverflow = (error) => isInstance(error, RangeError);

function faultsOf({ name, mayReject, expected, settled, failed, error, value }) {
  if (!settled) return [`${name} stays pending`];
  if (expected) {
    const isGood = !failed && JSON.stringify(value) === JSON.stringify(expected);
    return isGood ? [] : [`${name} ${failed ? "rejects" : "gives"}: ${show(error ?? value)}`];
  }
  try {
    if (!failed) assertPlain(value);
    // No code of a caller's makes a trap of the wasm right.
    else if (isInstance(error, WebAssembly.RuntimeError) || !mayReject(error)) assertOurs(error);
    return [];
  } catch ({ message }) {
    return [`${name} ${failed ? "rejects" : "gives"}: ${message}`];
  }
}

/** Asserts it of a result, or of each of a list of them. */
function assertPlain(value) {
  assert.ok(isPlain(value), `not plain: ${show(value)}`);
  if (!Array.isArray(value)) return;
  for (const item of value) {
    assert.ok(isPlain(item), `not plain: ${show(item)}`);
    // A video of many that failed.
    if (item?.error) assertOurs(item.error);
  }
}
