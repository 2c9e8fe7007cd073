// Writes down under which licences the crates are that are compiled into the wasm. Most licences ask
// that their text and the copyright notice go with every copy.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { compiledCrates } from "./crates.mjs";
import { SetupError } from "./machine.mjs";

// The licences that the package takes crates under, by what the crates say: MIT where they offer it.
const accepted = {
  MIT: ["MIT"],
  "MIT OR Apache-2.0": ["MIT"],
  "Apache-2.0 OR MIT": ["MIT"],
  "MIT/Apache-2.0": ["MIT"],
  "(MIT OR Apache-2.0) AND Unicode-3.0": ["MIT", "UNICODE"],
  // The exception asks for no notice where the code is compiled.
  "MIT AND Apache-2.0 WITH LLVM-exception AND (MIT OR Apache-2.0)": ["MIT"],
};

// Of crates whose sources come without a licence's text.
const notices = {
  compiler_builtins: [
    "Copyright (c) The Rust Project Contributors",
    "Copyright (c) 2018 Jorge Aparicio",
    "Copyright (c) 2005-2020 Rich Felker, et al.",
  ],
  rlsf: ["Copyright (c) yvt <i@yvt.jp>"],
};
const noticesOfStd = ["Copyright (c) The Rust Project Contributors"];
const ruler = `\n\n${"-".repeat(20)}\n\n`;

const introduction = `The WebAssembly module of this package holds compiled code of the Rust crates below.
Where a crate offers several licences, this package takes it under the MIT License.`;

const mit = `MIT License

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** Resolves to the text of the package's THIRD-PARTY-LICENSES.txt. */
export async function licenses() {
  const { crates, rust } = await compiledCrates();
  const byNotice = new Map();
  const others = new Map();
  const add = (map, key, crate) => map.set(key, [...(map.get(key) ?? []), crate]);
  for (const crate of crates) {
    const label = crate.isStd ? `${crate.name} of Rust ${rust}` : `${crate.name} ${crate.version}`;
    for (const license of licensesOf(crate)) {
      if (license === "MIT") add(byNotice, noticesOf(crate).join("\n"), label);
      else add(others, textOf(crate, license).trim(), label);
    }
  }
  const list = (map) => [...map].map(([text, labels]) => `${labels.join("\n")}\n\n${text}`);
  const parts = [introduction, ...list(byNotice), mit, ...list(others)];
  return `${parts.join(ruler)}\n`;
}

function licensesOf({ name, version, license }) {
  if (accepted[license]) return accepted[license];
  throw new SetupError(
    `${name} ${version} is under ${license}. See whether the package may hold it, and what it must ` +
      "say of it; then add that to pkg-template/licenses.mjs.",
  );
}

/** The copyright notices of a crate under the MIT License. */
function noticesOf(crate) {
  if (notices[crate.name]) return notices[crate.name];
  const text = textOf(crate, "MIT");
  if (!text && crate.isStd) return noticesOfStd;
  // What is called MIT and has conditions of its own must be read by somebody.
  const [head, ...body] = words(text ?? "").split("Permission is hereby granted");
  if (body.join() !== words(mit).split("Permission is hereby granted")[1]) {
    throw new SetupError(`${crate.name} ${crate.version} has another text for the MIT License, or none.`);
  }
  const found = text.split("\n").filter((line) => /^copyright /i.test(line.trim()));
  if (words(found.join(" ")) !== head.replace("MIT License", "").trim()) {
    throw new SetupError(`The notices of ${crate.name} ${crate.version} are not understood: ${head}`);
  }
  return found.length ? found.map(words) : ["(without a copyright notice)"];
}

const words = (text) => text.trim().split(/\s+/).join(" ");

/** The text that comes with a crate's source for a licence, or undefined. */
function textOf({ folder }, license) {
  const names = [`LICENSE-${license}`, ...(license === "MIT" ? ["LICENSE"] : [])];
  const files = readdirSync(folder);
  const file = names.find((name) => files.includes(name));
  return file && readFileSync(join(folder, file), "utf8");
}
