// Tests that mostly wait for time to pass, run at the same time.

import { settled } from "./outcome.js";

/**
 * Gives a `test` like QUnit's. The first of the tests that are made with it runs them all, a few at a
 * time, and then each says what became of it. No other test runs meanwhile.
 *
 * - Such a test must not replace what is global, nor count on having the machine for itself.
 * - Browsers open six connections to a server. By default a test may hold one, while it asks the
 *   stand-in over another. Where none is held, there may be more `atATime`.
 */
export function together(QUnit, atATime = 4) {
  const bodies = [];
  let outcomes;
  const test = (name, body) => {
    const place = bodies.push(body) - 1;
    QUnit.test(name, async (assert) => {
      outcomes ??= runAll(bodies, atATime, assert);
      const { results, errors } = (await outcomes)[place];
      for (const result of results) assert.pushResult(result);
      for (const error of errors) throw error;
    });
  };
  test.each = (name, table, body) => {
    for (const [key, value] of Object.entries(table)) {
      const about = Array.isArray(table) ? String(value) : key;
      test(`${name} [${about}]`, (assert) => body(assert, value));
    }
  };
  return test;
}

async function runAll(bodies, atATime, assert) {
  const outcomes = [];
  const queue = bodies.entries();
  const work = async () => {
    for (const [place, body] of queue) {
      const results = [];
      const errors = [];
      // All that is asserted ends up in this method.
      const pushResult = { value: (result) => void results.push(result) };
      const call = (async () => body(Object.create(assert, { pushResult })))();
      await settled(call, 120_000).catch((error) => errors.push(error));
      outcomes[place] = { results, errors };
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return outcomes;
}
