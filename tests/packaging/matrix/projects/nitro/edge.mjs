// Calls the function that Nitro has built for Vercel, in Vercel's edge runtime.

import { readFileSync } from "node:fs";
import { SourceTextModule, SyntheticModule } from "node:vm";
import { EdgeRuntime } from "edge-runtime";

const file = ".vercel/output/functions/__fallback.func/index.mjs";
const { context } = new EdgeRuntime();

/** The edge runtime has some of Node's modules, and nothing else is left to import. */
async function link(specifier) {
  const names = await import(specifier);
  const evaluate = function () {
    for (const name of Object.keys(names)) this.setExport(name, names[name]);
  };
  return new SyntheticModule(Object.keys(names), evaluate, { context });
}

const built = new SourceTextModule(readFileSync(file, "utf8"), { context, identifier: file });
await built.link(link);
await built.evaluate();
const request = new context.Request(process.argv[2]);
const response = await built.namespace.default(request, { waitUntil() {} });
console.log(await response.text());
