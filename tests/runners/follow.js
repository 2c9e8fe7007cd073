// What becomes of a suite that runs elsewhere and sends the lines it prints.

import { FAILED, PASSED } from "./verdict.js";

/** Prints the lines as they come, and fails this process unless the last one says that all passed. */
export async function follow(runtime, lines) {
  let last;
  let why = "";
  try {
    for await (const line of lines) console.log((last = line));
  } catch (error) {
    why = `: ${error.message}`;
  }
  if (last === PASSED) return;
  if (last !== FAILED) console.log(`Bail out! The run in ${runtime} broke off${why}`);
  process.exitCode = 1;
}
