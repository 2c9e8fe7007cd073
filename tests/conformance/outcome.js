// How calls end: the error, or whether at all.

// Taken now, because tests replace the global ones.
const { setTimeout, clearTimeout } = globalThis;
const now = performance.now.bind(performance);

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Settles as `promise` does, or fails when it stays pending. */
export async function settled(promise, patience = 60_000) {
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

/** Waits until `condition` gives something true, and gives that; or the last value, after a minute. */
export async function until(condition) {
  const end = now() + 60_000;
  for (;;) {
    const value = await condition();
    if (value || now() > end) return value;
    await sleep(20);
  }
}
