// Counts what the package leaves behind: timers of the global object, and listeners of a signal.

/**
 * Runs `body` and gives how many timers it set of at most `timeout` milliseconds and not much less,
 * and how many of them are still running. The timers of others are not counted.
 */
export async function watchTimers(timeout, body) {
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Set();
  let set = 0;
  globalThis.setTimeout = (handler, delay, ...args) => {
    if (!(delay > timeout - 10_000 && delay <= timeout)) return setTimeout(handler, delay, ...args);
    const timer = setTimeout(handler, delay, ...args);
    set += 1;
    running.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    running.delete(timer);
    clearTimeout(timer);
  };
  try {
    await body();
  } finally {
    globalThis.setTimeout = setTimeout;
    globalThis.clearTimeout = clearTimeout;
  }
  const left = running.size;
  running.forEach((timer) => clearTimeout(timer));
  return { set, left };
}

/** A controller whose signal keeps its listeners in `listeners`. */
export function watchedController() {
  const controller = new AbortController();
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  const listeners = [];
  signal.addEventListener = (type, listener, options) => {
    listeners.push(listener);
    return addEventListener.call(signal, type, listener, options);
  };
  signal.removeEventListener = (type, listener, options) => {
    const index = listeners.indexOf(listener);
    if (index >= 0) listeners.splice(index, 1);
    return removeEventListener.call(signal, type, listener, options);
  };
  return { controller, signal, listeners };
}
