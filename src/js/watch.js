// The loop of a wait for downloads. What a look at them means, and when to look again, the core
// decides.

import { call } from "./call.js";
import {
  classes,
  isBehind,
  isReady,
  lookIn,
  Operation,
  readWait,
  toCreate,
  tooLate,
} from "./cf_stream_downloads.js";
import { loading } from "./load.js";
import { Span } from "./span.js";

// In the order of the bits of the core's sets of types.
const CREATE = [Operation.CreateDefaultDownload, Operation.CreateAudioDownload];

/** Yields the downloads whenever they have changed, until all that are asked for are ready. */
export function watch(client, pace, args) {
  const span = new Span();
  return span.iterator(async function* () {
    if (loading) await loading;
    const wait = readWait(client, ...args);
    const { video, request, types, create, signal, maxWait, interval, onProgress, options } = wait;
    let seen;
    span.begin(signal, performance.now() + maxWait, () => tooLate(maxWait, seen, request));

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

    let first, firstAt, createdAt, shown, text;
    for (let looks = 1; ; looks += 1) {
      // A video for which nothing was created may be answered with 404.
      seen = await ask(Operation.ListDownloads, create ? classes.NotFoundError : Never);
      if (create && createdAt === undefined) {
        const absent = toCreate(types, seen);
        for (const operation of CREATE.filter((_, bit) => absent & (1 << bit))) {
          // Somebody else may have been first.
          seen = { ...seen, ...(await ask(operation, classes.ConflictError)) };
        }
        createdAt = performance.now();
      }

      const now = performance.now();
      firstAt ??= now;
      first ??= seen;
      const ready = isReady(types, seen, createdAt && now - createdAt, request);
      const changed = JSON.stringify(seen);
      if (changed !== text && !isBehind(types, seen, shown)) {
        [shown, text] = [seen, changed];
        if (onProgress) await span.within(() => onProgress(shown));
        yield shown;
      }
      if (ready) return;

      const chosen = typeof interval === "function" ? interval(seen, looks) : interval;
      await span.sleep(lookIn(types, first, seen, now - firstAt, chosen));
    }
  });
}

/** No error is one of these. */
class Never {}
