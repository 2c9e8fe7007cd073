// The command of a release, in a repository of its own, with commands in the place of those that build, test
// and publish, which write down how they are called.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "cf-stream-downloads-release-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const commands = join(folder, "commands");
const log = join(folder, "log");

mkdirSync(commands);
for (const name of ["node", "npm", "cargo"]) {
  const script = `#!/bin/sh\necho "${name} $*" >> '${log}'\ncase "$*" in $FAILING) exit 3;; esac\n`;
  writeFileSync(join(commands, name), script, { mode: 0o755 });
}

const checked = [
  "node pkg-template/build.mjs",
  "node pkg-template/sbom.mjs",
  "npm --prefix tests test",
  "cargo publish --locked --package cf-stream-downloads --dry-run",
  "npm publish pkg/cf-stream-downloads-1.2.3.tgz --access public --dry-run",
];
const published = [
  "cargo publish --locked --package cf-stream-downloads",
  "npm publish pkg/cf-stream-downloads-1.2.3.tgz --access public",
];

let count = 0;
/** Makes a repository that is ready for the release of 1.2.3. */
function repository({ changelog = "# Changelog\n\n## 1.2.3\n\n## 0.1.0\n" } = {}) {
  const at = join(folder, `repository-${(count += 1)}`);
  cpSync(join(root, "pkg-template"), join(at, "pkg-template"), { recursive: true });
  cpSync(join(root, "Cargo.lock"), join(at, "Cargo.lock"));
  writeFileSync(join(at, "Cargo.toml"), '[workspace.package]\nversion = "1.2.3"\n');
  writeFileSync(join(at, "CHANGELOG.md"), changelog);
  git(at, "init", "--quiet");
  commit(at);
  return at;
}

function git(at, ...args) {
  const own = ["-C", at, "-c", "user.name=Me", "-c", "user.email=me@x.example"];
  const { status, stdout, stderr } = spawnSync("git", [...own, ...args], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

function commit(at) {
  git(at, "add", "--all");
  git(at, "commit", "--quiet", "--message", "All of it");
}

/** Runs the command, and gives its exit code, what it printed and which commands it called. */
function release(at, args, more = {}) {
  rmSync(log, { force: true });
  const { GITHUB_ACTIONS, GITLAB_CI, ...rest } = process.env;
  const PATH = [commands, process.env.PATH].join(delimiter);
  const who = { GIT_COMMITTER_NAME: "Me", GIT_COMMITTER_EMAIL: "me@x.example" };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(at, "pkg-template/release.mjs"), ...args],
    { env: { ...rest, ...who, PATH, FAILING: "nothing", ...more }, encoding: "utf8" },
  );
  const calls = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
  return { status, said: stdout + stderr, calls };
}

test("a dry run builds, tests and checks, and tags and publishes nothing", () => {
  const at = repository();
  const { status, said, calls } = release(at, ["--dry-run"]);
  assert.equal(status, 0, said);
  assert.deepEqual(calls, checked);
  assert.equal(git(at, "tag"), "");
  assert.match(said, /Nothing was tagged or published/);
});

test("a release tags what was tested and publishes the crate and the package", () => {
  const at = repository();
  const { status, said, calls } = release(at, ["--without-provenance"]);
  assert.equal(status, 0, said);
  assert.deepEqual(calls, [...checked, ...published]);
  assert.equal(git(at, "rev-parse", "v1.2.3^{commit}"), git(at, "rev-parse", "HEAD"));
});

test("where npm can state it, the package is published with where it was built", () => {
  const at = repository();
  const file = join(at, "pkg-template/package.json");
  const facts = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...facts, repository: "github:me/mine" }));
  commit(at);
  const { status, said, calls } = release(at, [], { GITHUB_ACTIONS: "true" });
  assert.equal(status, 0, said);
  assert.equal(calls.at(-1), `${published[1]} --provenance`);
  const elsewhere = release(at, []);
  assert.equal(elsewhere.status, 1);
  assert.match(elsewhere.said, /GitHub Actions.*--without-provenance/);
  assert.deepEqual(elsewhere.calls, []);
});

test("what is not committed stops it before anything is done", () => {
  const at = repository();
  writeFileSync(join(at, "new.txt"), "");
  const { status, said, calls } = release(at, ["--dry-run"]);
  assert.deepEqual([status, calls], [1, []]);
  assert.match(said, /not committed:\n\?\? new\.txt/);
});

test("so does a changelog whose newest section is another version's", () => {
  const at = repository({ changelog: "# Changelog\n\n## Unreleased\n\n## 1.2.3\n" });
  const { status, said, calls } = release(at, ["--dry-run"]);
  assert.deepEqual([status, calls], [1, []]);
  assert.match(said, /"Unreleased".*1\.2\.3/);
});

test("so does a version that has been released", () => {
  const at = repository();
  git(at, "tag", "v1.2.3");
  writeFileSync(join(at, "new.txt"), "");
  commit(at);
  const { status, said, calls } = release(at, ["--without-provenance"]);
  assert.deepEqual([status, calls], [1, []]);
  assert.match(said, /v1\.2\.3 is the tag of another commit/);
});

test("nothing is tagged or published when a test fails", () => {
  const at = repository();
  const failing = { FAILING: "*tests*test*" };
  const { status, said, calls } = release(at, ["--without-provenance"], failing);
  assert.deepEqual([status, calls], [1, checked.slice(0, 3)]);
  assert.match(said, /`npm --prefix tests test` failed \(exit code 3\)/);
  assert.equal(git(at, "tag"), "");
});

test("a release that was broken off can be run again", () => {
  const at = repository();
  const failing = { FAILING: "publish*downloads" };
  assert.equal(release(at, ["--without-provenance"], failing).status, 1);
  const { status, said } = release(at, ["--without-provenance"]);
  assert.equal(status, 0, said);
});
