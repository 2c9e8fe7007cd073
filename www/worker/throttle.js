// How many wrong passwords are listened to: a few in a minute from one network, and while there are many from all
// together, one from each. So nobody can lock out those who come from elsewhere with the right one.

const MINUTE = 60_000;
const OF_ONE = 5;
const OF_ALL = 100;
const MOST_WRONG = 10_000;
const MOST_KNOWN = 1000;

export class Throttle {
  // In the order in which they came.
  #wrong = [];
  // Networks from which the right password came.
  #known = new Set();

  /** For how many seconds nobody of this network is listened to. The right password would not be, either. */
  wait(network, now = Date.now()) {
    this.#wrong = this.#wrong.filter(({ at }) => now - at < MINUTE);
    const own = this.#wrong.filter((one) => one.network === network);
    const most = this.#wrong.length >= OF_ALL && !this.#known.has(network) ? 1 : OF_ONE;
    const first = own.at(-most);
    return first ? Math.ceil((first.at + MINUTE - now) / 1000) : 0;
  }

  /** How many are remembered. */
  get extent() {
    return { wrong: this.#wrong.length, known: this.#known.size };
  }

  /** Remembers a password that was listened to. */
  note(network, right, now = Date.now()) {
    if (!right) {
      this.#wrong.push({ network, at: now });
      if (this.#wrong.length > MOST_WRONG) this.#wrong.shift();
      return;
    }
    this.#known.delete(network);
    this.#known.add(network);
    if (this.#known.size > MOST_KNOWN) this.#known.delete(this.#known.values().next().value);
  }
}
