// Contestants in Node, each in a process of its own.

import { fork, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = (name) => fileURLToPath(new URL(`entries/${name}.js`, import.meta.url));

/** Runs one of `entries/` and gives what it printed, which is JSON. */
export function ask(name, args = [], options = []) {
  const command = [...options, entry(name), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** Resolves to the milliseconds from starting Node to the first result. */
export async function timeOfFirstResult({ file }) {
  const start = performance.now();
  const child = spawn(process.execPath, [entry("node-first"), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [text] = await once(child.stdout, "data");
  const took = performance.now() - start;
  const [status] = await once(child, "close");
  if (status !== 0 || `${text}` !== "ready\n") throw new Error(`Node printed ${text}`);
  return { first: took };
}

/** The newest Node, where this program runs in an older one. */
export const newest = fileURLToPath(
  new URL("../node_modules/node-26/bin/node", import.meta.url),
);

/** Starts a process that makes calls when it is asked to. */
export async function open({ file }, execPath = process.execPath) {
  const child = fork(entry("node-calls"), [file], { execPath });
  const end = once(child, "exit").then(([status]) => {
    throw new Error(`The process for ${file} ended with ${status}`);
  });
  end.catch(() => {});
  return {
    async run(wanted) {
      child.send(wanted);
      const [spent] = await Promise.race([once(child, "message"), end]);
      return spent;
    },
    close: () => void child.kill(),
  };
}
