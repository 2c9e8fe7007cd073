// The span of a loop that waits: it ends with the caller's signal, at a deadline, or when it is left.
// Timers and listeners live while something is under way in it, so that one whose iterator is
// forgotten leaves nothing behind.

import { MAX_DELAY } from "./attempt.js";
import { APIUserAbortError } from "./errors.js";
import { readMember } from "./invoke.js";
import { isAborted, leave, listen } from "./signal.js";

const LEFT = Symbol();

/**
 * To the requests of the loop it is the caller's signal. A real one would keep something of every
 * request for as long as it lives, as AbortSignal.any does in Node 20.
 */
export class Span {
  #listeners = new Set();
  #over;
  #caller;
  #deadline = Infinity;
  #late;
  #timer;

  /** Says what ends it: the caller's signal, and the time by `performance.now()` with its error. */
  begin(caller, deadline, late) {
    this.#caller = caller;
    this.#deadline = deadline;
    this.#late = late;
  }

  get aborted() {
    return this.#over !== undefined;
  }

  addEventListener(_, listener) {
    if (this.#listeners.size === 0) this.#open();
    this.#listeners.add(listener);
  }

  removeEventListener(_, listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#close();
  }

  /** Makes what `body` yields an iterator. To leave it ends the span at once, not after the wait. */
  iterator(body) {
    const iterator = this.#run(body);
    for (const way of ["return", "throw"]) {
      const leave = iterator[way];
      iterator[way] = (value) => {
        this.#end(LEFT);
        return leave.call(iterator, value);
      };
    }
    return iterator;
  }

  /** Settles as what `start` gives, or with the error of the end if that comes first. */
  async within(start) {
    let tell;
    const end = new Promise((_, reject) => (tell = () => reject(this.#over.error)));
    this.addEventListener("abort", tell);
    try {
      if (this.#over) throw this.#over.error;
      return await Promise.race([start(), end]);
    } finally {
      this.removeEventListener("abort", tell);
    }
  }

  async sleep(milliseconds) {
    let timer;
    const wake = (resolve) => (timer = setTimeout(resolve, Math.min(milliseconds, MAX_DELAY)));
    try {
      await this.within(() => new Promise(wake));
    } finally {
      clearTimeout(timer);
    }
  }

  async *#run(body) {
    try {
      yield* body();
    } catch (error) {
      if (error !== LEFT) throw error;
    } finally {
      this.#end(LEFT);
    }
  }

  #end(error) {
    this.#over ??= { error };
    for (const listener of [...this.#listeners]) listener();
  }

  #abort = () => {
    const cause = readMember(this.#caller, "reason");
    this.#end(new APIUserAbortError({ message: "Request was aborted", cause }));
  };

  #open() {
    const left = this.#deadline - performance.now();
    if (left <= 0) this.#end(this.#late());
    else if (left <= MAX_DELAY) this.#timer = setTimeout(() => this.#end(this.#late()), left);
    listen(this.#caller, this.#abort);
    if (isAborted(this.#caller)) this.#abort();
  }

  #close() {
    clearTimeout(this.#timer);
    leave(this.#caller, this.#abort);
  }
}
