// How many instructions of the processor a call takes. They are counted, in a simulator, so that
// other work on the machine does not show.

import { fileURLToPath } from "node:url";

import { onPath, run } from "../../pkg-template/machine.mjs";
import { contestants, OURS, RAW, SHAKEN } from "./contestants.mjs";
import { exact } from "./figure.mjs";

const repeat = fileURLToPath(new URL("entries/node-repeat.js", import.meta.url));
const valgrind = [
  ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"],
  // V8 writes its own code.
  ["--smc-check=all-non-file"],
].flat();
// Without them Node compiles and collects on other threads, at times of its own.
const alone = ["--predictable", "--single-threaded", "--hash-seed=1", "--random-seed=1"];

async function count({ file }, calls) {
  const node = [process.execPath, ...alone, repeat, file, String(calls)];
  const output = await run("valgrind", [...valgrind, ...node]);
  return Number(output.match(/I\s+refs:\s+([\d,]+)/)[1].replaceAll(",", ""));
}

export async function instructions() {
  const title = "Instructions";
  if (!onPath("valgrind")) return { title, text: "Not counted: valgrind is missing.", figures: [] };
  const values = {};
  const counted = contestants.filter(({ name }) => [OURS, SHAKEN, RAW].includes(name));
  for (const contestant of counted) {
    const [warm, longer] = await Promise.all([count(contestant, 8000), count(contestant, 10_000)]);
    values[contestant.name] = (longer - warm) / 2000;
  }
  return {
    title,
    text: `What valgrind counts for a call in Node, 1 at once: the difference between 10,000 calls
and 8,000, by 2,000. Node has one thread here, by \`--predictable --single-threaded\`: two such
counts differ by less than 1 %, but those of the SDK by 4 %.`,
    figures: [exact("instructions", "A call in Node", "instructions", values)],
  };
}
