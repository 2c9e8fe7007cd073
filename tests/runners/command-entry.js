// The suite in Node, Deno and Bun: the package is found by its name, as a user's program finds it.

import QUnit from "qunit";

const { withoutEnv, ...given } = JSON.parse(process.argv[2]);
// QUnit reads the environment when it loads; the package must do without.
if (withoutEnv) Deno.permissions.revokeSync({ name: "env" });
const exports = await import("cf-stream-downloads");
const { runSuite } = await import("./suite.js");

await runSuite({ QUnit, exports, print: console.log.bind(console), ...given });
// What a test left open must not keep the runtime alive.
process.exit();
