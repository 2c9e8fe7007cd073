// The suite in a runtime that is a command. `node runners/command.js node|deno|bun [without-env]`
//
// With the variable ONLY, as in all runners, it runs the tests alone whose module and name contain it.
// Node is the one that runs this. `without-env` is for Deno, where reading it needs a permission.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { startStandIn } from "../stand-in/server.js";
import { follow } from "./follow.js";

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const commands = {
  node: [process.execPath],
  deno: [
    path("../node_modules/.bin/deno"),
    "run",
    "--no-prompt",
    "--node-modules-dir=manual",
    "--allow-net=127.0.0.1",
    "--allow-env",
  ],
  bun: [path("../node_modules/.bin/bun"), "--no-install"],
};

const [runtime, mode] = process.argv.slice(2);
const [command, ...args] = commands[runtime];
const { origin, baseURL, close } = await startStandIn();
const { ONLY: only } = process.env;
const given = { runtime, standIn: { origin, baseURL }, only, withoutEnv: mode === "without-env" };
const child = spawn(command, [...args, path("command-entry.js"), JSON.stringify(given)], {
  env: { ...process.env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DO_NOT_TRACK: "1" },
  stdio: ["ignore", "pipe", "inherit"],
});
child.on("error", ({ message }) => console.log(message));
await follow(runtime, createInterface({ input: child.stdout }));
await close();
