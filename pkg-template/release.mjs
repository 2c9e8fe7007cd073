// Releases the crate and the package at the version of Cargo.toml: checks, builds, tests, tags and publishes.
// `node pkg-template/release.mjs [--dry-run] [--without-provenance]`
//
// `--dry-run` does all of it but tag and publish.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { ask, main, SetupError } from "./machine.mjs";
import { environment } from "./setup.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (file) => readFileSync(join(root, file), "utf8");
const git = (...args) => ask("git", ["-C", root, ...args]);

async function release() {
  const dryRun = process.argv.includes("--dry-run");
  const provenance = !process.argv.includes("--without-provenance");
  const version = read("Cargo.toml").match(/^version = "(.*)"/m)[1];
  checkTree();
  checkChangelog(version);
  checkTag(`v${version}`);
  if (provenance && !dryRun) checkProvenance();

  const crate = ["publish", "--locked", "--package", "cf-stream-downloads"];
  const tarball = join("pkg", `cf-stream-downloads-${version}.tgz`);
  const statement = provenance ? ["--provenance"] : [];
  const npmPackage = ["publish", tarball, "--access", "public"];
  run("node", ["pkg-template/build.mjs"]);
  run("node", ["pkg-template/sbom.mjs"]);
  run("npm", ["--prefix", "tests", "test"]);
  run("cargo", [...crate, "--dry-run"]);
  run("npm", [...npmPackage, "--dry-run"]);
  // What the steps above have changed would not be in what is tagged.
  checkTree();
  if (dryRun) {
    console.log(`Nothing was tagged or published. All is ready for the release of ${version}.`);
    return;
  }
  if (!git("rev-parse", "--verify", `v${version}`).ok) {
    run("git", ["tag", "--annotate", `v${version}`, "--message", version]);
  }
  run("cargo", crate);
  run("npm", [...npmPackage, ...statement], "The crate is published: only the package is still to be.");
  console.log(`${version} is published. Push the tag: git push origin v${version}`);
}

function checkTree() {
  const { ok, text } = git("status", "--porcelain");
  if (!ok) throw new SetupError("This is no checkout of git, so that there is nothing to tag.");
  if (text) throw new SetupError(`Commit or remove what is not committed:\n${text.trimEnd()}`);
}

function checkChangelog(version) {
  const [, newest] = read("CHANGELOG.md").match(/^## (.*)$/m) ?? [];
  if (newest === version) return;
  throw new SetupError(
    `The newest section of CHANGELOG.md is "${newest}", and the version in Cargo.toml ${version}.`,
  );
}

function checkTag(tag) {
  const { ok, text } = git("rev-parse", "--verify", `${tag}^{commit}`);
  // A release that was broken off has tagged it.
  if (!ok || text === git("rev-parse", "HEAD").text) return;
  throw new SetupError(`${tag} is the tag of another commit: it has been released.`);
}

/** https://docs.npmjs.com/generating-provenance-statements */
function checkProvenance() {
  if (!process.env.GITHUB_ACTIONS && !process.env.GITLAB_CI) {
    throw new SetupError(
      "npm states where a package was built on GitHub Actions and GitLab CI/CD alone. Run this there, or " +
        "with --without-provenance.",
    );
  }
  if (JSON.parse(read("pkg-template/package.json")).repository) return;
  throw new SetupError(
    "npm compares the repository in pkg-template/package.json with where it runs, and there is none.",
  );
}

/** Runs a command that may ask something at the terminal, and shows what it prints. */
function run(command, args, otherwise) {
  const line = [command, ...args].join(" ");
  console.log(`> ${line}`);
  const { status, error } = spawnSync(command, args, { cwd: root, env: environment(), stdio: "inherit" });
  if (error || status !== 0) {
    const why = error ? `did not start (${error.code})` : `failed (exit code ${status})`;
    throw new SetupError([`\`${line}\` ${why}.`, otherwise].filter(Boolean).join("\n"));
  }
}

await main(release);
