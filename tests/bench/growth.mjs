// How the cost of a call grows with its answer.

import { timeCalls, withSessions } from "./calls.mjs";
import { exact, figure } from "./figure.mjs";
import { open } from "./node.mjs";
import { median } from "./rounds.mjs";

const sizes = [2, 20, 200];

function slopes(small, large) {
  const slope = (name) => (median(large[name]) - median(small[name])) / (sizes.at(-1) - sizes[0]);
  return Object.fromEntries(Object.keys(small).map((name) => [name, slope(name)]));
}

export async function growth(rounds) {
  const measured = [];
  await withSessions(open, async (sessions) => {
    for (const entries of sizes) {
      measured.push((await timeCalls(sessions, { entries }, rounds)).took);
    }
  });
  return {
    title: "Growth",
    text: "A call in Node, as above, with more downloads in its answer; and what each more costs.",
    figures: [
      ...sizes.map((size, i) =>
        figure(`growth ${size}`, `${size} downloads in the answer`, "µs", measured[i]),
      ),
      exact("growth slope", "Each download", "µs", slopes(measured[0], measured.at(-1))),
    ],
  };
}
