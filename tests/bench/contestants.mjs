// Who is measured: each is a module that makes a client and a `get` with it.

import { fileURLToPath } from "node:url";

export const OURS = "cf-stream-downloads";
export const WHOLE = "cloudflare";
export const SHAKEN = "cloudflare, tree-shaken";
export const RAW = "raw fetch";

// `package` is what npm installs.
const all = [
  { name: OURS, file: "package.js", package: "cf-stream-downloads" },
  { name: WHOLE, file: "whole.js", package: "cloudflare" },
  { name: SHAKEN, file: "tree-shaken.js", package: "cloudflare" },
  { name: RAW, file: "raw-fetch.js" },
];

export const contestants = all.map((contestant) => ({
  ...contestant,
  file: fileURLToPath(new URL(`contestants/${contestant.file}`, import.meta.url)),
}));
