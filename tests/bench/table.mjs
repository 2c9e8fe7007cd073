// Figures as tables of Markdown.

import { RAW, SHAKEN } from "./contestants.mjs";
import { median, quantile } from "./rounds.mjs";

const row = (cells) => `| ${cells.join(" | ")} |`;
const line = (cells, alignment) => cells.map((_, i) => (alignment[i] === "r" ? "--:" : ":--"));

/** A table; `alignment` has an `l` or an `r` for each column. */
export function table(head, alignment, rows) {
  return [head, line(head, alignment), ...rows].map(row).join("\n");
}

// What is counted, not timed.
const whole = ["B", "calls", "instructions"];

/** A number of a unit, with three digits where it could have more behind the point. */
function number(value, unit) {
  const options =
    whole.includes(unit) || Math.abs(value) >= 100
      ? { maximumFractionDigits: 0 }
      : { minimumSignificantDigits: 3, maximumSignificantDigits: 3 };
  return value.toLocaleString("en", options);
}

/** The same with its unit. */
export const amount = (value, unit) => `${number(value, unit)} ${unit}`;

function ratio(samples, name, reference) {
  // A difference to raw fetch, or a size that it does not have, has no ratio.
  if (name === reference || !samples[reference]) return "";
  const value = median(samples[name]) / median(samples[reference]);
  return value > 0 ? number(value) : "";
}

function quartiles(values, unit) {
  if (values.length === 1) return "";
  return [0.25, 0.75].map((share) => number(quantile(values, share), unit)).join(" to ");
}

/** A row for each figure and contestant. */
export function figureTable(figures) {
  const rows = figures.flatMap(({ name: title, unit, samples }) =>
    Object.entries(samples).map(([name, values], i) => [
      i === 0 ? title : "",
      name,
      amount(median(values), unit),
      quartiles(values, unit),
      ratio(samples, name, RAW),
      ratio(samples, name, SHAKEN),
    ]),
  );
  const head = ["", "", "median", "quartiles", `÷ ${RAW}`, `÷ ${SHAKEN}`];
  return table(head, "llrrrr", rows);
}
