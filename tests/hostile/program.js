// Programs that run many cases, each in a process of its own: where the wasm never returns, no test
// in the same process could tell; and node:test ends at the first unhandled rejection, without
// telling in which case.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import fc from "fast-check";

import { collect, memoryInUse } from "./memory.js";
import { runs, seed } from "./run.js";

const { HOSTILE_CASE } = process.env;

/** A program writes a line for each case. One that is silent for so long is in an endless loop. */
const SILENCE = 180_000;

/**
 * Where a program writes to its test. Not standard output: once something has used `process.stdout`, a
 * write to that fails while its reader is busy.
 */
const TO_TEST = 3;

/**
 * So many cases are made up at once, and after them the garbage is collected: of a heap that holds all
 * cases this would take longer than what they do.
 */
const CASES_AT_ONCE = 200;

/** More kinds of faults than this say no more. */
const MOST_KINDS = 20;

/** Runs the program in the file `name`, and gives what it reports. */
export async function runProgram(name) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const program = spawn(process.execPath, [file], {
    env: { ...process.env, HOSTILE_SEED: String(seed) },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const timer = setTimeout(() => program.kill("SIGKILL"), SILENCE);
  let last = "";
  let complaint = "";
  const read = async () => {
    for await (const line of createInterface({ input: program.stdio[TO_TEST] })) {
      last = line;
      timer.refresh();
    }
  };
  const complain = async () => {
    // Node writes here of every promise that is rejected where the stack ends.
    for await (const chunk of program.stderr) complaint = (complaint + chunk).slice(-2000);
  };
  const [[status, signal]] = await Promise.all([once(program, "exit"), read(), complain()]);
  clearTimeout(timer);
  if (status === 0 && last.startsWith("{")) return JSON.parse(last);
  const how = signal === "SIGKILL" ? "does not end" : `ends with ${signal ?? status}`;
  throw new Error(`${name} ${how}.\n${last}${signal === "SIGKILL" ? "" : `\n${complaint}`}`);
}

/** After so many rounds that all take more memory this is a leak. */
const MOST_ROUNDS = 5;

/**
 * Runs all cases again and again, and measures the memory after each round, until the wasm has taken no
 * more in one. A leak takes more in every round. One alone may also do so because the engine has
 * collected later what was left: the wasm never gives memory back.
 */
export async function measureRounds(cases) {
  const run = async () => {
    await cases.run();
    return memoryInUse();
  };
  const memory = [await run()];
  do memory.push(await run());
  while (memory.at(-1).wasm > memory.at(-2).wasm && memory.length < MOST_ROUNDS);
  return memory.slice(-2);
}

/**
 * Asserts that what a program did between two measurements of its memory has left nothing in the
 * wasm and less than so many mebibytes in the heap, where the engine keeps things of its own.
 */
export function assertFlat(context, [before, after], mebibytes) {
  const grown = (after.heap - before.heap) / 2 ** 20;
  context.diagnostic(`${after.wasm} bytes in the wasm; ${grown.toFixed(2)} MiB more in the heap`);
  assert.equal(after.wasm, before.wasm, "the memory of the wasm grows");
  assert.equal(after.entries, before.entries, "a table of the wasm grows");
  assert.ok(grown < mebibytes, `the heap grows by ${grown} MiB`);
}

const again = (index) => `Again with HOSTILE_SEED=${seed} HOSTILE_CASE=${index}`;

/** Runs cases, and keeps what is wrong with them. */
export class Cases {
  #arbitrary;
  #count;
  #faultsOf;
  #found = new Map();

  /** `faultsOf` runs a case, and resolves to what is wrong with it, as sentences. */
  constructor(arbitrary, count, faultsOf) {
    this.#arbitrary = arbitrary;
    this.#count = Math.ceil(count * runs);
    this.#faultsOf = faultsOf;
  }

  /** Makes up some of the cases, the same every time, each with its index. */
  #some(first) {
    const numRuns = Math.min(CASES_AT_ONCE, this.#count - first);
    const some = fc.sample(this.#arbitrary, { seed: seed + first, numRuns });
    return some.map((given, at) => [first + at, given]);
  }

  *#all() {
    for (let first = 0; first < this.#count; first += CASES_AT_ONCE) yield* this.#some(first);
  }

  /** Runs all of them, one after another. */
  async run() {
    for (const [index, given] of this.#all()) {
      if (HOSTILE_CASE !== undefined && index !== Number(HOSTILE_CASE)) continue;
      // A loop that was left is let go of when the engine collects it. How many of them are there at
      // once would depend on when it does.
      if (index % CASES_AT_ONCE === 0) await collect();
      const shown = fc.stringify(given).replaceAll("\n", " ").slice(0, 1000);
      // Before the case runs: it may never return.
      writeSync(TO_TEST, `${again(index)}: ${shown}\n`);
      for (const fault of await this.#faultsIn(given)) {
        // Faults of one cause mostly begin alike.
        const kind = fault.slice(0, 60);
        const { count = 0, ...first } = this.#found.get(kind) ?? { fault, index, shown };
        this.#found.set(kind, { ...first, count: count + 1 });
      }
      if (this.#found.size >= MOST_KINDS) return;
    }
  }

  async #faultsIn(given) {
    try {
      return await this.#faultsOf(given);
    } catch (error) {
      return [`the case throws: ${error?.stack ?? error}`];
    }
  }

  /** What is wrong, as a text that is empty where nothing is. */
  get faults() {
    const texts = [...this.#found.values()].map(({ fault, index, shown, count }) =>
      [`${count} times: ${fault}`, shown, again(index)].join("\n"),
    );
    return texts.join("\n\n");
  }
}

/** Reports to the test that runs this program. */
export const report = (result) => writeSync(TO_TEST, `${JSON.stringify(result)}\n`);
