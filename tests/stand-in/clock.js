/** A clock that stands still until a test lets so many milliseconds `pass`. */
export function stoppedClock() {
  let now = 0;
  return Object.assign(() => now, { pass: (milliseconds) => void (now += milliseconds) });
}
