// The guide's examples with the wrangler.jsonc beside each. wrangler, which needs a newer Node than
// the package does, names the keys that it does not know.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

import { example, HEADINGS } from "./guide.mjs";

const PACKAGE = "cf-stream-downloads";
const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-"));
after(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "node_modules"));
symlinkSync(join(modules, PACKAGE), join(folder, "node_modules", PACKAGE));

const quiet = {
  CI: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  NO_COLOR: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_WRITE_LOGS: "false",
  XDG_CONFIG_HOME: join(folder, "config"),
};

function wrangler(args, cwd) {
  const command = [join(modules, ".bin/wrangler"), ...args];
  const env = { ...process.env, ...quiet };
  const node = join(modules, "node-26/bin/node");
  const { status, stdout, stderr } = spawnSync(node, command, { cwd, env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** Has wrangler build the example with its wrangler.jsonc, and gives what it says. */
function deploy(name, { code, config }) {
  const cwd = join(folder, name.replaceAll(" ", "-"));
  mkdirSync(cwd);
  writeFileSync(join(cwd, "worker.js"), code);
  writeFileSync(join(cwd, "wrangler.jsonc"), config);
  return { cwd, ...wrangler(["deploy", "--dry-run", "--outdir", "output"], cwd) };
}

const kinds = ["Durable Object", "Queue", "Workflow", "R2 Bucket", "Workflow", "R2 Bucket"];
for (const [index, heading] of HEADINGS.entries()) {
  test(`wrangler builds the Worker of "${heading}" with its binding`, () => {
    const { cwd, status, output } = deploy(heading, example(heading));
    assert.equal(status, 0, output);
    assert.doesNotMatch(output, /warning/i);
    assert.match(output, new RegExp(`^env\\.[A-Z]+ \\(\\w+\\) +${kinds[index]} *$`, "m"));
    const built = readdirSync(join(cwd, "output"));
    assert.equal(built.filter((name) => name.endsWith(".wasm")).length, 1, built.join());
  });
}

test("wrangler says so when it does not know a key", () => {
  const { code, config } = example(HEADINGS[0]);
  const misspelt = config.replace('"bindings"', '"binding"');
  const { output } = deploy("misspelt", { code, config: misspelt });
  assert.match(output, /binding/);
  assert.match(output, /warning|error/i);
});
