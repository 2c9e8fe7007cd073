// What a client knows of its rate limit. The core, in Rust, reads the answers' headers, keeps these
// fields, and says when a request may start.

import { startsIn } from "./cf_stream_downloads.js";

export class Pace {
  /** What the last answer said, as the client shows it. */
  rateLimit = undefined;

  // The core's budget, in requests and in milliseconds of `performance.now()`.
  remaining = 0;
  resetAt = 0;
  reserve = 0;

  // What of it is under way, and when the last of it started.
  unanswered = 0;
  lastStart = 0;

  /** Waits for the turn of a request, starts it, and settles as it does; all within the span. */
  async ask(span, send) {
    for (let delay; (delay = startsIn(this)) > 0; ) await span.sleep(delay);
    this.remaining -= 1;
    this.unanswered += 1;
    this.lastStart = performance.now();
    try {
      return await span.within(send);
    } finally {
      this.unanswered -= 1;
    }
  }
}
