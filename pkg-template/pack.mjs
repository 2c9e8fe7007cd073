// Packs a file as raw deflate, with zopfli: 6 % smaller than zlib does, and the same on every
// machine, which zlib does not.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { run } from "./machine.mjs";
import { packer } from "./setup.mjs";

const file = fileURLToPath(import.meta.url);

/** Packs the file `from` into the file `to`. */
export async function pack(from, to) {
  // In a process of its own, because zopfli takes every uncaught error for one of its own.
  await run(process.execPath, [file, from, to]);
}

if (process.argv[1] === file) {
  const [from, to] = process.argv.slice(2);
  writeFileSync(to, await packer("@gfx/zopfli").deflateAsync(readFileSync(from), {}));
}
