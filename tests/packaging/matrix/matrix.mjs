// Runs every cell of the matrix and writes ../matrix.md: `npm --prefix tests run matrix`. With words
// after ` -- `, only the files whose name contains one of them, and matrix.md stays as it is.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { installTarball } from "../../../pkg-template/build.mjs";
import { main } from "../../../pkg-template/machine.mjs";
import { environment, installPackages, setUp } from "../../../pkg-template/setup.mjs";
import { cleanEnvironment } from "../../environment.mjs";
import { runStep } from "../../step.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function table(outcomes) {
  const families = [...new Set(outcomes.map(({ family }) => family))];
  const sections = families.map((family) => {
    const cells = outcomes.filter((outcome) => outcome.family === family);
    const rows = cells.map(({ name, works, setting }) => `| ${name} | ${works ? "yes" : "no"} | ${setting} |`);
    return [`## ${family}`, "", "| | Works | What to set |", "|---|---|---|", ...rows, ""].join("\n");
  });
  return `# Where the package works

Each row is a project that is built and run, and asks the tests' stand-in for a list of downloads, a wait
and a failure. \`npm --prefix tests run matrix\` makes this table.

${sections.join("\n")}`;
}

await main(async () => {
  cleanEnvironment();
  await setUp({ tests: true });
  await installPackages(here("../.."));
  await installPackages(here("../../stand-in"));
  await installTarball(here("../.."));
  const words = process.argv.slice(2);
  const files = readdirSync(here("."))
    .filter((file) => file.endsWith(".test.mjs"))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
  const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-matrix-"));
  const outcomes = join(folder, "outcomes");
  writeFileSync(outcomes, "");
  const env = { ...environment(), MATRIX_OUTCOMES: outcomes };
  let faults = 0;
  try {
    for (const file of files) {
      const command = ["node", "--test", "--test-reporter=spec", here(file)];
      const { passed, failed, output, why } = await runStep({ command, env, minutes: 60 });
      if (failed) console.log(`${output}${why ?? ""}`);
      console.log(`${file}: ${passed} passed, ${failed} failed`);
      faults += failed;
    }
    const lines = readFileSync(outcomes, "utf8").trim().split("\n").filter(Boolean);
    if (words.length === 0) writeFileSync(here("../matrix.md"), table(lines.map((line) => JSON.parse(line))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = faults ? 1 : 0;
});
