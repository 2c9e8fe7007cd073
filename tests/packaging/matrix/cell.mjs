// A cell of the matrix: a surrounding in which the package must work. It is a test, whose outcome also
// becomes a row of matrix.md.

import { appendFileSync } from "node:fs";
import { test } from "node:test";

// Where matrix.mjs collects the outcomes of all cells. Without it the gate runs those that are quick.
const { MATRIX_OUTCOMES } = process.env;

/**
 * Defines the cell `name` of a family: a name as `Next.js 16, Turbopack: edge route`.
 *
 * - `quick`: whether the gate runs it, too. One of each family is.
 * - `setting`: what its users have to do, as a sentence. Without it the cell has no setting at all.
 */
export function cell(family, name, { quick = false, setting = "" }, run) {
  if (!quick && !MATRIX_OUTCOMES) return;
  test(`${family}: ${name}`, { timeout: 600_000 }, async (t) => {
    const record = (works) => {
      if (!MATRIX_OUTCOMES) return;
      appendFileSync(MATRIX_OUTCOMES, `${JSON.stringify({ family, name, setting, works })}\n`);
    };
    try {
      await run(t);
    } catch (error) {
      record(false);
      throw error;
    }
    record(true);
  });
}
