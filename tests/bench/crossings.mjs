// How often a call crosses between JavaScript and the wasm. It is the same on every machine.

import { OURS } from "./contestants.mjs";
import { exact } from "./figure.mjs";
import { ask } from "./node.mjs";

/**
 * Counts the crossings of one call in Node that is answered with `status`: `into` the wasm, `out`
 * of it, and the `bytes` of text that JavaScript reads from its memory.
 */
export const countCrossings = (status = 200) => ask("node-crossings", [String(status)]);

export async function crossings() {
  const figures = Object.entries({ "a result": 200, "a 404": 404 }).flatMap(([name, status]) => {
    const { into, out, bytes } = countCrossings(status);
    const one = (what, value, unit) =>
      exact(`crossings ${status} ${what}`, `For ${name}, ${what}`, unit, { [OURS]: value });
    return [
      one("into the wasm", into, "calls"),
      one("out of the wasm", out, "calls"),
      one("text out of its memory", bytes, "B"),
    ];
  });
  return {
    title: "Crossings",
    text: "Between JavaScript and the wasm, for one call in Node.",
    figures,
  };
}
