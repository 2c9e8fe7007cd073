// One attempt at a request: waits for its headers and its body, within a timeout and until the
// caller's signal is aborted. Timers and listeners live as long as a wait and no longer.

import { settle } from "./invoke.js";
import { isAborted, leave, listen } from "./signal.js";

/** How an attempt ends, by the numbers in the core's `attempt.rs`. */
export const ANSWERED = 0;
export const REJECTED = 1;
export const TIMED_OUT = 2;
export const ABORTED = 3;
export const NO_RESPONSE = 4;
export const NO_TEXT = 5;

/** The longest delay that `setTimeout` knows, in milliseconds. It takes a longer one for none. */
export const MAX_DELAY = 2 ** 31 - 1;

export class Attempt {
  #controller = new AbortController();
  #caller;
  #timeLeft;

  /**
   * For `fetch`. It outlives the attempt, so that the caller's own signal still ends a body that the
   * caller reads.
   */
  signal = this.#controller.signal;

  /** `timeout` is for all waits together, in milliseconds. Time counts while somebody waits. */
  constructor(caller, timeout) {
    this.#caller = caller;
    this.#timeLeft = timeout;
    try {
      // To listen here leaves no listener on the caller's own, which may serve many calls at once.
      // Node would take what only claims to be a signal as well, and never hear of it.
      if (caller instanceof AbortSignal) {
        this.#caller = this.signal = AbortSignal.any([this.signal, caller]);
      }
    } catch {
      // The runtime cannot join signals.
    }
  }

  /** Resolves to how the promise of `start` ended, and its value, or to what came before that. */
  wait(start) {
    return new Promise((resolve) => {
      const started = performance.now();
      let timer;
      const end = (ending, value) => {
        clearTimeout(timer);
        leave(this.#caller, abort);
        this.#timeLeft -= performance.now() - started;
        resolve([ending, value]);
      };
      const giveUp = (ending) => {
        end(ending);
        this.abort();
      };
      const abort = () => giveUp(ABORTED);
      listen(this.#caller, abort);
      if (isAborted(this.#caller)) return abort();
      if (this.#timeLeft <= MAX_DELAY) {
        timer = setTimeout(giveUp, Math.max(this.#timeLeft, 0), TIMED_OUT);
      }
      settle(start).then(
        (value) => end(ANSWERED, value),
        (cause) => end(REJECTED, cause),
      );
    });
  }

  /** Gives up the connection. */
  abort() {
    this.#controller.abort();
  }
}
