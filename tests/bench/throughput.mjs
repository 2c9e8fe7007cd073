// What a Worker that makes a call for each of its requests gets done.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";

import { contestants } from "./contestants.mjs";
import { ACCOUNT, VIDEO } from "./entries/answer.js";
import { figure } from "./figure.mjs";
import { inRounds, quantile } from "./rounds.mjs";
import { makeWorker } from "./workerd.mjs";

/** Sends requests to a Worker for a second. */
async function load(worker) {
  const url = `${worker.origin}/${VIDEO}`;
  const took = [];
  const usage = worker.processorTime();
  const instance = autocannon({ url, connections: 16, duration: 1 });
  instance.on("response", (client, status, bytes, milliseconds) => took.push(milliseconds));
  const { errors, non2xx, requests, duration } = await instance;
  if (errors || non2xx) throw new Error(`${errors} requests failed, and ${non2xx} were refused`);
  return {
    rate: requests.total / duration,
    p50: quantile(took, 0.5),
    p99: quantile(took, 0.99),
    cpu: ((worker.processorTime() - usage) * 1000) / requests.total,
  };
}

export async function throughput(rounds) {
  const upstream = fork(fileURLToPath(new URL("entries/upstream.js", import.meta.url)));
  const workers = [];
  try {
    const [port] = await once(upstream, "message");
    const bindings = { apiToken: "token", accountId: ACCOUNT, baseURL: `http://127.0.0.1:${port}` };
    const turns = {};
    for (const contestant of contestants) {
      const worker = await (await makeWorker(contestant, "worker", bindings))();
      workers.push(worker);
      turns[contestant.name] = () => load(worker);
    }
    const { rate, p50, p99, cpu } = await inRounds(turns, rounds);
    return {
      title: "Throughput",
      text: `A Worker in workerd that makes one call to a server on loopback for each request. 16
connections of autocannon send requests for a second a round. All share the machine's cores.
Processor time is that of workerd.`,
      figures: [
        figure("throughput rate", "Requests per second", "/s", rate),
        figure("throughput p50", "Latency, p50", "ms", p50),
        figure("throughput p99", "Latency, p99", "ms", p99),
        figure("throughput cpu", "Processor time of a request", "µs", cpu),
      ],
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.close()));
    upstream.kill();
  }
}
