// A call with something hostile in one place of it, and all that this sets off: other calls from
// inside of it, aborts, and what becomes of each.

import { BEHAVIOURS } from "./behaviours.js";
import { CALLS } from "./calls.js";
import { isOverflow, makeGoodCall, Outcomes } from "./outcomes.js";
import { makeClient, makeHostile, makeParts } from "./parts.js";
import { atStackEnd } from "./stack-end.js";
import { make } from "./strange.js";

/** A scenario does each thing so often: a fetch that makes the call again would never end. */
const MOST = 4;

/** After so many times the hostile code is a good one: the traps of a proxy run all the time. */
const MOST_TURNS = 100;

/** In so many frames before the end of the stack calls break off. */
const FRAMES = 40;

/** The package waits for the promises that these return, and handles their rejections. */
const AWAITED = ["fetch", "text", "cancel", "info", "debug", "onProgress", "next", "return"];

/** With something hostile in these, a loop may wait for ever. */
const ENDLESS = ["identifiers", "iterator", "step"];

/** The package passes on what is thrown by these. */
const PASSED_ON = ["interval", "onProgress", ...ENDLESS];

/** What can be done at the end of the stack. */
export const AT_STACK_END = ["call", "good call", "abort", "next", "return", "call back"];

export class Scenario {
  /** What hostile code throws. */
  thrown;

  #given;
  #call;
  #parts;
  #outcomes = new Outcomes();
  #turns = 0;
  #counts = {};
  #controller = new AbortController();
  #iterators = [];
  #callbacks = [];

  constructor(given) {
    const { call, place, way } = given;
    this.#given = given;
    this.#call = CALLS[call];
    this.thrown = make(given.thrown);
    const keep = (callback) => this.keep(callback);
    this.#parts = makeParts(this.#call, place, this.#controller.signal, keep);
    makeHostile(this.#parts, place, way, {
      anything: () => this.anything(),
      act: (good) => this.#act(good),
      keep,
    });
  }

  /** Makes the call twice, with a good one in between. Resolves to what is wrong, as sentences. */
  async run() {
    this.call();
    this.callOther();
    this.call();
    await this.#outcomes.settle();
    if (ENDLESS.some((part) => this.#given.place.includes(part))) {
      this.abort();
      this.#iterate("return");
      await this.#outcomes.settle();
    }
    // Those that were made at the end of the stack are left in the middle. What they are made of leads
    // to this scenario and back to them, so that the engine could not collect them.
    if (this.#counts.dive) {
      this.#iterate("return");
      await this.#outcomes.settle();
    }
    // Nobody waits for the call, so that nothing tells when it is over.
    if (this.#given.use === "nothing") await this.#outcomes.drain();
    // It does no harm to call back too late, or again.
    this.#callBackAll();
    // At the end of the stack promises get lost, and nobody can handle their rejections.
    return this.#outcomes.faults(() => this.#counts.dive > 0);
  }

  /** How many hostile calls were made. */
  get count() {
    return this.#outcomes.count;
  }

  /** Whether any hostile code has run. */
  get hasActed() {
    return this.#turns > 0;
  }

  call() {
    if (!this.#may("call")) return;
    const use = this.#call.uses[this.#given.use];
    this.#add("the call", () => use(this.#make(), this));
  }

  callOther() {
    if (this.#may("call another")) this.#outcomes.addGood();
  }

  abort() {
    this.#controller.abort(this.anything());
    this.#callBackAll();
  }

  /** Calls a method of the iterators, while they are in use. */
  iterate(name) {
    if (this.#may(name)) this.#iterate(name);
  }

  #iterate(name) {
    for (const iterator of this.#iterators) {
      const value = name === "throw" ? this.thrown : null;
      this.#add(`iterator.${name}`, () => iterator[name](value));
    }
  }

  /** Makes calls at the end of the stack. */
  dive() {
    // Once is enough: it takes long.
    if (this.#counts.dive) return;
    this.#counts.dive = 1;
    const { atEnd, size } = this.#given;
    const made = [];
    const make = (isEnd) => made.push(...this.#doAtStackEnd(atEnd, isEnd));
    atStackEnd((isEnd) => this.callBack(() => make(isEnd)), FRAMES, size);
    for (const promise of made) {
      const mayReject = (error) => isOverflow(error) || this.#mayReject(error);
      this.#outcomes.add(`${atEnd} at the end of the stack`, () => promise, mayReject);
    }
  }

  /** Returns the promises of the calls. */
  #doAtStackEnd(what, isEnd) {
    switch (what) {
      case "call": {
        const made = this.#make();
        return [this.#call.loops ? made.next() : made];
      }
      case "good call":
        return [makeGoodCall().promise];
      case "next":
      case "return":
        return this.#iterators.map((iterator) => iterator[what]());
      case "abort":
        // It can be aborted only once.
        if (isEnd) this.#controller.abort();
        return [];
      default:
        this.#callBackAll();
        return [];
    }
  }

  raise = () => {
    throw this.thrown;
  };

  /** Something strange, anew each time. */
  anything() {
    return make(this.#given.value);
  }

  /** A promise that rejects, at once or after another. */
  refuse(when = Promise.resolve()) {
    const promise = when.then(this.raise);
    const { place, way } = this.#given;
    const isAwaited = AWAITED.includes(place.at(-1)) && way === "call";
    if (!isAwaited) promise.catch(() => {});
    return promise;
  }

  /** Keeps a function that the package passed to hostile code, to call it at other times. */
  keep(callback) {
    if (typeof callback === "function") this.#callbacks.push(callback);
  }

  callBack(callback) {
    this.#outcomes.callBack(callback);
  }

  #callBackAll() {
    for (const callback of [...this.#callbacks]) this.callBack(callback);
  }

  #act(good) {
    this.#turns += 1;
    return this.#turns > MOST_TURNS ? good() : BEHAVIOURS[this.#given.behaviour](this, good);
  }

  #may(what) {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
    return this.#counts[what] <= MOST;
  }

  #add(name, start) {
    this.#outcomes.add(name, start, (error) => this.#mayReject(error));
  }

  #mayReject(error) {
    const { place, use, open } = this.#given;
    // An iterator throws what is thrown into it.
    const throwsIntoLoop = /throw/.test(use) || this.#counts.throw > 0;
    if (throwsIntoLoop && Object.is(error, this.thrown)) return true;
    // A constructor throws what its options throw.
    if (open !== "fields" && place[0] === "client") return true;
    return PASSED_ON.some((part) => place.includes(part));
  }

  /** Makes the call: gives a promise or an iterator. */
  #make() {
    const { client, args } = this.#parts;
    const made = this.#call.make(makeClient(client, this.#given.open), args);
    if (this.#call.loops) this.#iterators.push(made);
    return made;
  }
}
