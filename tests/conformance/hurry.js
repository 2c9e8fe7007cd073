// Time as the package sees it: faster than it is, or none at all. The package looks up the timers
// and the clock at every use, so that a test need not wait for as long as its users do.

// Taken now, because tests, and what follows, replace the global ones.
const { fetch, setTimeout, clearTimeout } = globalThis;

// Longer timers run as ever. Some are none of ours: a driver of browsers has such, to see that a
// page answers. And the package's own, such as the timeout of a request, are not to come.
const LONGEST = 60_000;

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
        setTimeout(handler, delay < LONGEST ? delay / factor : delay, ...args),
    },
    body,
  );
}

/**
 * Runs `body` while the clock stands still except for timers: whenever nothing else is left to do,
 * the earliest fires and it is as late as that. For bodies that wait for nothing but timers and
 * promises.
 */
export function skipTime(body) {
  const pending = new Map();
  let time = performance.now();
  let turn;
  const next = () => {
    turn ??= pending.size > 0 ? setTimeout(fire, 0) : undefined;
  };
  const fire = () => {
    turn = undefined;
    let first;
    for (const timer of pending) if (!first || timer[1].due < first[1].due) first = timer;
    if (!first) return;
    const [handle, { due, run }] = first;
    pending.delete(handle);
    time = Math.max(time, due);
    next();
    run();
  };
  return withTime(
    {
      now: () => time,
      setTimeout(handler, delay, ...args) {
        if (delay >= LONGEST) return setTimeout(handler, delay, ...args);
        const handle = {};
        const due = time + Math.max(0, Number(delay) || 0);
        pending.set(handle, { due, run: () => handler(...args) });
        next();
        return handle;
      },
      clearTimeout(handle) {
        if (!pending.delete(handle)) clearTimeout(handle);
      },
    },
    body,
  );
}

/**
 * Makes a scenario, as those of scenario.js, in which a video takes `seconds` to encode for whoever
 * is `factor` times as fast. The stand-in's VIDEOS.nothing is that video.
 */
export async function encoding(origin, { seconds, factor }, ...answers) {
  const DURATION = 95.4;
  const script = { answers, speed: (DURATION / seconds) * factor };
  const response = await fetch(`${origin}/scenarios`, {
    method: "POST",
    body: JSON.stringify(script),
  });
  const { id, baseURL } = await response.json();
  const requests = async () => (await (await fetch(`${origin}/scenarios/${id}`)).json()).requests;
  return { baseURL, requests };
}
