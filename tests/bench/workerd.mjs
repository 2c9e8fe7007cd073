// Contestants in workerd, each in a process of its own. It is started as miniflare starts it, but
// without miniflare.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import workerd from "workerd";

import { bundle } from "./bundle.mjs";

const config = (files, bindings) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["local", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (
  compatibilityDate = "2026-07-01",
  modules = [${files
    .map(
      (file) =>
        `(name = "${file}", ${file.endsWith(".js") ? "esModule" : "wasm"} = embed "${file}")`,
    )
    .join(", ")}],
  bindings = [${Object.entries(bindings)
    .map(([name, text]) => `(name = "${name}", text = "${text}")`)
    .join(", ")}],
);
`;

/** The milliseconds that a processor has worked for a process so far. Linux alone says it. */
function processorTime(pid) {
  const threads = `/proc/${pid}/task`;
  const spent = readdirSync(threads).map((thread) => {
    const [nanoseconds] = readFileSync(join(threads, thread, "schedstat"), "utf8").split(" ");
    return Number(nanoseconds);
  });
  return spent.reduce((sum, one) => sum + one, 0) / 1e6;
}

/** Bundles a Worker and resolves to what starts it: once or again and again. */
export async function makeWorker(contestant, entry, bindings = {}) {
  const { folder, files } = await bundle(contestant, entry);
  const file = join(folder, "config.capnp");
  writeFileSync(file, config(files, bindings));
  return () => start(file);
}

async function start(file) {
  const started = performance.now();
  const child = spawn(workerd.default, ["serve", "--control-fd=3", file], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const ended = once(child, "exit");
  const failed = ended.then(([status]) => {
    throw new Error(`workerd ended with ${status}`);
  });
  failed.catch(() => {});
  const listening = once(createInterface({ input: child.stdio[3] }), "line");
  const [line] = await Promise.race([listening, failed]);
  const ready = performance.now() - started;
  const { event, port } = JSON.parse(line);
  if (event !== "listen") throw new Error(`workerd said ${line}`);
  return {
    ready,
    origin: `http://127.0.0.1:${port}`,
    processorTime: () => processorTime(child.pid),
    /**
     * Lets it make calls. `took` is the milliseconds from the request to the answer, and `cpu` those
     * that a processor worked for it.
     */
    async run(wanted) {
      const usage = processorTime(child.pid);
      const asked = performance.now();
      // A connection of its own: workerd closes one that the other contestants leave idle.
      const sent = request({ host: "127.0.0.1", port, agent: false, method: "POST" });
      sent.end(JSON.stringify(wanted));
      const [response] = await once(sent, "response");
      const text = (await response.toArray()).join("");
      const took = performance.now() - asked;
      if (text !== "done") throw new Error(`The Worker answered ${response.statusCode}: ${text}`);
      return { took, cpu: processorTime(child.pid) - usage };
    },
    async close() {
      child.kill();
      await ended;
    },
  };
}

/** Starts a Worker that makes calls when it is asked to. */
export async function open(contestant) {
  return (await makeWorker(contestant, "worker-offline"))();
}
