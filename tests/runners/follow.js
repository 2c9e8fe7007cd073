// What becomes of a suite that runs elsewhere and sends the lines it prints.

import { FAILED, PASSED } from "./verdict.js";

/**
 * Prints the lines as they come, and fails this process unless the last one says that all passed. Resolves
 * to whether the suite has come to its end.
 */
export async function follow(runtime, lines) {
  let last;
  let why = "";
  try {
    for await (const line of lines) console.log((last = line));
  } catch (error) {
    why = `: ${error.message}`;
  }
  if (last === PASSED) return true;
  process.exitCode = 1;
  if (last === FAILED) return true;
  console.log(`Bail out! The run in ${runtime} broke off${why}`);
  return false;
}
