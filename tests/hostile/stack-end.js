// The end of the engine's stack, which a program reaches that calls itself too often: whatever is
// called there breaks off somewhere in the middle, with a RangeError.

/**
 * Calls `body(true)` in each of the last `count` frames, beginning with the very last one, so that
 * it breaks off in many different places; and `body(false)` once before, where it does not, because
 * engines compile no function near the end. `size` is a number of values that each frame holds
 * besides, so that frames differ in size.
 */
export function atStackEnd(body, count, size = 0) {
  body(false);
  let left = count;
  const dive = (...values) => {
    try {
      dive(...values);
    } catch {
      // The stack has ended: below this frame, or in the body's.
    }
    if (left <= 0) return;
    left -= 1;
    body(true);
  };
  dive(...Array(size).fill(0));
}

/** Calls itself too often. */
export function overflow() {
  overflow();
}
