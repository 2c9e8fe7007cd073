// What is printed, and the page of results.

import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { figureTable } from "./table.mjs";
import { targetTable } from "./targets.mjs";

const page = new URL("results.md", import.meta.url);
const byHand = "## What was tried";

const introduction = `# Small and fast

\`npm --prefix tests run bench\` measures this and writes it here, save for what stands under "What
was tried". All contestants have their turn in each round. The quartiles are of the rounds; a ratio
is one of medians.`;

/** The targets as Markdown. */
export function targetText(parts) {
  const rows = targetTable(parts.flatMap(({ figures }) => figures));
  return rows && `## Targets\n\n${rows}`;
}

/** A part as Markdown. */
export function partText({ title, text, figures }) {
  const rows = figures.length ? `\n\n${figureTable(figures)}` : "";
  return `## ${title}\n\n${text}${rows}`;
}

/** Writes `results.md`, and keeps what somebody wrote there. */
export function writeResults(machine, parts) {
  const old = existsSync(page) ? readFileSync(page, "utf8") : "";
  const kept = old.includes(byHand) ? old.slice(old.indexOf(byHand)) : `${byHand}\n`;
  const texts = [introduction, machine, targetText(parts), ...parts.map(partText), kept];
  writeFileSync(page, texts.join("\n\n"));
}
