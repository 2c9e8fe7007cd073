// Values that fit nowhere, by name: a counterexample can be printed and made again, which cannot be
// said of the values themselves.

import fc from "fast-check";

export const SECRET = "hostile0token1which2nobody3ever4issued5x";

const raise = (thrown = new Error(`raised with ${SECRET}`)) => {
  throw thrown;
};

function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** A proxy of which everything throws. */
function throwing(target, thrown) {
  const traps = Reflect.ownKeys(Reflect).filter((name) => typeof name === "string");
  return new Proxy(target, Object.fromEntries(traps.map((name) => [name, () => raise(thrown)])));
}

/** An object that answers differently each time it is asked. */
function fickle(...values) {
  let turn = 0;
  return new Proxy({}, { get: () => values[turn++ % values.length] });
}

const error = (message, options) => new Error(message, options);

const endless = () => {
  const made = error("deep");
  return Object.defineProperty(made, "cause", { get: endless });
};

const cyclic = () => {
  const made = error("round");
  return Object.assign(made, { cause: made });
};

const STRANGE = {
  undefined: () => undefined,
  null: () => null,
  NaN: () => NaN,
  "negative zero": () => -0,
  infinity: () => Infinity,
  "a number beyond all": () => 1e308,
  "a bigint": () => 10n ** 400n,
  "a symbol": () => Symbol("symbol"),
  "an empty string": () => "",
  "a lone surrogate": () => "a\ud800",
  "line breaks": () => "a\r\nb\u2028c\0d",
  "a long string": () => "x".repeat(100_000),
  "a secret": () => SECRET,
  "a function": () => () => {},
  "a function that throws": () => () => raise(),
  "a function that gives itself": () =>
    function self() {
      return self;
    },
  "a class": () => class {},
  "an async function": () => async () => {},
  "an array": () => ["a", ["b"]],
  "a sparse array": () => [, , 1],
  "a long array": () => Array(10_000).fill("x"),
  "an object without a prototype": () => Object.create(null),
  "a frozen object": () => Object.freeze({}),
  "a string object": () => new String("text"),
  "a number object": () => new Number(1),
  "a bad date": () => new Date(NaN),
  "a map": () => new Map([[{}, Symbol()]]),
  bytes: () => new Uint8Array(1000),
  "a regular expression": () => /a/g,
  "a stream": () => new ReadableStream(),
  "a response": () => new Response("text"),
  headers: () => new Headers({ a: "b" }),
  "the global object": () => globalThis,
  "an object that is its own member": () => {
    const self = {};
    return Object.assign(self, { self, toJSON: () => self, headers: self, body: self });
  },
  "an object that cannot be text": () => ({ toString: () => raise() }),
  "an object that cannot be JSON": () => ({ toJSON: () => raise() }),
  "an object that cannot be primitive": () => ({ [Symbol.toPrimitive]: () => raise() }),
  "an object whose primitive is an object": () => ({ [Symbol.toPrimitive]: () => ({}) }),
  "an object without a tag": () => ({
    get [Symbol.toStringTag]() {
      return raise();
    },
  }),
  "an iterable that throws": () => ({ [Symbol.iterator]: () => raise() }),
  "an iterable that throws later": () => ({
    *[Symbol.iterator]() {
      yield ["a", "b"];
      raise();
    },
  }),
  "an iterable of anything": () => new Set([1, null, [], ["a"], [Symbol(), 1], ["b", revoked({})]]),
  "an object that inherits throwing members": () => Object.create(throwing({})),
  "an object that hands on a frozen prototype": () =>
    Object.defineProperty({}, "__proto__", {
      enumerable: true,
      value: Object.freeze({ method: undefined, headers: undefined, signal: undefined }),
    }),
  "an object that hands on setters": () =>
    Object.defineProperty({}, "__proto__", {
      enumerable: true,
      value: {
        set method(_) {
          raise();
        },
        set headers(_) {
          raise();
        },
        set signal(_) {
          raise();
        },
      },
    }),
  "an object whose members cannot be read": () => ({
    get identifier() {
      return raise();
    },
    get account_id() {
      return raise();
    },
    get timeout() {
      return raise(undefined);
    },
    get signal() {
      return raise(Symbol("thrown"));
    },
    get method() {
      return raise(revoked({}));
    },
    get message() {
      return raise(null);
    },
    get aborted() {
      return raise(1);
    },
    get then() {
      return raise(endless());
    },
  }),
  "a proxy that throws": () => throwing({}),
  "a proxy of a function that throws": () => throwing(() => {}),
  "a proxy of an array that throws": () => throwing([], null),
  "a proxy that throws a revoked proxy": () => throwing({}, revoked({})),
  "a proxy of functions": () => new Proxy({}, { get: () => () => {} }),
  "a proxy of itself": () => {
    const self = new Proxy(() => self, { get: (_, name) => (name === "then" ? undefined : self) });
    return self;
  },
  "a fickle object": () => fickle(200, "a", {}, () => {}, undefined, Symbol()),
  "a revoked proxy": () => revoked({}),
  "a revoked proxy of a function": () => revoked(() => {}),
  "a revoked proxy of an array": () => revoked([]),
  "a promise": () => Promise.resolve("text"),
  "a thenable": () => ({ then: (resolve) => resolve("text") }),
  "a thenable that refuses": () => ({ then: (_, reject) => reject(revoked({})) }),
  "a thenable that throws": () => ({ then: () => raise() }),
  "a thenable that settles twice": () => ({
    then: (resolve, reject) => {
      resolve(1);
      reject(2);
      raise();
    },
  }),
  "an error": () => error(`refused ${SECRET}`),
  "an error with a cause": () => new TypeError("fetch failed", { cause: error(SECRET) }),
  "an error that is its own cause": cyclic,
  "an error with causes for ever": endless,
  "an error with a long message": () => error("refused\n".repeat(10_000)),
  "an error whose message is a symbol": () => Object.assign(error(), { message: Symbol("m") }),
  "an error whose message cannot be read": () =>
    Object.defineProperty(error(), "message", { get: () => raise() }),
  "an error whose stack cannot be read": () =>
    Object.defineProperty(error("stack"), "stack", { get: () => raise() }),
  "an abort signal": () => new AbortController().signal,
  "an aborted signal": () => AbortSignal.abort(revoked({})),
  "a signal that is none": () => ({ aborted: false, addEventListener() {} }),
  "a signal that throws": () => ({
    get aborted() {
      return false;
    },
    get reason() {
      return raise();
    },
    addEventListener: () => raise(),
    removeEventListener: () => raise(),
  }),
  "a signal that aborts at once": () => ({
    aborted: false,
    addEventListener: (_, listener) => typeof listener === "function" && listener(),
    removeEventListener() {},
  }),
};

/** Any character. `unit: "binary"` means the same, but holds a table of them all, and so each collection takes long. */
const character = fc
  .oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((code) => String.fromCodePoint(code));

/** A text that names things, and may be part of a message. */
export const name = fc.oneof(
  fc.string({ unit: character, maxLength: 80 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom("\ud800", "a\r\n\u2028b", "\u202e", "<html><b>"),
);

/** A text, often with the secret somewhere in it. */
export const text = fc.oneof(
  { weight: 3, arbitrary: name },
  fc
    .tuple(fc.nat(620), fc.constantFrom("x", "é", "😀", "x ", "<"))
    .map(([length, unit]) => unit.repeat(length).slice(0, length) + SECRET),
);

/** How to make a value: `make` makes it, anew each time. */
export const strange = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(...Object.keys(STRANGE)).map((name) => ({ strange: name })),
  },
  {
    weight: 1,
    arbitrary: fc
      .anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withNullPrototype: true,
        withTypedArray: true,
        maxDepth: 2,
      })
      .map((value) => ({ value })),
  },
  { weight: 1, arbitrary: text.map((value) => ({ value })) },
);

/** How to make one of these, or now and then something strange. */
export const mostly = (arbitrary, weight = 3) =>
  fc.oneof(
    { weight, arbitrary: arbitrary.map((value) => ({ value })) },
    { weight: 1, arbitrary: strange },
  );

export const make = (how) => ("strange" in how ? STRANGE[how.strange]() : how.value);

/** Makes the members of an object. Of those in `getters` the value is thrown by a getter instead. */
export function makeObject(members, getters = []) {
  const made = {};
  for (const [name, how] of Object.entries(members)) {
    const value = make(how);
    Object.defineProperty(made, name, {
      configurable: true,
      enumerable: true,
      ...(getters.includes(name) ? { get: () => raise(value) } : { value, writable: true }),
    });
  }
  return made;
}
