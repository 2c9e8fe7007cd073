// The program of stack-end.test.js: it makes calls in each of the last frames before the end of the
// engine's stack.

// First: it sees what the package instantiates.
import "./memory.js";

import fc from "fast-check";

import { CALLS } from "./calls.js";
import { isOverflow, Outcomes } from "./outcomes.js";
import { makeClient, makeParts } from "./parts.js";
import { Cases, measureRounds, report } from "./program.js";
import { atStackEnd } from "./stack-end.js";
import { turn, useVirtualTime } from "./virtual-time.js";
import { warmUp } from "./warm-up.js";

const ROUNDS = 150;

/** In so many frames before the end of the stack calls break off. */
const FRAMES = 60;

useVirtualTime();

/** What is thrown into loops. */
const THROWN = new Error("thrown");

const isExpected = (error) => isOverflow(error) || error === THROWN;

const never = () => new Promise(() => {});

/** What a call can be waiting for, as a change to its parts. */
const WAITS = {
  nothing: () => {},
  "a fetch": ({ client }) => {
    client.fetch = never;
  },
  "a fetch that can be aborted": ({ client }) => {
    // Node keeps a joined signal for ever that has a listener left.
    const once = { once: true };
    client.fetch = (_, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), once);
      });
  },
  "a body": ({ client }) => {
    client.fetch = async () => ({ status: 200, headers: new Headers(), text: never });
  },
  "the next attempt": ({ client }) => {
    client.fetch = async () => new Response(null, { status: 503 });
  },
  "a callback": ({ args: { options } }) => {
    if (options.onProgress) options.onProgress = never;
  },
  "the next identifier": ({ iterator }) => {
    if (iterator) iterator.next = never;
  },
};

/** Calls a method of iterators, of which every other one is in use. */
const iterating = (name) => ({
  takes: ({ loops }) => loops,
  prepare: (call, index) => (index % 2 ? call.start() : call.iterate()),
  atEnd: ({ iterator }) => iterator[name](THROWN),
});

/** Calls a method of the promises that calls return. */
const awaiting = (name, ...args) => ({
  takes: ({ loops, waits }) => !loops && !waits,
  prepare(call) {
    call.promise = call.make();
    call.follow("the call", () => call.promise);
  },
  atEnd: ({ promise }) => promise[name](...args),
});

/** What is done at the end of the stack, and before and after it where it does not end. */
const OPERATIONS = {
  "a call": {
    atEnd: (call) => call.make(),
  },
  "an abort": {
    prepare: (call) => call.start(),
    atEnd: ({ controller }) => controller.abort(),
  },
  "an abort of a signal that only claims to be one": {
    place: ["args", "options", "signal"],
    prepare: (call) => call.start(),
    atEnd: ({ callBack }) => callBack(),
    after: ({ callBack }) => callBack(),
  },
  "an answer of a thenable": {
    prepare(call) {
      const answer = Response.json({ success: true, result: {} });
      const then = (resolve) => call.callbacks.push(() => resolve(answer));
      call.client.fetch = () => ({ then });
      call.start();
    },
    atEnd: ({ callBack }) => callBack(),
    after: ({ callBack }) => callBack(),
  },
  next: iterating("next"),
  return: iterating("return"),
  throw: iterating("throw"),
  then: awaiting("then", String),
  asResponse: awaiting("asResponse"),
  withResponse: awaiting("withResponse"),
};

const given = fc.oneof(
  ...Object.entries(OPERATIONS).map(([operation, { takes = () => true }]) => {
    const calls = Object.keys(CALLS).filter((name) => takes(CALLS[name]));
    return fc.record({
      operation: fc.constant(operation),
      call: fc.constantFrom(...calls),
      wait: fc.constantFrom(...Object.keys(WAITS)),
      size: fc.nat(15),
    });
  }),
);

let calls = 0;
let overflows = 0;

/** One call, and what can be done with it. */
class Call {
  controller = new AbortController();
  callbacks = [];

  constructor({ call, wait }, place, outcomes) {
    this.traits = CALLS[call];
    this.outcomes = outcomes;
    const needed = this.traits.many && !place ? ["iterator"] : (place ?? []);
    const { signal } = this.controller;
    this.parts = makeParts(this.traits, needed, signal, (f) => this.callbacks.push(f));
    WAITS[wait](this.parts);
    this.client = makeClient(this.parts.client);
  }

  /** Makes it, and gives its promise. */
  make() {
    if (this.traits.loops) return this.iterate().next();
    return this.traits.make(this.client, this.parts.args);
  }

  iterate() {
    this.iterator = this.traits.make(this.client, this.parts.args);
    return this.iterator;
  }

  /** Makes it where the stack does not end. */
  start() {
    this.follow("the call", () => this.make());
  }

  follow(name, start) {
    const plain = async () => {
      const value = await start();
      return value instanceof Response ? null : value;
    };
    this.outcomes.add(name, plain, isExpected);
  }

  callBack = () => {
    for (const callback of [...this.callbacks]) callback();
  };
}

async function faultsOf(given) {
  const { place, prepare, atEnd, after } = OPERATIONS[given.operation];
  const outcomes = new Outcomes();
  const all = Array.from({ length: 1 + FRAMES }, () => new Call(given, place, outcomes));
  for (const [index, call] of all.entries()) prepare?.(call, index);
  await turn();

  outcomes.addGood();
  let frame = 0;
  const next = () => {
    const call = all[frame];
    frame += 1;
    call.ended = atEnd(call);
  };
  atStackEnd(() => outcomes.callBack(next), FRAMES, given.size);
  outcomes.addGood();

  for (const call of all) {
    call.follow(given.operation, () => call.ended ?? null);
    if (after) outcomes.callBack(() => after(call));
  }
  await outcomes.settle();
  // The abort of a call that waits for ever may have got lost, because the stack ended. And what a loop
  // is made of leads back to it here, so that the engine could not collect one that nobody leaves.
  for (const call of all) call.follow("return", () => call.iterator?.return(null) ?? null);
  await outcomes.settle();
  // A promise may not have been returned, because the stack ended: nobody can wait for that one, or
  // handle its rejection.
  await outcomes.drain();
  const faults = await outcomes.faults(isExpected);
  calls += all.length;
  overflows += outcomes.overflows;
  return faults;
}

const cases = new Cases(given, ROUNDS, faultsOf);

await warmUp();
const memory = await measureRounds(cases);
report({ calls, overflows, memory, faults: cases.faults });
