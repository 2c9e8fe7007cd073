// The async iterable of a loop. Only JavaScript can inherit from the prototype of its iterators, as
// `for await` and the helpers of iterators expect.

import { ready } from "./load.js";

const { getPrototypeOf } = Object;
const AsyncIteratorPrototype = getPrototypeOf(getPrototypeOf((async function* () {}).prototype));

export class Iteration {
  static {
    Object.setPrototypeOf(this.prototype, AsyncIteratorPrototype);
  }

  #start;
  #loop;
  #isOver = false;
  #progress;
  // Each step waits for those before it, as those of a generator do.
  #last;

  /** `start` makes the loop, of which Rust has the state, at the first step. */
  constructor(start) {
    this.#start = start;
  }

  next() {
    return this.#inTurn(async () => {
      if (this.#isOver) return { value: undefined, done: true };
      try {
        const loop = (this.#loop ??= this.#start());
        const { progress, ...step } = await new Promise((...settle) => loop.next(...settle));
        if (step.done) this.#end();
        else this.#progress = progress;
        return step;
      } catch (error) {
        this.#end();
        throw error;
      }
    });
  }

  /** How far a wait was at the last step. */
  get progress() { return this.#progress; }

  /** Ends the loop at once, whatever it waits for. */
  return(value) {
    this.#leave();
    return this.#inTurn(async () => ({ value: await value, done: true }));
  }

  throw(error) {
    this.#leave();
    return this.#inTurn(() => Promise.reject(error));
  }

  #inTurn(step) {
    const result = Promise.all([ready, this.#last]).then(step);
    this.#last = result.catch(() => {});
    return result;
  }

  #leave() {
    this.#isOver = true;
    ready.then(() => this.#end()).catch(() => {});
  }

  #end() {
    this.#isOver = true;
    this.#loop?.free(); // Not all runtimes tell when an object is collected.
    this.#loop = undefined;
  }
}
