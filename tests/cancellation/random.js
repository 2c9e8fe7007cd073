// Chance that comes again: a run prints its seed, and `CANCELLATION_SEED` repeats it.

const { CI, CANCELLATION_SEED } = process.env;
// CI runs the same cases every time: a new one that fails would stop a change that it is not about.
const seed = Number(CANCELLATION_SEED ?? (CI ? 1 : Date.now() % 2 ** 31));
console.log(`CANCELLATION_SEED=${seed}`);

/**
 * Makes a function that gives whole numbers below its argument. They follow from the seed and from
 * `number` alone, and not from what else goes on. The algorithm is mulberry32.
 */
export function makeRandom(number) {
  let state = seed ^ Math.imul(number, 0x9e3779b1);
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) % limit;
  };
}
