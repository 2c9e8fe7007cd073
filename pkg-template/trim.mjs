// Takes out of wasm-bindgen's glue what the package has no use for: a tenth of its JavaScript.

import { SetupError } from "./machine.mjs";

const cuts = [
  // The package starts the wasm in its own way.
  [
    /async function __wbg_load\([^]*$/,
    `let top;

/** Puts the stack back, where the last call broke off: the engine's own stack may end within it. */
export function freshStack() {
    wasm.__stack_pointer.value = top ??= wasm.__stack_pointer.value;
}

export { __wbg_finalize_init, __wbg_get_imports, wasm };
`,
  ],
  // For callers that have no `realloc`. All have it.
  [/^    if \(realloc === undefined\) \{[^]*?^    \}\n/m, ""],
  // All runtimes have it.
  [/^if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?^\}\n/m, ""],
  // What it frees when a text could not be handed over, which happens to what is no text alone.
  [/^ +try \{\n((?: +(?:ptr|len)\d+ = .*\n)+) +\} catch \(e\) \{\n[^]*?throw e;\n +\}\n/gm, "$1"],
  // A text that the wasm gives is copied and freed at once.
  [/^ +let deferred\d+_[01];\n/gm, ""],
  [
    /^ +try \{\n([^]*?) +deferred\d+_0 = ret\[0\];\n +deferred\d+_1 = ret\[1\];\n +return getStringFromWasm0\(ret\[0\], ret\[1\]\);\n +\} finally \{\n.*\n +\}\n/gm,
    "$1return takeString(ret);\n",
  ],
  [
    /^function getStringFromWasm0/m,
    `function takeString([ptr, len]) {
    const text = getStringFromWasm0(ptr, len);
    wasm.__wbindgen_free(ptr, len, 1);
    return text;
}

$&`,
  ],
  // There is one way to get memory.
  [/, wasm\.__wbindgen_malloc(, wasm\.__wbindgen_realloc)?\)/g, ")"],
  [/^function pass(String|Array8)ToWasm0\(arg, malloc.*\{$/gm, "function pass$1ToWasm0(arg) {"],
  [/ = malloc\(/g, " = wasm.__wbindgen_malloc("],
  [/ = realloc\(/g, " = wasm.__wbindgen_realloc("],
];

/** Gives the glue without it, and with what starts the wasm, and `wasm`, among its exports. */
export function trim(glue) {
  for (const [pattern, by] of cuts) {
    if (glue.search(pattern) < 0) {
      throw new SetupError(`wasm-bindgen's glue has another form than expected: no ${pattern}.`);
    }
    glue = glue.replace(pattern, by);
  }
  return glue;
}
