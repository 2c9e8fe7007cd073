// Cloudflare's limit on requests: so many in a window of time, and a block as long for who sends more.
// https://developers.cloudflare.com/fundamentals/api/reference/limits/

export class RateLimit {
  #quota;
  #window;
  #clock;
  #enforced;
  #end = -Infinity;
  #remaining = 0;
  #blocked = false;

  /**
   * `quota` requests in `window` seconds; `clock` gives milliseconds. A window opens with the first request after the
   * one before. Unless `enforced`, requests are counted, and never refused for their number.
   */
  constructor({ quota = 1200, window = 300, clock = () => performance.now(), enforced = true }) {
    this.#quota = quota;
    this.#window = window;
    this.#clock = clock;
    this.#enforced = enforced;
  }

  /** Counts a request, and gives whether it is refused and the headers that its answer has. */
  take() {
    const now = this.#clock();
    if (now >= this.#end) this.#open(now, this.#quota);
    if (this.#enforced && this.#remaining === 0 && !this.#blocked) {
      this.#open(now, 0);
      this.#blocked = true;
    }
    this.#remaining = Math.max(0, this.#remaining - 1);
    // Adding and subtracting times can leave a trace of a millisecond, which is no second more.
    const seconds = Math.ceil(Math.round(this.#end - now) / 1000);
    const headers = {
      ratelimit: `"default";r=${this.#remaining};t=${seconds}`,
      "ratelimit-policy": `"default";q=${this.#quota};w=${this.#window}`,
    };
    if (this.#blocked) headers["retry-after"] = `${seconds}`;
    return { refused: this.#blocked, headers };
  }

  /** The refusal, as an error of Cloudflare's envelope. */
  get error() {
    const limit = `More than ${this.#quota} requests per ${this.#window} seconds reached.`;
    const message = `${limit} Please wait and consider throttling your request speed`;
    return { code: 10100, message };
  }

  #open(now, remaining) {
    this.#end = now + this.#window * 1000;
    this.#remaining = remaining;
    this.#blocked = false;
  }
}
