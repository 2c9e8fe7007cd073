// What `start` and `deploy` need: the packages, this package among them, and the page in dist/.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { build, installTarball } from "../pkg-template/build.mjs";
import { run, step } from "../pkg-template/machine.mjs";
import { installPackages } from "../pkg-template/setup.mjs";
import { www } from "./config.mjs";

const dist = join(www, "dist");
// Not in dist/, which is served whole.
const stamp = join(www, "node_modules/.page-made-from");

/** Brings what is missing, and builds what has changed. */
export async function prepare() {
  await installPackages(www);
  await installTarball(www);
  await buildPage();
}

async function buildPage() {
  const madeFrom = await fingerprint();
  const built = existsSync(join(dist, "index.html")) && existsSync(stamp);
  if (built && readFileSync(stamp, "utf8") === madeFrom) return;
  rmSync(stamp, { force: true });
  await step("Building the page.", "It is built", () =>
    run(process.execPath, ["node_modules/vite/bin/vite.js", "build"], { cwd: www }),
  );
  writeFileSync(stamp, madeFrom);
}

/** A hash of all that the page is made of. */
async function fingerprint() {
  const { tarball } = await build();
  const page = readdirSync(join(www, "page"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const hash = createHash("sha256");
  for (const path of [...page, ...["vite.config.js", "package-lock.json"].map(inWww), tarball]) {
    const bytes = readFileSync(path);
    hash.update(`${path.slice(www.length)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest("hex");
}

function inWww(file) {
  return join(www, file);
}
