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

test("arethetypeswrong finds nothing", () => {
  // The subpath of the wasm is for bundlers, and has no types of its own.
  const options = ["--profile", "esm-only", "--exclude-entrypoints", "cf_stream_downloads.wasm"];
  const { status, output } = runTool("attw", [tarball, ...options, "--format", "ascii"]);
  assert.equal(status, 0, output);
  assert.match(output, /"cf-stream-downloads"/);
  assert.match(output, /"cf-stream-downloads\/inline"/);
});
