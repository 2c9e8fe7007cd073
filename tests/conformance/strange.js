// Values that fit nowhere, and the parts that they are made of.

import { VIDEOS } from "../stand-in/library.js";

export const raise = () => {
  throw new Error("raised");
};

const thrower = (thrown) => {
  const fail = () => {
    throw thrown;
  };
  const traps = Reflect.ownKeys(Reflect).filter((name) => typeof name === "string");
  return new Proxy({}, Object.fromEntries(traps.map((name) => [name, fail])));
};

/** What a proxy is when nothing may be done with it any more. */
export function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Values that fit nowhere. Made anew for every use. */
export const strange = () => ({
  "a number": 42,
  NaN: NaN,
  "a bigint": 10n,
  "a boolean": true,
  "a symbol": Symbol("symbol"),
  "a function": () => VIDEOS.bothReady,
  "an array": [VIDEOS.bothReady],
  "an object": {},
  "an object without a prototype": Object.create(null),
  "a string object": new String(VIDEOS.bothReady),
  "a date": new Date(NaN),
  "an object that becomes a string": { toString: () => VIDEOS.bothReady },
  "an object that becomes nothing": {
    [Symbol.toPrimitive]() {
      throw new Error("primitive");
    },
  },
  "a proxy that throws an error": thrower(new Error("trap")),
  "a proxy that throws nothing": thrower(undefined),
  "a proxy that throws a symbol": thrower(Symbol("trap")),
  "a proxy that throws a proxy": thrower(revoked({})),
  "a revoked proxy": revoked({}),
  "a revoked proxy of a function": revoked(() => {}),
  "a revoked proxy of an array": revoked([]),
  "an object that throws when read": {
    get identifier() {
      throw new Error("identifier");
    },
    get account_id() {
      throw new Error("account_id");
    },
    get signal() {
      throw new Error("signal");
    },
    get timeout() {
      throw new Error("timeout");
    },
    get aborted() {
      throw new Error("aborted");
    },
  },
  "a lone surrogate": "a\udc00",
  "10 MB of text": "a".repeat(10_000_000),
  "10 MB of wide text": "漢".repeat(5_000_000),
});
