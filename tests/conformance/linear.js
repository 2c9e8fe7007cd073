// How what is done grows with its input.

const LONG = 100_000;
const TIMES = 16;
// Less than this is what else the process does.
const LEAST = 1000;

/**
 * The time that this process has calculated, in microseconds: on a machine that does much else it is the
 * same. Browsers and workerd do not tell it.
 */
function calculated() {
  const { user, system } = globalThis.process?.cpuUsage?.() ?? { user: 0, system: 0 };
  return user + system;
}

/**
 * Whether `run(length)` takes about as many steps as the length says, and not as its square does, which would
 * be 256 times as many. Of each length the least of some runs counts: in others memory is tidied up. Where
 * nobody tells what a run has taken, it ends or does not.
 */
export function growsLinearly(run) {
  let [short, long] = [Infinity, Infinity];
  const measure = (length) => {
    const before = calculated();
    run(length);
    return Math.max(calculated() - before, LEAST);
  };
  for (let round = 0; round < 3; round += 1) {
    short = Math.min(short, measure(LONG / TIMES));
    long = Math.min(long, measure(LONG));
  }
  return long <= 4 * TIMES * short;
}
