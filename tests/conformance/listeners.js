// The listeners on the caller's signal: however a call ends, none is left.

import { VIDEOS } from "../stand-in/library.js";
import { RESULT } from "./fetches.js";
import { failure } from "./outcome.js";
import { raise } from "./strange.js";
import { together } from "./together.js";
import { underWay } from "./under-way.js";
import { watchedController } from "./watch.js";

const ANSWER = { success: true, result: RESULT };

export function listeners({ QUnit, scenario, clientOf, list }) {
  QUnit.module("listeners");
  const waitingTest = together(QUnit);

  const get = (options, requestOptions) =>
    clientOf(options).stream.downloads.get(VIDEOS.bothReady, undefined, requestOptions);

  const ENDINGS = {
    "a result": (options) => list({ body: ANSWER }, {}, options),
    "an error": (options) => failure(() => list({ status: 404, body: {} }, {}, options)),
    "an answer that nobody reads": (options) => get({}, options).asResponse(),
    "an answer that cannot be used": (options) => failure(() => list({ body: "" }, {}, options)),
    "a broken connection": (options) => failure(() => list({ fault: "close" }, {}, options)),
    "a broken body": (options) =>
      failure(() => list({ fault: "truncate", body: ANSWER }, {}, options)),
    "a timeout": (options) => failure(() => list({ fault: "stall" }, { timeout: 100 }, options)),
    "a timeout in the body": (options) =>
      failure(() => list({ fault: "stall-body", body: ANSWER }, { timeout: 200 }, options)),
    "a bad argument": (options) => failure(() => get({ accountId: "" }, options)),
    "a fetch that throws": (options) => failure(() => get({ fetch: raise }, options)),
  };
  waitingTest.each("no listener is left after it", ENDINGS, async (assert, end) => {
    const { signal, listeners } = watchedController();
    await end({ signal });
    assert.strictEqual(listeners.length, 0);
  });

  const stalled = { fault: "stall-body", body: ANSWER };
  const STALLS = {
    "the headers": { fault: "stall" },
    "the body": stalled,
    "the body of an error": { ...stalled, status: 500 },
  };
  QUnit.test.each("no listener is left after an abort of", STALLS, (assert, answer) =>
    underWay(scenario)([answer], async ({ options, reached }) => {
      const { controller, signal, listeners } = watchedController();
      const call = failure(() => get(options, { signal }));
      await reached();
      controller.abort();
      assert.strictEqual((await call).name, "APIUserAbortError");
      assert.strictEqual(listeners.length, 0);
    }),
  );
}
