// Runs the conformance suite in the runtime that loads this, and gives its TAP line by line to
// `print`. No Node import: this runs everywhere.

import { conformance } from "../conformance/index.js";
import { FAILED, PASSED } from "./verdict.js";

// Taken now, because tests replace the global one.
const { setTimeout } = globalThis;

/**
 * Runs the suite, or the tests whose module and name contain `only`. `exports` is the package's
 * namespace, and `standIn` has its `origin` and `baseURL`. Resolves to whether all went well.
 */
export async function runSuite({ QUnit, exports, standIn, runtime, only, print }) {
  let sound = true;
  QUnit.config.autostart = false;
  QUnit.config.filter = only;
  QUnit.on("error", () => (sound = false));
  // QUnit takes a runtime without `process` for a terminal with colours.
  QUnit.reporters.tap.init(QUnit, { log: (text) => print(text.replace(/\x1b\[\d+m/g, "")) });
  watch(QUnit, runtime);

  const end = new Promise((resolve) => QUnit.on("runEnd", resolve));
  conformance({ QUnit, Cloudflare: exports.default, exports, standIn, runtime });
  QUnit.start();
  const { status } = await end;
  // What the last tests left behind may still fail.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const passed = sound && status === "passed";
  print(passed ? PASSED : FAILED);
  return passed;
}

/** Makes what nobody caught a failure of the test in which it came up, or else of the run. */
function watch(QUnit, runtime) {
  const fail = (error) => QUnit.onUncaughtException(error);
  if (runtime === "node" || runtime === "bun") {
    process.on("uncaughtException", fail).on("unhandledRejection", fail);
  } else if (!globalThis.document) {
    // In pages QUnit listens itself.
    addEventListener("error", (event) => {
      event.preventDefault();
      fail(event.error ?? new Error(event.message));
    });
    addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      fail(event.reason);
    });
  }
}
