// `require` gives the class, and what `import` gives: one set of classes in a process, where `require`
// loads ES modules.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { makeConsumer } from "./consumer.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = await makeConsumer(here("commonjs/"));
const newest = here("../node_modules/node-26/bin/node");
// As AWS Lambda runs it.
const asInLambda = "--no-experimental-require-module";

const commands = {
  "the oldest Node": { command: [process.execPath], same: true },
  "the newest Node": { command: [newest], same: true },
  "the oldest Node that requires no ES modules": { command: [process.execPath, asInLambda], same: false },
  "the newest Node that requires no ES modules": { command: [newest, asInLambda], same: false },
};

for (const [name, { command, same }] of Object.entries(commands)) {
  const classes = same ? "the same classes as import" : "classes of its own";
  test(`require gives the class, and ${classes}, in ${name}`, async () => {
    const [node, ...options] = command;
    const args = [...options, "program.cjs"];
    const { stdout, stderr } = await promisify(execFile)(node, args, { cwd: folder });
    assert.equal(stderr, "");
    assert.deepEqual(JSON.parse(stdout), {
      required: {
        error: "NotFoundError",
        subclass: true,
        default: true,
        __esModule: true,
        downloadLink: "function",
        listed: false,
      },
      same: [same, same, same, same],
    });
  });
}
