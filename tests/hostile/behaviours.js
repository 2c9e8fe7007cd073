// What hostile code does when the package runs it: a getter, a callback, a fetch, a trap of a
// proxy. Each of these takes its scenario, and a function that gives what good code would give.

import { atStackEnd, overflow } from "./stack-end.js";
import { turn } from "./virtual-time.js";

/** In so many frames before the end of the stack what settles a promise breaks off. */
const FRAMES = 20;

const SIMPLE = {
  throws: (scenario) => scenario.raise(),
  "gives anything": (scenario) => scenario.anything(),
  "calls another client": (scenario, good) => {
    scenario.callOther();
    return good();
  },
  "makes the call again": (scenario, good) => {
    scenario.call();
    return good();
  },
  aborts: (scenario, good) => {
    scenario.abort();
    return good();
  },
  "aborts and throws": (scenario) => {
    scenario.abort();
    scenario.raise();
  },
  "leaves the loop": (scenario, good) => {
    scenario.iterate("return");
    return good();
  },
  "throws into the loop": (scenario, good) => {
    scenario.iterate("throw");
    return good();
  },
  "asks for more": (scenario, good) => {
    scenario.iterate("next");
    return good();
  },
  "overflows the stack": () => overflow(),
  "makes calls at the end of the stack": (scenario, good) => {
    scenario.dive();
    return good();
  },
};

/** A thenable of which the functions that it is given are kept, for calls when all is over. */
const thenable = (behave) => (scenario, good) => ({
  then(resolve, reject) {
    scenario.keep(resolve);
    scenario.keep(reject);
    resolve(behave(scenario, good));
  },
});

/** The engine reads these of a promise that is waited for. */
const tampered = (name, behave) => (scenario, good) => {
  const promise = Promise.resolve(good());
  const own = promise[name];
  return Object.defineProperty(promise, name, { get: () => behave(scenario, () => own) });
};

const simple = (wrap) =>
  Object.fromEntries(Object.entries(SIMPLE).map(([name, behave]) => wrap(name, behave)));

export const BEHAVIOURS = {
  ...SIMPLE,
  "gives a promise that refuses": (scenario) => scenario.refuse(),
  "gives a promise for later": (_, good) => turn().then(good),
  "gives a promise that refuses later": (scenario) => scenario.refuse(turn()),
  "gives a promise for never": () => new Promise(() => {}),
  ...simple((name, behave) => [`gives a thenable that ${name}`, thenable(behave)]),
  "gives a thenable that refuses": (scenario) => ({
    then: (_, reject) => scenario.callBack(() => reject(scenario.thrown)),
  }),
  "gives a thenable that settles often": (scenario, good) => ({
    then: (resolve, reject) => {
      for (const settle of [resolve, reject, resolve]) scenario.callBack(() => settle(good()));
      scenario.raise();
    },
  }),
  "gives a thenable that settles at the end of the stack": (scenario, good) => ({
    then: (resolve, reject) => {
      const value = good();
      atStackEnd((isEnd) => isEnd && resolve(value), FRAMES);
      atStackEnd((isEnd) => isEnd && reject(value), FRAMES);
      resolve(value);
    },
  }),
  "gives a thenable for never": () => ({ then() {} }),
  ...simple((name, behave) => [`gives a promise whose then ${name}`, tampered("then", behave)]),
  ...simple((name, behave) => [
    `gives a promise whose constructor ${name}`,
    tampered("constructor", behave),
  ]),
};
