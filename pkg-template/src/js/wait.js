// Reads what a wait takes beyond what a request does, in the order of the rules in the core's `wait.rs`,
// which decides what of it is good.

import { checkLoop } from "./cf_stream_downloads.js";
import { kindOf, numberOf, Reader } from "./kind.js";
import { typesIn } from "./look.js";

/** The default of `maxWait`, in milliseconds. */
const MAX_WAIT = 900_000;

/** Reads and checks a wait. Takes the arguments of the method as they came. */
export function readWait(...args) {
  // Both forms of the arguments end with these two.
  const [params, options] = typeof args[0] === "string" ? args.slice(1) : args;
  const reader = new Reader();
  // What a function chooses is checked when it has.
  const interval = reader.read(options, "interval", (value) =>
    kindOf(typeof value === "function" ? undefined : value),
  );
  let types = typesIn(["default"]);
  reader.read(params, "types", (list) => {
    if (typeof list === "object" && list !== null) types = typesIn(list);
    return kindOf(list);
  });
  const create = reader.read(params, "create");
  const maxWait = numberOf(reader.read(options, "maxWait"), MAX_WAIT);
  const onProgress = reader.read(options, "onProgress");

  const check = (reader, delay) =>
    reader.check(checkLoop(true, reader.kinds, maxWait, types, numberOf(delay, 0)));
  check(reader, interval);

  /** Gives the delay that the caller chose, or nothing. */
  const chosenDelay = (...seen) => {
    if (typeof interval !== "function") return interval;
    const delay = interval(...seen);
    const reader = new Reader();
    reader.note(() => delay);
    check(reader, delay);
    return delay;
  };
  return { options, types, create, maxWait, onProgress, chosenDelay };
}
