// What is held in memory.

import { contestants, OURS, RAW } from "./contestants.mjs";
import { exact, figure } from "./figure.mjs";
import { ask } from "./node.mjs";
import { inRounds } from "./rounds.mjs";

async function heap(rounds) {
  const clients = contestants.filter(({ name }) => name !== RAW);
  const turns = clients.map(({ name, file }) => [
    name,
    async () => ({ heap: ask("node-clients", [file], ["--expose-gc"]) }),
  ]);
  return (await inRounds(Object.fromEntries(turns), rounds)).heap;
}

export async function memory(rounds) {
  const { loaded, used, grown } = ask("node-memory");
  return {
    title: "Memory",
    text: `In Node. The heap of a client is that of 10,000 live ones, after a collection, divided by
their number.`,
    figures: [
      exact("memory loaded", "Memory of the wasm, loaded", "B", { [OURS]: loaded }),
      exact("memory used", "Memory of the wasm, after one call", "B", { [OURS]: used }),
      exact("memory grown", "Memory of the wasm, after a million calls", "B", { [OURS]: grown }),
      figure("memory client", "Heap of a client", "B", await heap(rounds)),
    ],
  };
}
