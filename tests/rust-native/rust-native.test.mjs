// The crate in a native program, whose host is on reqwest and tokio, against the stand-in.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { run } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";
import { encoding } from "../conformance/scenario.js";
import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = fileURLToPath(new URL("../../target/rust-native", import.meta.url));
const env = { ...environment(), CARGO_TARGET_DIR: target };

test("calls, waits and errors are those of any host", async (t) => {
  await run("cargo", ["build", "--locked"], { cwd: here, env });
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const { baseURL } = await encoding(standIn.origin, { seconds: 2 });
  const args = [baseURL, API_TOKEN, ACCOUNT_ID, VIDEOS.nothing];
  const said = await run(join(target, "debug/rust-native"), args, { env });
  const { created, ready, whole, absent, late, lost } = JSON.parse(said);

  assert.deepEqual(Object.keys(created), ["default"]);
  assert.equal(created.default.status, "inprogress");
  assert.equal(ready.default.status, "ready");
  assert.match(ready.default.url, new RegExp(`/${VIDEOS.nothing}/downloads/default.mp4$`));
  assert.deepEqual([whole.success, whole.result], [true, ready]);
  assert.equal(absent.status, 404);
  assert.match(absent.error, /^404 Not Found \[code 10003\] \(GET /);
  assert.match(late.error, /^Request timed out after 1 ms \(GET /);
  assert.match(lost.error, /^Connection error: error sending request: .*refused/);
  assert.deepEqual(absent.sources, []);
  assert.match(lost.sources.at(-1), /refused/);
});
