import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Where npm puts the commands of packages. */
export const bin = fileURLToPath(new URL("../node_modules/.bin/", import.meta.url));

/** Runs a command of an npm package with this Node, and gives its exit code and all it printed. */
export function runTool(command, args, { cwd, env } = {}) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [bin + command, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
    encoding: "utf8",
  });
  if (error) throw error;
  return { status, output: stdout + stderr };
}
