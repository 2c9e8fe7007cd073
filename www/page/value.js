// Values that change, and the components that show them. A component draws again when one changes
// that it uses, and no other does.

import { useLayoutEffect, useState } from "preact/hooks";

class Value {
  #value;
  #listeners = new Set();

  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls `listener` whenever it has changed. Gives what ends that. */
  follow(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const valueOf = (initial) => new Value(initial);

/** What it is now. */
export function useValue(source) {
  const [, draw] = useState();
  useLayoutEffect(() => {
    const end = source.follow(() => draw({}));
    return () => void end();
  }, [source]);
  return source.value;
}
