// The jobs' client of Cloudflare, and why they wait for it.

import { AuthenticationError, CloudflareError, NotFoundError, PermissionDeniedError } from "cf-stream-downloads";

import { clientOf } from "../client.js";
import { redact } from "../secrets.js";
import { restAfter } from "./decisions.js";

// From this share of the limit on the client makes pauses.
const RESERVE = 0.05;

export class Connection {
  #env;
  #client;
  #failures = 0;
  #underWay = 0;
  #refused = false;

  /** Until when nothing is to be asked, and why. */
  restUntil = 0;
  restWhy = null;

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

  /** To be called when Cloudflare has done what was asked. */
  succeeded() {
    this.#refused = false;
    this.#failures = 0;
    this.restUntil = 0;
  }

  /** Has the jobs rest after an error, the longer the more there were in a row. */
  failed(error, now) {
    this.#refused = false;
    this.#failures += 1;
    this.restUntil = now + Math.max(restAfter(this.#failures), error.retryAfter || 0);
    this.restWhy = this.#why(error);
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
