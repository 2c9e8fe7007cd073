// A project of somebody else's: a folder that has the packed package installed, and nothing else of
// this repository. It is gone when the tests of the file that asked for it are over.

import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

import { installTarball } from "../../pkg-template/build.mjs";

/** Makes one with the files of the folder `source`, and resolves to its path. */
export async function makeConsumer(source) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cf-stream-downloads-")));
  after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }');
  if (source) cpSync(source, folder, { recursive: true });
  await installTarball(folder);
  return folder;
}

/** Has the consumer's `file` import the package as `specifier`. */
export function importAs(folder, file, specifier) {
  const path = join(folder, file);
  const code = readFileSync(path, "utf8");
  writeFileSync(path, code.replace('"cf-stream-downloads"', JSON.stringify(specifier)));
}

/** Where the package is in a consumer's folder. */
export const packageIn = (folder) => join(folder, "node_modules", "cf-stream-downloads");
