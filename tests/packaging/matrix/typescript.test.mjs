// A program in TypeScript, compiled as an ES module and as CommonJS, with each way in which TypeScript
// finds packages; Node runs what comes out.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";

import { startStandIn } from "../../stand-in/server.js";
import { answer, question } from "../answer.mjs";
import { cell } from "./cell.mjs";
import { makeProject, run } from "./project.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

const ways = {
  node10: [{ kind: "commonjs", module: "commonjs", esModuleInterop: true }],
  node16: [
    { kind: "module", module: "node16" },
    { kind: "commonjs", module: "node16" },
  ],
  nodenext: [
    { kind: "module", module: "nodenext" },
    { kind: "commonjs", module: "nodenext" },
  ],
  bundler: [{ kind: "module", module: "es2022" }],
};

for (const version of ["5.4", "5.9", "6.0", "7.0"]) {
  for (const [moduleResolution, projects] of Object.entries(ways)) {
    // TypeScript 6 wants to be told that it is known to be on its way out, 7 has it no more.
    if (moduleResolution === "node10" && Number(version) >= 7) continue;
    for (const { kind, ...settings } of projects) {
      const quick = version === "5.4" && moduleResolution === "node16" && kind === "commonjs";
      const name = kind === "module" ? "ES module" : "CommonJS";
      cell(`TypeScript ${version}`, `${moduleResolution}, ${name}`, { quick }, async (t) => {
        const folder = await makeProject(t, "typescript", "typescript");
        writeFileSync(join(folder, "package.json"), JSON.stringify({ type: kind, private: true }));
        const compilerOptions = {
          ...{ strict: true, target: "es2022", lib: ["es2022", "dom"], types: [], skipLibCheck: false },
          ...{ moduleResolution, ...settings, rootDir: ".", outDir: "output" },
          ...(moduleResolution === "node10" && version === "6.0" && { ignoreDeprecations: "6.0" }),
        };
        const files = ["program.ts"];
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
        await run(t, folder, ["node", `../../node_modules/typescript-${version}/bin/tsc`]);
        const given = JSON.stringify(question(standIn));
        const printed = await run(t, folder, ["node", "output/program.js", given]);
        assert.equal(printed.trim(), await answer(standIn));
      });
    }
  }
}
