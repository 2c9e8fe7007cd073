// How calls end: the error, how soon, or whether at all.

// Taken now, because tests replace the global ones.
const { setTimeout, clearTimeout } = globalThis;

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Settles as `promise` does, or fails when it stays pending. */
export async function settled(promise, patience = 10_000) {
  let timer;
  const pending = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Still pending after ${patience} ms.`)), patience);
  });
  try {
    return await Promise.race([promise, pending]);
  } finally {
    clearTimeout(timer);
  }
}

/** The error that `call` ends with, whether thrown or rejected: callers await either way. */
export async function failure(call) {
  const ended = (async () => {
    try {
      return { value: await call() };
    } catch (error) {
      return { error };
    }
  })();
  const outcome = await settled(ended);
  if ("error" in outcome) return outcome.error;
  throw new Error("Expected an error, got a result.");
}

/**
 * Measures up to three times, until `measure` gives at most `limit` milliseconds. A busy machine
 * delays one measurement, a slow package every one.
 */
export async function quickest(limit, measure) {
  let least = Infinity;
  for (let round = 0; round < 3 && least > limit; round += 1) {
    least = Math.min(least, await measure());
  }
  return least;
}

/** Waits until `condition` gives something true, and gives that; or the last value, after 5 s. */
export async function until(condition) {
  const end = performance.now() + 5000;
  for (;;) {
    const value = await condition();
    if (value || performance.now() > end) return value;
    await sleep(20);
  }
}
