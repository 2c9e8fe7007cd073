// What a call costs.

import { startChromium } from "./chromium.mjs";
import { contestants } from "./contestants.mjs";
import { figure } from "./figure.mjs";
import * as node from "./node.mjs";
import { inRounds } from "./rounds.mjs";
import * as workerd from "./workerd.mjs";

const kinds = [
  { id: "one", name: "1 at once", wanted: {} },
  { id: "hundred", name: "100 at once", wanted: { together: 100 } },
  { id: "absent", name: "a 404", wanted: { status: 404 } },
];

/** Warms a session up, and resolves to the number of calls that take 80 ms. */
async function enoughCalls(session, wanted) {
  // As many as the engines need before they compile no more.
  await session.run({ ...wanted, count: 10_000 });
  const count = 2000;
  const { took } = await session.run({ ...wanted, count });
  return Math.max(1, Math.round((count * 80) / took / 100)) * 100;
}

/**
 * The microseconds of a call, by contestant: `took`, and `cpu`, those of the processor. Chromium does
 * not say the latter.
 */
export async function timeCalls(sessions, wanted, rounds) {
  const turns = {};
  for (const [name, session] of Object.entries(sessions)) {
    const count = await enoughCalls(session, wanted);
    turns[name] = async () => {
      const spent = Object.entries(await session.run({ ...wanted, count }));
      return Object.fromEntries(spent.map(([what, ms]) => [what, (ms * 1000) / count]));
    };
  }
  return inRounds(turns, rounds);
}

/** Opens a session of each contestant while `work` goes on. */
export async function withSessions(open, work) {
  const sessions = {};
  try {
    for (const contestant of contestants) {
      sessions[contestant.name] = await open(contestant);
    }
    return await work(sessions);
  } finally {
    await Promise.all(Object.values(sessions).map((session) => session.close?.()));
  }
}

export async function calls(rounds) {
  const figures = [];
  const measure = (host, name) => async (sessions) => {
    for (const { id, name: kind, wanted } of kinds) {
      const { took, cpu } = await timeCalls(sessions, wanted, rounds);
      const add = (id, name, samples) => figures.push(figure(id, name, "µs", samples));
      add(`calls ${host} ${id}`, `${name}, ${kind}`, took);
      if (cpu) add(`calls ${host} ${id} cpu`, `${name}, ${kind}, processor time`, cpu);
    }
  };
  const inNewest = (contestant) => node.open(contestant, node.newest);
  await withSessions((contestant) => node.open(contestant), measure("node", "Node"));
  await withSessions(inNewest, measure("node-26", "Node 26"));
  await withSessions(workerd.open, measure("workerd", "workerd"));
  const browser = await startChromium();
  try {
    const open = async (contestant) => {
      const tab = await browser.open(contestant);
      await tab.load();
      return tab;
    };
    await withSessions(open, measure("chromium", "Chromium"));
  } finally {
    await browser.close();
  }
  return {
    title: "Per call",
    text: `A call with a stubbed \`fetch\` that makes a new Response each time, in rounds of about
80 ms, each contestant in a process or tab of its own, and warm. The clock of workerd stands still
without I/O: there a round is the time from a request to its answer. Processor time is that of all
threads, and suffers less from what else the machine does.`,
    figures,
  };
}
