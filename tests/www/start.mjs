// Runs `npm --prefix www start` as a person at a terminal does.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Starts the page and resolves when it is served: what `run` gives. */
export async function start(t, variables) {
  const page = await run(t, variables);
  assert.ok(page.url, page.output());
  return page;
}

/**
 * Runs the command with these variables and no other of npm's or Cloudflare's. It resolves when the page is served or
 * all has ended.
 */
export async function run(t, variables) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm|CLOUDFLARE)_/i.test(name),
  );
  const child = spawn("npm", ["--prefix", "www", "start"], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, as a terminal gives to what it runs.
    detached: true,
  });
  const ended = once(child, "close").then(([status, signal]) => status ?? signal);
  let output = "";
  let url;
  const served = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
        url = output.match(/page is at (\S+)/)?.[1];
        if (url) resolve();
      });
    }
  });
  t.after(() => signal(-child.pid, "SIGKILL"));
  await Promise.race([served, ended]);
  return { url, pid: child.pid, ended, output: () => output };
}

/** Sends a signal to a process, or to a group by its negative number, and says whether it was there. */
export function signal(pid, name) {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
    return false;
  }
}
