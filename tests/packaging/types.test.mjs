// A small project in TypeScript, checked as its owner would: with the types of one platform alone,
// as strictly as can be, and with the package's own types checked too.

import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeConsumer } from "./consumer.mjs";
import { runTool } from "./tool.mjs";

const source = fileURLToPath(new URL("types/", import.meta.url));
const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const folder = await makeConsumer(source);

const strict = {
  noEmit: true,
  strict: true,
  skipLibCheck: false,
  target: "es2022",
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
};
const bundled = { module: "esnext", moduleResolution: "bundler" };
const platforms = {
  "lib.dom": { file: "page.ts", lib: ["es2022", "dom", "dom.iterable"], types: [], ...bundled },
  "@cloudflare/workers-types": {
    file: "worker.ts",
    lib: ["es2022"],
    types: ["@cloudflare/workers-types"],
    ...bundled,
  },
  "@types/node": { file: "script.ts", lib: ["es2022"], types: ["node"], module: "nodenext" },
};
const compilers = { 5.9: "../typescript-5.9/bin/tsc", "7.0": "../typescript/bin/tsc" };

for (const types of ["@cloudflare/workers-types", "@types/node"]) {
  mkdirSync(join(folder, "node_modules", dirname(types)));
  symlinkSync(join(modules, types), join(folder, "node_modules", types));
}

for (const [version, command] of Object.entries(compilers)) {
  for (const [platform, { file, ...own }] of Object.entries(platforms)) {
    test(`TypeScript ${version} accepts the uses and refuses the mistakes with ${platform}`, () => {
      const files = ["uses.ts", "mistakes.ts", file];
      const config = { compilerOptions: { ...strict, ...own }, files };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      assert.match(runTool(command, ["--version"]).output, new RegExp(`^Version ${version}`));
      const { status, output } = runTool(command, [], { cwd: folder });
      assert.equal(status, 0, output);
    });
  }
}
