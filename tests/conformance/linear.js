// How what is done grows with its input.

// Firefox takes no URL of more than 1 MB.
const LONG = 400_000;
const TIMES = 16;

/**
 * Whether `run(length)` takes about as many steps as the length says, and not as its square does. Both are
 * timed in turn, and the least of each compared: a machine that does much else only adds to some. Where
 * the clock stands still during work, as in workerd, it cannot tell.
 */
export function growsLinearly(run) {
  let [short, long] = [Infinity, Infinity];
  const time = (length) => {
    const began = performance.now();
    run(length);
    return performance.now() - began;
  };
  // Quadratic work takes 256 times as long, and clocks may be as coarse as a millisecond.
  const isLinear = () => long <= 4 * TIMES * Math.max(short, 1);
  for (let round = 0; round < 3 || (round < 6 && !isLinear()); round += 1) {
    short = Math.min(short, time(LONG / TIMES));
    long = Math.min(long, time(LONG));
  }
  return isLinear();
}
