// The caller's signal. Anything may be behind it, so that every use of it may throw.

export function listen(signal, listener) {
  try {
    signal?.addEventListener("abort", listener);
  } catch {}
}

export function leave(signal, listener) {
  try {
    signal?.removeEventListener("abort", listener);
  } catch {}
}

export function isAborted(signal) {
  try {
    return signal?.aborted;
  } catch {}
}
