// What the package is to reach, and whether it does.

import { OURS, SHAKEN } from "./contestants.mjs";
import { median } from "./rounds.mjs";
import { amount, table } from "./table.mjs";

// A bound is a text and what computes it, given a function for the median of another contestant or,
// with a second argument, of another figure.
const of = (times, name) => [`${times} × ${name}`, (other) => times * other(name)];
const fixed = (value, text) => [text, () => value];
const bytes = (value) => fixed(value, `${value.toLocaleString("en")} B`);

const call = (host, name) => ({
  id: `calls ${host} one`,
  name: `A call in ${name}, 1 at once`,
  target: [of(0.7, SHAKEN)],
  stretch: [of(0.5, SHAKEN)],
});

// `least` turns the bounds around.
const targets = [
  {
    id: "bytes worker gzip -9",
    name: "Worker and wasm, gzip -9",
    target: [bytes(36_000)],
    stretch: [bytes(32_000)],
  },
  call("node", "Node"),
  call("node-26", "Node 26"),
  call("workerd", "workerd"),
  call("chromium", "Chromium"),
  {
    id: "throughput rate",
    name: "Requests per second through a Worker",
    least: true,
    target: [of(1.2, SHAKEN)],
    stretch: [],
  },
  {
    id: "memory loaded",
    name: "Memory of the wasm, loaded",
    target: [fixed(1.2 * 2 ** 20, "1.2 MiB")],
    stretch: [fixed(256 * 2 ** 10, "256 KiB")],
  },
  {
    id: "memory grown",
    name: "Memory of the wasm, after a million calls",
    target: [["after one call", (other) => other(OURS, "memory used")]],
    stretch: [],
  },
  { id: "bytes installed", name: "Installed", target: [bytes(150_000)], stretch: [] },
];

/** A row for each target whose figure is among those measured. */
export function targetTable(figures) {
  const byId = Object.fromEntries(figures.map((figure) => [figure.id, figure]));
  const rows = targets
    .filter(({ id }) => byId[id])
    .map(({ id, name, least = false, target, stretch }) => {
      const { unit, samples } = byId[id];
      const other = (contestant, figure = id) => median(byId[figure].samples[contestant]);
      const measured = median(samples[OURS]);
      const holds = ([, bound]) => (least ? measured >= bound(other) : measured <= bound(other));
      const say = ([text, bound]) => {
        const value = amount(bound(other), unit);
        return `${least ? "≥" : "≤"} ${text}${text === value ? "" : ` (${value})`}`;
      };
      const met = target.every(holds);
      const verdict = !met
        ? "missed"
        : stretch.length && stretch.every(holds)
          ? "stretch met"
          : "met";
      const words = (bounds) => bounds.map(say).join(" and ");
      return [name, words(target), words(stretch), amount(measured, unit), verdict];
    });
  if (rows.length === 0) return "";
  return table(["", "target", "stretch", "measured", "verdict"], "lllrl", rows);
}
