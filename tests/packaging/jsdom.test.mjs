// jsdom has an AbortController of its own, whose signals the `fetch` of Node 24 and later refuses.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { scenarios } from "../conformance/scenario.js";
import { startStandIn } from "../stand-in/server.js";
import { question } from "./answer.mjs";
import { makeConsumer } from "./consumer.mjs";
import { askStandIn } from "./output.mjs";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const folder = await makeConsumer(fileURLToPath(new URL("jsdom/", import.meta.url)));
symlinkSync(join(modules, "jsdom"), join(folder, "node_modules/jsdom"));

const nodes = { "the oldest Node": process.execPath, "the newest Node": join(modules, "node-26/bin/node") };
for (const [name, node] of Object.entries(nodes)) {
  test(`calls work under jsdom in ${name}, and end in time`, async (t) => {
    const standIn = await startStandIn();
    t.after(() => standIn.close());
    const { baseURL: stalled } = await scenarios(standIn.origin)({ fault: "stall" });
    const given = JSON.stringify({ ...question(standIn), stalled });
    const child = spawn(node, ["calls.js"], { cwd: folder, env: { ...process.env, QUESTION: given } });
    const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(complaints, "");
    const found = await askStandIn(standIn);
    assert.deepEqual(JSON.parse(output), {
      found,
      signalled: found,
      missing: "NotFoundError",
      timedOut: "APIConnectionTimeoutError",
      aborted: { name: "APIUserAbortError", cause: "enough" },
    });
  });
}
