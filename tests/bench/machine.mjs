// What was measured, and where.

import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, type } from "node:os";
import workerd from "workerd";

import { ask, onPath } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";

const versionOf = (name) => {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).version;
};

function system() {
  try {
    return readFileSync("/etc/os-release", "utf8").match(/^PRETTY_NAME="(.*)"/m)[1];
  } catch {
    return type();
  }
}

/** Lines of Markdown that say it. */
export function describe(rounds) {
  const { PATH } = environment();
  const chromium = ask(onPath("chromium", PATH), ["--version"]).text.match(/[\d.]+/)[0];
  const worker = ask(workerd.default, ["--version"]).text.trim();
  const [{ model }] = cpus();
  const cores = availableParallelism();
  return [
    `- ${new Date().toISOString().slice(0, 10)}, medians of ${rounds} rounds`,
    `- ${model.trim()}, ${cores} cores, ${system()}, ${type()} ${release()}`,
    `- cf-stream-downloads ${versionOf("cf-stream-downloads")}`,
    `- cloudflare ${versionOf("cloudflare")}`,
    `- Node ${process.versions.node}, ${worker}, Chromium ${chromium}`,
    `- load of the machine before: ${loadavg()[0].toFixed(1)} processes`,
  ].join("\n");
}
