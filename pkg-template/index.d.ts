// The types of both kinds of modules are those of index.d.cts, which is the reference.
export * from "./index.cjs";
export { Cloudflare as default } from "./index.cjs";
