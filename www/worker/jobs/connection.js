// The jobs' client of Cloudflare, and why they wait for it.

import { AuthenticationError, CloudflareError, NotFoundError, PermissionDeniedError } from "cf-stream-downloads";

import { clientOf } from "../client.js";
import { redact } from "../secrets.js";
import { restAfter } from "./decisions.js";

// From this share of the limit on the client makes pauses.
const RESERVE = 0.05;
const NO_REST = { failures: 0, until: 0, why: null };

export class Connection {
  #env;
  #client;
  #underWay = 0;
  #refused = false;

  /** By kind of step, `until` when none is to be begun, and `why`. */
  rests = { work: NO_REST, follow: NO_REST };

  constructor(env) {
    this.#env = env;
  }

  // One for all: it knows how many requests are left.
  get stream() {
    this.#client ??= clientOf(this.#env, { maxRetries: 2, fetch: (...request) => this.#fetch(...request) });
    return this.#client.stream;
  }

  async #fetch(...request) {
    this.#underWay += 1;
    try {
      const response = await fetch(...request);
      if (response.status === 429) this.#refused = true;
      return response;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Whether the client, while it is at work, waits because of Cloudflare's limit of requests. */
  get isLimited() {
    if (this.#underWay > 0) return false;
    const { remaining, quota = 1200 } = this.#client?.rateLimit ?? {};
    return this.#refused || remaining < quota * RESERVE;
  }

  /** To be called when Cloudflare has done what a step asked for. */
  succeeded(step) {
    this.#refused = false;
    this.rests[step] = NO_REST;
  }

  /** Whether the last step of this kind met an error. */
  hasTrouble(step) {
    return this.rests[step].failures > 0;
  }

  /** Has such steps rest after an error, the longer the more of them were in vain in a row. */
  failed(step, error, hasWorked, now) {
    this.#refused = false;
    const failures = hasWorked ? 1 : this.rests[step].failures + 1;
    const until = now + Math.max(restAfter(failures), error.retryAfter || 0);
    this.rests[step] = { failures, until, why: this.#why(error) };
  }

  #why(error) {
    if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
      return "a token that Cloudflare accepts";
    }
    if (error.status === 429) return "Cloudflare's limit of requests";
    if (error instanceof CloudflareError) return "Cloudflare, which does not answer as it should";
    console.error(redact(String(error?.stack ?? error), this.#env));
    return "this Worker to be repaired: its log says more";
  }

  /** What an error says to people. */
  messageOf(error) {
    if (error instanceof NotFoundError) return "There is no such video.";
    return redact(error.errors?.[0]?.message || error.message, this.#env);
  }
}
