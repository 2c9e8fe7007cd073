// What a client knows of its rate limit. The core, in Rust, reads the answers' headers, and says when a
// request may start.

import { pausedUntil, readLimit, resetsAt, startsIn } from "./cf_stream_downloads.js";
import { readHeader } from "./invoke.js";

export class Pace {
  /** What the last answer said, as the client shows it. */
  rateLimit = undefined;

  // What remains of it, less the requests that started since, and until when that counts, in
  // milliseconds of `performance.now()`.
  #remaining = 0;
  #resetAt = 0;

  // What of it is under way, and when the last of it started.
  #unanswered = 0;
  #lastStart = 0;

  /** Waits for the turn of a request, starts it, and settles as it does; all within the span. */
  async ask(span, send) {
    for (let delay; (delay = this.#startsIn()) > 0; ) await span.sleep(delay);
    this.#remaining -= 1;
    this.#unanswered += 1;
    this.#lastStart = performance.now();
    try {
      return await span.within(send);
    } finally {
      this.#unanswered -= 1;
    }
  }

  /** Takes note of what an answer says, which may ask to wait so many milliseconds. Never throws. */
  note(headers, refusedFor) {
    const limits = readHeader(headers, "ratelimit");
    const told = limits && readLimit(limits, readHeader(headers, "ratelimit-policy") ?? "");
    if (told) {
      const [remaining, reset, quota, window, ...policy] = told.split(";");
      this.rateLimit = {
        remaining: Number(remaining),
        resetAfter: reset * 1000,
        quota: quota ? Number(quota) : undefined,
        window: window ? window * 1000 : undefined,
        policy: policy.join(";"),
      };
      this.#count(this.rateLimit);
    }
    if (refusedFor >= 0) this.pause(0, refusedFor);
  }

  /**
   * Starts nothing for a while after so many refusals in a row, of which the last may ask to wait so
   * many milliseconds. Tells whether it is any use to ask again then.
   */
  pause(refusals, delay) {
    const now = performance.now();
    const until = pausedUntil(this.#remaining, this.#resetAt, refusals, delay, now);
    if (until >= 0) [this.#remaining, this.#resetAt] = [0, until];
    return until >= 0;
  }

  #count({ remaining, resetAfter }) {
    const resetAt = resetsAt(this.#resetAt, resetAfter, performance.now());
    const known = resetAt === this.#resetAt ? this.#remaining : Infinity;
    // The one that is answered here is under way itself.
    this.#remaining = Math.min(known, remaining - Math.max(this.#unanswered - 1, 0));
    this.#resetAt = resetAt;
  }

  #startsIn() {
    const now = performance.now();
    const { quota } = this.rateLimit ?? {};
    return startsIn(this.#remaining, this.#resetAt, quota, now - this.#lastStart, now);
  }
}
