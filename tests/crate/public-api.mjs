// Lists what the crate has for its users, as rustdoc sees it on the host, without features.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { main, run } from "../../pkg-template/machine.mjs";
import { environment } from "../../pkg-template/setup.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
export const listing = fileURLToPath(new URL("public-api.txt", import.meta.url));

/** The kind and the path of each public item, field, variant and method. */
export async function publicApi() {
  const target = join(root, "target/public-api");
  // JSON is an unstable format of rustdoc's. This variable has the stable one write it.
  const env = { ...environment(), RUSTC_BOOTSTRAP: "1", CARGO_TARGET_DIR: target };
  const json = ["-Zunstable-options", "--output-format", "json"];
  const args = ["rustdoc", "--package", "cf-stream-downloads", "--locked", "--lib", "--", ...json];
  await run("cargo", args, { cwd: root, env });
  const { index, root: id } = JSON.parse(readFileSync(join(target, "doc/cf_stream_downloads.json")));
  const names = new Set();
  const seen = new Set();

  const isPublic = ({ visibility }) => visibility === "public" || visibility === "default";
  const visitAll = (ids, path) => ids.forEach((id) => visit(index[id], path));

  function visit(item, path) {
    if (!item || !isPublic(item)) return;
    const [[kind, inner]] = Object.entries(item.inner);
    if (kind === "use") {
      const used = index[inner.id];
      if (inner.is_glob) visitAll(used?.inner.module?.items ?? [], path);
      else if (used) visit({ ...used, name: inner.name }, path);
      return;
    }
    if (kind === "impl") {
      const { trait, items, is_synthetic: isSynthetic, blanket_impl: blanket } = inner;
      if (isSynthetic || blanket) return;
      if (trait) names.add(`impl ${trait.path} for ${path}`);
      else visitAll(items, path);
      return;
    }
    const own = `${path}::${item.name}`;
    const key = `${kind} ${own}`;
    if (seen.has(key)) return;
    seen.add(key);
    names.add(key);
    if (kind === "module") visitAll(inner.items, own);
    if (kind === "trait") visitAll(inner.items, own);
    if (kind === "enum") visitAll([...inner.variants, ...inner.impls], own);
    if (kind === "struct") {
      const fields = inner.kind.plain?.fields ?? inner.kind.tuple?.filter(Boolean) ?? [];
      visitAll([...fields, ...inner.impls], own);
    }
    if (kind === "variant") visitAll(inner.kind.struct?.fields ?? [], own);
  }

  visitAll(index[id].inner.module.items, "cf_stream_downloads");
  return [...names].sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => writeFileSync(listing, `${(await publicApi()).join("\n")}\n`));
}
