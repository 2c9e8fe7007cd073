// Server routes of Nitro and Nuxt, for Node and for runtimes that compile no bytes, and a page of Nuxt.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";

import { startBrowser } from "../../runners/engines.js";
import { startStandIn } from "../../stand-in/server.js";
import { answer, question } from "../answer.mjs";
import { assertShows } from "../visit.mjs";
import { cell } from "./cell.mjs";
import { assertAnswers, makeProject, run, serve } from "./project.mjs";
import { serveWorker } from "./workerd.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

async function buildNitro(t, preset, { wasm = false } = {}) {
  const folder = await makeProject(t, "nitro", "nitro");
  if (wasm) renameSync(join(folder, "nitro.config.wasm.ts"), join(folder, "nitro.config.ts"));
  await run(t, folder, ["nitro", "build", "--preset", preset]);
  return folder;
}

async function buildNuxt(t, preset) {
  const folder = await makeProject(t, "nitro", "nuxt", { ask: "app/utils/ask.js" });
  mkdirSync(join(folder, "server/utils"));
  copyFileSync(join(folder, "app/utils/ask.js"), join(folder, "server/utils/ask.js"));
  await run(t, folder, ["nuxt", "build", "--preset", preset], { newest: true });
  return folder;
}

async function assertPage(t, origin) {
  const { driver, stop } = await startBrowser("chromium");
  t.after(stop);
  await assertShows(driver, origin, standIn, "/");
}

cell("Nitro", "Nitro 2.13: node_server", { quick: true }, async (t) => {
  const folder = await buildNitro(t, "node_server");
  const origin = await serve(t, folder, () => ["node", ".output/server/index.mjs"]);
  await assertAnswers(`${origin}/ask`, standIn);
});

const asModule = ["dev", ".output/server/index.mjs", "--assets", ".output/public"];

for (const [name, options] of Object.entries({ "": {}, ", with `experimental.wasm`": { wasm: true } })) {
  cell("Nitro", `Nitro 2.13: cloudflare_module${name}`, {}, async (t) => {
    const folder = await buildNitro(t, "cloudflare_module", options);
    const origin = await serveWorker(t, folder, asModule);
    await assertAnswers(`${origin}/ask`, standIn);
  });

  cell("Nitro", `Nitro 2.13: cloudflare_pages${name}`, {}, async (t) => {
    const folder = await buildNitro(t, "cloudflare_pages", options);
    const origin = await serveWorker(t, folder, ["pages", "dev", "dist"]);
    await assertAnswers(`${origin}/ask`, standIn);
  });
}

const setting = "Set `experimental: { wasm: true }` in `nitro.config.ts`: nothing bundles it again.";
cell("Nitro", "Nitro 2.13: vercel_edge, in edge-runtime 4", { setting }, async (t) => {
  const url = `http://edge/ask?${new URLSearchParams(question(standIn))}`;
  const flags = ["--no-warnings", "--experimental-vm-modules"];
  const print = async (options) => {
    const folder = await buildNitro(t, "vercel_edge", options);
    return (await run(t, folder, ["node", ...flags, "edge.mjs", url])).trim();
  };
  assert.equal(await print({ wasm: true }), await answer(standIn));
  assert.match(await print({}), /^CloudflareError: .* could not be loaded\..* Nitro experimental\.wasm$/);
});

cell("Nitro", "Nuxt 4.5: node_server, route and page", {}, async (t) => {
  const folder = await buildNuxt(t, "node_server");
  const origin = await serve(t, folder, () => ["node", ".output/server/index.mjs"], { newest: true });
  await assertAnswers(`${origin}/api/ask`, standIn);
  await assertPage(t, origin);
});

cell("Nitro", "Nuxt 4.5: cloudflare_module, route and page", {}, async (t) => {
  const folder = await buildNuxt(t, "cloudflare_module");
  const origin = await serveWorker(t, folder, asModule);
  await assertAnswers(`${origin}/api/ask`, standIn);
  await assertPage(t, origin);
});
