// Frameworks that are built for Cloudflare, each with its own adapter and run in workerd.

import { after } from "node:test";

import { startBrowser } from "../../runners/engines.js";
import { startStandIn } from "../../stand-in/server.js";
import { assertShows } from "../visit.mjs";
import { cell } from "./cell.mjs";
import { assertAnswers, makeProject, run } from "./project.mjs";
import { serveWorker } from "./workerd.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

/** Builds the project with its framework's command, which wants a newer Node than the package. */
async function build(t, project, command, options) {
  const folder = await makeProject(t, "frameworks", project, options);
  await run(t, folder, command, { newest: true });
  return folder;
}

cell("Frameworks", "SvelteKit 2, adapter-cloudflare 7: route and page", { quick: true }, async (t) => {
  const folder = await build(t, "sveltekit", ["vite", "build"], { ask: "src/lib/ask.js" });
  const origin = await serveWorker(t, folder);
  await assertAnswers(`${origin}/ask`, standIn);
  const { driver, stop } = await startBrowser("chromium");
  t.after(stop);
  await assertShows(driver, origin, standIn, "/");
});

cell("Frameworks", "Astro 7, @astrojs/cloudflare 14: route", {}, async (t) => {
  const folder = await build(t, "astro", ["astro", "build"], { ask: "src/ask.js" });
  const origin = await serveWorker(t, folder);
  await assertAnswers(`${origin}/ask`, standIn);
});

cell("Frameworks", "React Router 8, @cloudflare/vite-plugin: route", {}, async (t) => {
  const folder = await build(t, "react-router", ["react-router", "build"], { ask: "app/ask.js" });
  const origin = await serveWorker(t, folder);
  await assertAnswers(`${origin}/ask`, standIn);
});
