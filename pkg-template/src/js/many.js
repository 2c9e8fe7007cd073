// The loop over many videos: asks for several at once, and gives the answers as they come.

import { call } from "./call.js";
import { checkLoop } from "./cf_stream_downloads.js";
import { AuthenticationError, PermissionDeniedError, RateLimitError } from "./errors.js";
import { prepare } from "./input.js";
import { kindOf, numberOf, Reader } from "./kind.js";
import { loading } from "./load.js";
import * as operation from "./operation.js";
import { Span } from "./span.js";

/** The default of `concurrency`: as many requests as a Worker may wait for at once. */
const CONCURRENCY = 6;

export function getMany(client, pace, identifiers, params, options) {
  const span = new Span();
  return span.iterator(async function* () {
    if (loading) await loading;
    // What is wrong with one request would be wrong with all.
    const { signal, video } = prepare(operation.LIST, client, "any", params, options);
    const concurrency = concurrencyOf(identifiers, options);
    span.begin(signal, Infinity);

    const input = identifiers[Symbol.asyncIterator]?.() ?? identifiers[Symbol.iterator]();
    const finished = [];
    let [running, refusals] = [0, 0];
    let [pulling, exhausted] = [false, false];
    let failure, wake;

    const next = async () => {
      let done = true;
      try {
        const step = await input.next();
        if (Object(step) !== step) throw new TypeError("identifiers: the iterator gave no object");
        ({ done } = step);
        return { done, value: done || step.value };
      } finally {
        exhausted = done;
      }
    };

    const ask = async (identifier) => {
      for (;;) {
        const before = refusals;
        try {
          const downloads = await pace.ask(span, () =>
            // Inherited, because to copy the caller's options could throw.
            call(
              operation.LIST,
              client,
              pace,
              { ...video, identifier },
              { __proto__: options, signal: span },
            ),
          );
          refusals = 0;
          return { identifier, downloads };
        } catch (error) {
          if (span.aborted || ends(error)) throw error;
          if (!(error instanceof RateLimitError)) {
            refusals = 0;
            return { identifier, error };
          }
          // Those that were under way together are refused together.
          if (refusals === before) refusals += 1;
          if (!pace.pause(refusals)) throw error;
        }
      }
    };

    /** Has one more asked for, unless that were too many. */
    const fill = async () => {
      if (pulling || exhausted || failure || running + finished.length >= concurrency) return;
      running += 1;
      try {
        pulling = true;
        const { done, value } = await span.within(next);
        pulling = false;
        fill();
        if (!done) finished.push(await ask(value));
      } catch (error) {
        failure ??= { error };
      }
      running -= 1;
      wake?.();
    };

    try {
      for (;;) {
        fill();
        if (finished.length > 0) yield finished.shift();
        else if (failure) throw failure.error;
        else if (running > 0) await new Promise((resolve) => (wake = resolve));
        else return;
      }
    } finally {
      // Nobody waits for it, as it may itself wait for a next one that never comes.
      if (!exhausted) (async () => input.return?.())().catch(() => {});
    }
  });
}

/** Checks what the call takes beyond what a request does. */
function concurrencyOf(identifiers, options) {
  const reader = new Reader();
  reader.note(() => identifiers, kindOfIterable);
  const concurrency = numberOf(reader.read(options, "concurrency"), CONCURRENCY);
  reader.check(checkLoop(false, reader.kinds, concurrency));
  return concurrency;
}

/** `kindOf` for what may be iterated, which counts as an array. */
function kindOfIterable(value) {
  const isIterable =
    typeof value === "object" &&
    [Symbol.asyncIterator, Symbol.iterator].some((name) => typeof value?.[name] === "function");
  return kindOf(isIterable ? [] : value);
}

/** Tells whether the next video would be answered with the same error. */
function ends(error) {
  return (
    error instanceof AuthenticationError || error instanceof PermissionDeniedError
  );
}
