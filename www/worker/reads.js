// Reads that many ask for at once. They share one that is under way, and its answer for a while.

const MOST = 1000;
// Characters of all answers together.
const ROOM = 10_000_000;

export class Reads {
  #patience;
  #kept = new Map();
  #size = 0;

  /** `patience`: how long the read of another request is waited for, in ms. */
  constructor({ patience }) {
    this.#patience = patience;
  }

  /**
   * Gives the answer that `read` resolves to, or has for another request. It is kept for as long as its `reuse` says,
   * in ms. `later` is the `waitUntil` of the request: its client may leave, and others still wait for what it has begun.
   */
  async take(key, read, later) {
    for (;;) {
      const entry = this.#kept.get(key);
      if (!entry || entry.until <= Date.now()) break;
      if (entry.answer) return entry.answer;
      const answer = await within(this.#patience, entry.coming);
      if (answer) return answer;
      // The request that began it has been ended by force, or this would have settled.
      if (this.#kept.get(key) === entry) this.forget(key);
    }
    return this.#begin(key, read, later);
  }

  /** What is read from now on is not from before. */
  forget(key) {
    this.#size -= this.#kept.get(key)?.answer?.text.length ?? 0;
    this.#kept.delete(key);
  }

  forgetAll() {
    this.#kept.clear();
    this.#size = 0;
  }

  /** How many answers are kept or under way, and how many characters they have. */
  get extent() {
    return { count: this.#kept.size, size: this.#size };
  }

  #begin(key, read, later) {
    const entry = { until: Infinity };
    entry.coming = (async () => {
      try {
        const answer = await read();
        if (this.#kept.get(key) === entry) this.#keep(key, answer);
        return answer;
      } catch (error) {
        if (this.#kept.get(key) === entry) this.forget(key);
        throw error;
      }
    })();
    later(entry.coming.catch(() => {}));
    this.forget(key);
    this.#kept.set(key, entry);
    this.#makeRoom();
    return entry.coming;
  }

  #keep(key, answer) {
    this.forget(key);
    if (answer.reuse === 0) return;
    this.#kept.set(key, { answer, until: Date.now() + answer.reuse });
    this.#size += answer.text.length;
    this.#makeRoom();
  }

  /** Forgets the oldest. */
  #makeRoom() {
    for (const key of this.#kept.keys()) {
      if (this.#kept.size <= MOST && this.#size <= ROOM) return;
      this.forget(key);
    }
  }
}

/** What a promise resolves to, or undefined when that takes longer. */
async function within(ms, promise) {
  let timer;
  const end = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
  }
}
