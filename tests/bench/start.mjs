// Cold starts.

import { startChromium } from "./chromium.mjs";
import { contestants, RAW } from "./contestants.mjs";
import { figure } from "./figure.mjs";
import { timeOfFirstResult } from "./node.mjs";
import { inRounds, median } from "./rounds.mjs";
import { makeWorker } from "./workerd.mjs";

async function inNode(rounds) {
  const turns = contestants.map((contestant) => [
    contestant.name,
    () => timeOfFirstResult(contestant),
  ]);
  return (await inRounds(Object.fromEntries(turns), rounds)).first;
}

async function inWorkerd(rounds) {
  const turns = {};
  for (const contestant of contestants) {
    const start = await makeWorker(contestant, "worker-offline");
    turns[contestant.name] = async () => {
      const worker = await start();
      try {
        return { ready: worker.ready, first: (await worker.run({ count: 1 })).took };
      } finally {
        await worker.close();
      }
    };
  }
  return inRounds(turns, rounds);
}

async function inChromium(rounds) {
  const browser = await startChromium();
  try {
    const turns = {};
    for (const contestant of contestants) {
      const tab = await browser.open(contestant);
      turns[contestant.name] = () => tab.timeOfFirstResult();
    }
    return (await inRounds(turns, rounds)).first;
  } finally {
    await browser.close();
  }
}

/** How much longer each takes than raw fetch. */
function beyondRawFetch(samples) {
  const least = median(samples[RAW]);
  const others = Object.entries(samples).filter(([name]) => name !== RAW);
  return Object.fromEntries(
    others.map(([name, values]) => [name, values.map((value) => value - least)]),
  );
}

export async function start(rounds) {
  const node = await inNode(rounds);
  const { ready, first } = await inWorkerd(rounds);
  const page = await inChromium(rounds);
  return {
    title: "Cold start",
    text: `Node: from starting the process, not bundled, to the line it prints after its first
result; and how much that is more than the median of raw fetch. workerd: from starting its binary to
its listening, and then from the first request, which makes one call, to the answer. Chromium: from
the navigation to the first result, by the page's clock, with an empty cache and all files from
loopback, not compressed. \`fetch\` is a stub in all of them.`,
    figures: [
      figure("start node", "Node, first result", "ms", node),
      figure("start node beyond", "Node, more than raw fetch", "ms", beyondRawFetch(node)),
      figure("start workerd ready", "workerd, ready", "ms", ready),
      figure("start workerd first", "workerd, first response once ready", "ms", first),
      figure("start chromium", "Chromium, first result", "ms", page),
    ],
  };
}
