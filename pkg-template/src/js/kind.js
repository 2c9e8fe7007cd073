// The kinds of values, by their numbers in the core's `kind.rs`. There it is decided which may be what.

import { errorOf } from "./told.js";

/** The longest text that is copied into the wasm, in code units. */
const MAX_TEXT = 8192;
const LONE_SURROGATE = /\p{Surrogate}/u;
export const STRING = 6;
export const OBJECT = 13;
const [LONG_STRING, ILL_FORMED_STRING, ARRAY, SIGNAL] = [7, 8, 11, 12];
const UNREADABLE = 14;
const OTHERS = { undefined: 0, number: 4, bigint: 5, symbol: 9, function: 10 };

/** Gives the kind of a value, which may be anything: a revoked proxy makes it throw. */
export function kindOf(value) {
  switch (typeof value) {
    case "string":
      return value.length > MAX_TEXT ? LONG_STRING : STRING;
    case "boolean":
      return value ? 2 : 3;
    case "object":
      if (value === null) return 1;
      return Array.isArray(value) ? ARRAY : OBJECT;
    default:
      return OTHERS[typeof value];
  }
}

/** `kindOf` for a text that goes into a path. The core finds those that are too long. */
export const kindOfParameter = (value) =>
  typeof value !== "string"
    ? kindOf(value)
    : value.length <= 64 && LONE_SURROGATE.test(value)
      ? ILL_FORMED_STRING
      : STRING;

/** `kindOf` for what may be a signal. */
export const kindOfSignal = (value) =>
  typeof value?.aborted === "boolean" && typeof value.addEventListener === "function"
    ? SIGNAL
    : kindOf(value);

/** Gives a text that can be copied into the wasm, or nothing. */
export const textOf = (value) =>
  typeof value === "string" && value.length <= MAX_TEXT ? value : undefined;

/** Gives a number, or what stands for it where there is none. */
export const numberOf = (value, otherwise) => (typeof value === "number" ? value : otherwise);

/** Reads what a caller gave, and notes the kind of each value for the core to check. */
export class Reader {
  kinds = [];
  /** What the first getter that threw has thrown, as the options of an Error. */
  fault;

  /** Reads a member. */
  read(object, name, kind = kindOf) {
    try {
      const value = memberOf(object, name);
      this.kinds.push(kind(value));
      return value;
    } catch (cause) {
      this.#unreadable(cause);
    }
  }

  /** Notes the kind of what `get` gives. */
  note(get, kind = kindOf) {
    try {
      const value = get();
      this.kinds.push(kind(value));
      return value;
    } catch (cause) {
      this.#unreadable(cause);
    }
  }

  #unreadable(cause) {
    this.fault ??= { cause };
    this.kinds.push(UNREADABLE);
  }

  /** Makes the error that the core tells of. */
  errorOf(told) {
    return errorOf(told, told.endsWith("could not be read") ? this.fault : undefined);
  }

  /** Throws the error that the core tells of, if any. */
  check(told) {
    if (told) throw this.errorOf(told);
  }
}

/** Reads a member of anything. Nothing has no members. */
export const memberOf = (object, name) =>
  (typeof object === "object" && object !== null) || typeof object === "function"
    ? object[name]
    : undefined;
