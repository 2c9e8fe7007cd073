// Runs `npm --prefix www start` as a person at a terminal does.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Starts the dashboard and resolves when it is served: what `run` gives. */
export async function start(t, args, variables) {
  const dashboard = await run(t, args, variables);
  assert.ok(dashboard.url, dashboard.output());
  return dashboard;
}

/**
 * Runs the command with these arguments and variables and no other variables of npm's, Cloudflare's or the
 * dashboard's. It resolves when the dashboard is served or all has ended.
 */
export async function run(t, args = [], variables = {}) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm|CLOUDFLARE|DASHBOARD|STREAM|VIEWER)_/i.test(name),
  );
  const child = spawn("npm", ["--prefix", "www", "start", ...args], {
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

/** Calls the dashboard's API as its page does. */
export async function call(url, path, { method = "GET", headers } = {}) {
  const response = await fetch(`${url}/api/accounts/self/stream${path}`, {
    method,
    headers: { origin: url, ...headers },
  });
  const body = await response.json();
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    body,
    result: body.result,
  };
}
