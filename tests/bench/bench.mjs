// Measures the package beside others: `npm --prefix tests run bench`. It takes some ten minutes and
// wants a machine that does nothing else. It prints its tables and writes them to bench/results.md.
//
// Words after ` -- ` choose parts, and `--rounds N` takes fewer rounds. Then it writes no file.

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { installTarball } from "../../pkg-template/build.mjs";
import { main, SetupError } from "../../pkg-template/machine.mjs";
import { installPackages, setUp } from "../../pkg-template/setup.mjs";

const ROUNDS = 15;
const tests = fileURLToPath(new URL("..", import.meta.url));

async function prepare() {
  // Credentials of the person who runs this.
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("CLOUDFLARE_")) delete process.env[name];
  }
  await setUp({ tests: true });
  await installPackages(tests);
  await installTarball(tests);
}

async function bench() {
  const { values, positionals: words } = parseArgs({
    options: { rounds: { type: "string", default: String(ROUNDS) } },
    allowPositionals: true,
  });
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new SetupError("--rounds: expected a whole number above 0.");
  }
  await prepare();
  // These need what has just been installed.
  const { describe } = await import("./machine.mjs");
  const { parts } = await import("./parts.mjs");
  const { partText, targetText, writeResults } = await import("./results.mjs");

  const unknown = words.filter((word) => !(word in parts));
  if (unknown.length) {
    throw new SetupError(
      `There is no ${unknown}. The parts are: ${Object.keys(parts).join(", ")}.`,
    );
  }
  const machine = describe(rounds);
  console.log(`${machine}\n`);
  const measured = [];
  for (const name of words.length ? words : Object.keys(parts)) {
    measured.push(await parts[name](rounds));
    console.log(`${partText(measured.at(-1))}\n`);
  }
  console.log(targetText(measured));
  if (words.length === 0 && rounds >= ROUNDS) writeResults(machine, measured);
}

await main(bench);
