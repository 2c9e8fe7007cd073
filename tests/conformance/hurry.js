// Time as the package sees it: faster than it is, or none at all. The package looks up the timers
// and the clock at every use, so that a test need not wait for as long as its users do, and ends alike
// on a machine that has much else to do.

// Taken now, because tests, and what follows, replace the global ones.
const { setTimeout, clearTimeout } = globalThis;

// Longer timers run as ever. Some are none of ours: a driver of browsers has such, to see that a
// page answers. And the package's own, such as the timeout of a request, are not to come.
const LONGEST = 60_000;

/**
 * Whether a timer of `delay` milliseconds, which is being set, is one to make up. Node's own fetch sets
 * its timers where all do, too.
 */
const isMadeUp = (delay) =>
  !(delay >= LONGEST) && !/node:internal\/deps\/undici/.test(new Error().stack);

/** Waits as the package does: within one of the functions below, as long as they say. */
export const pause = (milliseconds) =>
  new Promise((resolve) => globalThis.setTimeout(resolve, milliseconds));

async function withTime({ now, ...timers }, body) {
  const { performance } = globalThis;
  // It is inherited, where nobody else has replaced it.
  const own = Object.getOwnPropertyDescriptor(performance, "now");
  const global = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  Object.defineProperty(performance, "now", { value: now, configurable: true, writable: true });
  Object.assign(globalThis, timers);
  try {
    return await body();
  } finally {
    Object.assign(globalThis, global);
    if (own) Object.defineProperty(performance, "now", own);
    else delete performance.now;
  }
}

/** Runs `body` while time passes `factor` times as fast, and gives what it gives. */
export function hurry(factor, body) {
  const now = performance.now.bind(performance);
  const start = now();
  return withTime(
    {
      now: () => start + (now() - start) * factor,
      setTimeout: (handler, delay, ...args) =>
        setTimeout(handler, isMadeUp(delay) ? delay / factor : delay, ...args),
    },
    body,
  );
}

/** A clock that stands still, and timers of less than a minute that fire by it alone. */
function madeUpClock(onChange = () => {}) {
  const timers = new Map();
  const clock = {
    // Whole, so that sums of delays are exact.
    time: Math.ceil(performance.now()),
    timers,
    /** Fires the earliest timer, unless it is due later than `end`. Returns whether it has. */
    fire(end = Infinity) {
      let first;
      for (const timer of timers) if (!first || timer[1].due < first[1].due) first = timer;
      if (!first || first[1].due > end) return false;
      const [handle, { due, run }] = first;
      timers.delete(handle);
      clock.time = Math.max(clock.time, due);
      onChange();
      run();
      return true;
    },
    globals: {
      now: () => clock.time,
      setTimeout(handler, delay, ...args) {
        if (!isMadeUp(delay)) return setTimeout(handler, delay, ...args);
        const handle = {};
        const due = clock.time + Math.max(0, Number(delay) || 0);
        timers.set(handle, { due, run: () => handler(...args) });
        onChange();
        return handle;
      },
      clearTimeout(handle) {
        if (!timers.delete(handle)) clearTimeout(handle);
      },
    },
  };
  return clock;
}

/** Waits until all that waits for promises alone has gone on. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Runs `body` while the clock stands still except for timers: whenever nothing else is left to do,
 * the earliest fires and it is as late as that. For bodies that wait for nothing but timers and
 * promises.
 */
export function skipTime(body) {
  let next;
  const clock = madeUpClock(() => {
    next ??= clock.timers.size > 0 ? setTimeout(fire, 0) : undefined;
  });
  const fire = () => {
    next = undefined;
    clock.fire();
  };
  return withTime(clock.globals, body);
}

/**
 * Runs `body` while the clock stands still, and timers fire only when they are due at once: what ends
 * has waited for no time. `body` may ask the network, and is given two functions:
 *
 * - `delays()` gives how many milliseconds are left of each timer.
 * - `pass(milliseconds)` lets so much time pass, and fires what is due meanwhile.
 *
 * @template T
 * @param {(time: {
 *   delays: () => number[],
 *   pass: (milliseconds: number) => Promise<void>,
 * }) => Promise<T>} body
 * @returns {Promise<T>}
 */
export function stopTime(body) {
  const clock = madeUpClock();
  const { setTimeout: set } = clock.globals;
  const delays = () => [...clock.timers.values()].map(({ due }) => due - clock.time);
  const pass = async (milliseconds) => {
    const end = clock.time + milliseconds;
    do await turn();
    while (clock.fire(end));
    clock.time = end;
  };
  const setOrRun = (handler, delay, ...args) =>
    (delay > 0 ? set : setTimeout)(handler, delay, ...args);
  return withTime({ ...clock.globals, setTimeout: setOrRun }, () => body({ delays, pass }));
}

/**
 * Runs `body` while timers of less than a minute fire at once, and gives the delays that were asked
 * for.
 */
export async function skipTimers(body) {
  const { setTimeout: set } = globalThis;
  const delays = [];
  globalThis.setTimeout = (handler, delay, ...args) => {
    if (!isMadeUp(delay)) return set(handler, delay, ...args);
    delays.push(delay);
    return set(handler, 0, ...args);
  };
  try {
    await body();
  } finally {
    globalThis.setTimeout = set;
  }
  return delays;
}
