// A clock that stands still until a test lets time pass. So it can be told that a call stays
// pending, however fast the machine is: no timer is left, and turns of the event loop change
// nothing.

const { setImmediate } = globalThis;

const timers = new Map();
let started = 0;
let now = performance.now();

/** The delay that Node makes of a value: one millisecond where it cannot be one. */
const delayOf = (delay) => (delay >= 1 && delay < 2 ** 31 ? Math.trunc(delay) : 1);

/** Replaces the global timers and `performance.now`, which the package looks up at every use. */
export function useVirtualTime() {
  globalThis.setTimeout = (handler, delay, ...rest) => {
    started += 1;
    timers.set(started, { due: now + delayOf(delay), run: () => handler(...rest) });
    return started;
  };
  globalThis.clearTimeout = (timer) => void timers.delete(timer);
  Object.defineProperty(performance, "now", { value: () => now, configurable: true });
}

/** Resolves in the next turn of the event loop, when all microtasks have run. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass until the first timer fires, and tells whether there was one. */
export function passTime() {
  let first;
  for (const timer of timers) if (!first || timer[1].due < first[1].due) first = timer;
  if (!first) return false;
  const [timer, { due, run }] = first;
  timers.delete(timer);
  now = Math.max(now, due);
  run();
  return true;
}

/** Forgets the timers that are left, and gives how many there were. */
export function clearTimers() {
  const { size } = timers;
  timers.clear();
  return size;
}
