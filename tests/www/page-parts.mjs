// What the modules of the page are given in their tests: a clock that is turned by hand, and functions that answer when
// the test says so.

import {
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from "../../www/node_modules/cf-stream-downloads/index.js";

// The errors are those of the package that the page imports.
export { APIConnectionError, DownloadFailedError } from "../../www/node_modules/cf-stream-downloads/index.js";

const ERRORS = {
  400: BadRequestError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  429: RateLimitError,
  500: InternalServerError,
};

// Node 20 has none, and the words for a lost connection ask it.
globalThis.navigator ??= { onLine: true };

const STEP = 50;

/** What is due by now, and all that it leads to, has been done. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A clock in the place of the timers until the test is over. `pass` lets as many ms go by. */
export function useClock(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let time = 0;
  return {
    now: () => time,
    async pass(milliseconds) {
      await settled();
      for (const end = time + milliseconds; time < end;) {
        const step = Math.min(STEP, end - time);
        time += step;
        t.mock.timers.tick(step);
        await settled();
      }
    },
  };
}

/** A function that waits for an answer at each call; `calls` are `{ args, resolve, reject }`, the oldest first. */
export function answeredLater() {
  const calls = [];
  const call = (...args) => new Promise((resolve, reject) => calls.push({ args, resolve, reject }));
  return Object.assign(call, { calls });
}

/** A failure that the API answers with, as the package throws it. */
export function failure(status, { code = 10000, message = "It was told to fail" } = {}) {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return new ERRORS[status](status, body, undefined, new Headers());
}

/** Every value that a signal has had, the one of now first. */
export function valuesOf(signal) {
  const values = [];
  signal.subscribe((value) => values.push(value));
  return values;
}

export const READY = { status: "ready", percentComplete: 100, url: "https://files.example/v/downloads/default.mp4" };
export const inProgress = (percentComplete) => ({ status: "inprogress", percentComplete, url: READY.url });
