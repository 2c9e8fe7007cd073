// Hostile input of a wait and a watch: it ends in an error, leaves nothing behind, and the next good
// call works.

import { VIDEOS } from "../stand-in/library.js";
import { SIGNALS } from "./hostile-signal.js";
import { answering, READY } from "./looks.js";
import { settled } from "./outcome.js";
import { strange } from "./strange.js";
import { CALLS, OPTIONS, PARAMS, refusals } from "./wait-input.js";
import { watchTimers } from "./watch.js";

const video = VIDEOS.nothing;

export function hostileWait({ QUnit, Cloudflare, clientOf }) {
  QUnit.module("hostile wait");

  const refused = refusals({ Cloudflare, clientOf });

  const functions = ["a function", "a revoked proxy of a function"];
  const STRANGE = {
    types: [PARAMS, []],
    create: [PARAMS, ["a boolean"]],
    maxWait: [OPTIONS, ["a number"]],
    interval: [OPTIONS, ["a number", ...functions]],
    onProgress: [OPTIONS, functions],
  };
  for (const [field, [forms, allowed]] of Object.entries(STRANGE)) {
    QUnit.test(`anything at all as ${field}`, async (assert) => {
      for (const [name, value] of Object.entries(strange())) {
        const [args] = forms({ [field]: value });
        if (!allowed.includes(name)) await refused(assert, field, args, name);
      }
      // Nothing of it is left.
      const { downloads } = clientOf(answering({ default: READY })).stream;
      assert.deepEqual(await settled(downloads.waitUntilReady(video)), { default: READY });
    });
  }

  QUnit.test("anything at all as arguments", async (assert) => {
    for (const [name, value] of Object.entries(strange())) {
      for (const args of [
        [value],
        [video, value],
        [video, undefined, value],
        [{ identifier: video }, value],
      ]) {
        for (const call of Object.values(CALLS)) {
          const { fetch } = answering({ default: READY });
          const { downloads } = clientOf({ fetch }).stream;
          const error = await settled(call(downloads, ...args)).catch((error) => error);
          const known = !(error instanceof Error) || error instanceof Cloudflare.CloudflareError;
          assert.true(known, `${name}: ${error}`);
        }
      }
    }
  });

  QUnit.test.each("a signal that only claims to be one", SIGNALS, async (assert, signal) => {
    for (const call of Object.values(CALLS)) {
      const { fetch } = answering({ default: READY });
      const { downloads } = clientOf({ fetch }).stream;
      const { left } = await watchTimers(54_321, async () => {
        const options = { signal, maxWait: 54_321, timeout: 52_000 };
        const error = await settled(call(downloads, video, undefined, options)).catch((e) => e);
        const known = !(error instanceof Error) || error instanceof Cloudflare.CloudflareError;
        assert.true(known, `${error}`);
      });
      assert.strictEqual(left, 0, "no timer is left");
      const next = await settled(call(downloads, video));
      assert.deepEqual(next.value ?? next, { default: READY });
    }
  });
}
