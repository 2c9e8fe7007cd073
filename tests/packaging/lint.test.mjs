// What others' linters of packages say of the tarball.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

import { build } from "../../pkg-template/build.mjs";
import { runTool } from "./tool.mjs";

const { tarball } = await build();

test("publint finds nothing", async () => {
  const { buffer } = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  assert.equal(pkg.name, "cf-stream-downloads");
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

/** Runs it on some entries; the subpaths of the wasm are for bundlers, and have no types. */
function attw(...options) {
  const { status, output } = runTool("attw", [tarball, ...options, "--format", "ascii"]);
  assert.equal(status, 0, output);
  return output;
}

test("arethetypeswrong finds nothing, whether it is imported or required", () => {
  assert.match(attw("--entrypoints", "."), /from CJS.*\(CJS\)[^]*from ESM.*\(ESM\)/);
});

test("nor in the former name, which TypeScript before `exports` cannot find", () => {
  const options = ["--profile", "node16", "--exclude-entrypoints", "cf_stream_downloads.wasm", "module"];
  assert.match(attw(...options), /"cf-stream-downloads\/inline"/);
});
