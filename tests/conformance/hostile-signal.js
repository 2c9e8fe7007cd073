// Signals that only claim to be some: a call with one ends, and the next good call works.

import { VIDEOS } from "../stand-in/library.js";
import { recording, RESULT } from "./fetches.js";
import { failure, settled } from "./outcome.js";
import { raise, revoked } from "./strange.js";

const signalOf = (parts = {}) => {
  const listen = () => {};
  const signal = { aborted: false, addEventListener: listen, removeEventListener: listen };
  return Object.defineProperties(signal, Object.getOwnPropertyDescriptors(parts));
};

/** Signals that only claim to be some, by what they do. */
export const SIGNALS = {
  "that does nothing": signalOf(),
  "that throws when listened to": signalOf({ addEventListener: raise }),
  "that throws when left": signalOf({ removeEventListener: raise }),
  "that cannot be left": signalOf({ removeEventListener: undefined }),
  "that throws when asked": signalOf({
    get aborted() {
      return raise();
    },
  }),
  "that throws when asked why": signalOf({
    aborted: true,
    get reason() {
      return raise();
    },
  }),
  "that has a hostile reason": signalOf({ aborted: true, reason: revoked({}) }),
  "that calls at once": signalOf({ addEventListener: (_, listener) => listener() }),
  "that calls and throws": signalOf({ addEventListener: (_, listener) => raise(listener()) }),
  "that is an event target": Object.assign(new EventTarget(), { aborted: false }),
};

export function hostileSignal({ QUnit, Cloudflare, clientOf }) {
  QUnit.module("hostile signal");

  const get = (fetch, options) =>
    clientOf({ fetch }).stream.downloads.get(VIDEOS.bothReady, undefined, options);

  QUnit.test.each("a signal that only claims to be one", SIGNALS, async (assert, signal) => {
    const { fetch } = recording();
    const call = Promise.resolve().then(() => get(fetch, { signal }));
    const error = await settled(call).catch((e) => e);
    assert.true(
      !(error instanceof Error) || error instanceof Cloudflare.CloudflareError,
      `${error}`,
    );
    assert.deepEqual(await get(fetch), RESULT);
  });

  QUnit.test("why a signal cannot be read is in the message", async (assert) => {
    // As a Worker says it of a signal that was made in another request.
    const reason = "Cannot perform I/O on behalf of a different request.";
    const signal = signalOf({
      get aborted() {
        throw new Error(reason);
      },
    });
    const { message } = await failure(() => get(recording().fetch, { signal }));
    assert.strictEqual(message, `signal: could not be read: ${reason}`);
  });
}
