// Who is measured: each is a module that makes a client and a `get` with it.

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const OURS = "cf-stream-downloads";
export const INLINE = "cf-stream-downloads/inline";
export const WHOLE = "cloudflare";
export const SHAKEN = "cloudflare, tree-shaken";
export const RAW = "raw fetch";

const wasm = "cf-stream-downloads/cf_stream_downloads.wasm";

// `assets` are the files that a page loads beside its script, and `package` is what npm installs.
// One that `onlyLoads` differs from another in how it is loaded, but not in its calls.
const all = [
  { name: OURS, file: "package.js", package: "cf-stream-downloads", assets: [wasm] },
  {
    name: INLINE,
    file: "inline.js",
    package: "cf-stream-downloads",
    not: "workerd",
    onlyLoads: true,
  },
  { name: WHOLE, file: "whole.js", package: "cloudflare" },
  { name: SHAKEN, file: "tree-shaken.js", package: "cloudflare" },
  { name: RAW, file: "raw-fetch.js" },
];

function isThere({ name }) {
  if (name !== INLINE) return true;
  const { exports } = createRequire(import.meta.url)("cf-stream-downloads/package.json");
  return "./inline" in exports;
}

/** The contestants in `host`: `node`, `workerd` or `chromium`. With `loading`, all there. */
export function contestantsIn(host, { loading = false } = {}) {
  return all
    .filter((contestant) => contestant.not !== host && (loading || !contestant.onlyLoads))
    .filter(isThere)
    .map((contestant) => ({
      ...contestant,
      file: fileURLToPath(new URL(`contestants/${contestant.file}`, import.meta.url)),
    }));
}
