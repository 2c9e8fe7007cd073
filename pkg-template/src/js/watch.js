// The loop of a wait for downloads. What a look at them means, and when to look again, the core
// decides.

import { call } from "./call.js";
import {
  isBehind,
  lookIn,
  toCreate,
  waitFault,
} from "./cf_stream_downloads.js";
import { ConflictError, NotFoundError } from "./errors.js";
import { errorOf } from "./told.js";
import { prepare } from "./input.js";
import { loading } from "./load.js";
import * as operation from "./operation.js";
import { looksAt, TYPES } from "./look.js";
import { Span } from "./span.js";
import { readWait } from "./wait.js";

// In the order of the bits of the core's sets of types.
const CREATE = [operation.CREATE_DEFAULT, operation.CREATE_AUDIO];

/** Yields the downloads whenever they have changed, until all that are asked for are ready. */
export function watch(client, pace, args) {
  const span = new Span();
  return span.iterator(async function* () {
    if (loading) await loading;
    const { request, signal, video } = prepare(operation.LIST, client, ...args);
    const { options, types, create, maxWait, onProgress, chosenDelay } = readWait(...args);
    let seen;
    span.begin(signal, performance.now() + maxWait, () =>
      errorOf(waitFault(NaN, NaN, NaN, String(Math.ceil(maxWait)), request), { downloads: seen }),
    );

    /** Settles as a request does, or gives nothing where it ends with an error that is none here. */
    const ask = async (operation, harmless) => {
      try {
        return await pace.ask(span, () =>
          // The caller's options are inherited, because to copy them could throw.
          call(operation, client, pace, video, { __proto__: options, signal: span }),
        );
      } catch (error) {
        if (error instanceof harmless) return {};
        throw error;
      }
    };

    let first, firstAt, createdAt, text;
    let shown = [];
    for (let count = 1; ; count += 1) {
      // A video for which nothing was created may be answered with 404.
      seen = await ask(operation.LIST, create ? NotFoundError : Never);
      let looks = looksAt(seen, types);
      if (create && createdAt === undefined) {
        const absent = toCreate(...looks);
        for (const operation of CREATE.filter((_, bit) => absent & (1 << bit))) {
          // Somebody else may have been first.
          seen = { ...seen, ...(await ask(operation, ConflictError)) };
        }
        looks = looksAt(seen, types);
        createdAt = performance.now();
      }

      const now = performance.now();
      firstAt ??= now;
      first ??= looks;
      const told = waitFault(...looks, now - createdAt, "", request);
      if (told) {
        const type = TYPES.find((type) => told.startsWith(type, 1));
        throw errorOf(told, { type, download: seen[type] });
      }
      const delay = lookIn(...looks, ...first, now - firstAt, Math.random());
      const changed = JSON.stringify(seen);
      if (changed !== text && !isBehind(...looks, ...shown)) {
        [shown, text] = [looks, changed];
        if (onProgress) await span.within(() => onProgress(seen));
        yield seen;
      }
      if (delay === 0) return;

      await span.sleep(chosenDelay(seen, count) ?? delay);
    }
  });
}

/** No error is one of these. */
class Never {}
