// Next.js: a client component that is rendered at build time and opened in a browser, routes of both
// routers in Node, an edge route, and the same in workerd by OpenNext.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";

import { startBrowser } from "../../runners/engines.js";
import { startStandIn } from "../../stand-in/server.js";
import { assertShows } from "../visit.mjs";
import { cell } from "./cell.mjs";
import { assertAnswers, makeProject, run, serve } from "./project.mjs";

const family = "Next.js";
const standIn = await startStandIn();
after(() => standIn.close());
const { driver, stop } = await startBrowser("chromium");
after(stop);

const start = (port) => ["next", "start", "-H", "127.0.0.1", "-p", String(port)];

/** Fails unless the project `next`, served at `origin`, works in the browser and in its routes. */
async function assertWorks(origin) {
  await assertShows(driver, origin, standIn, "/");
  await assertAnswers(`${origin}/node`, standIn);
  await assertAnswers(`${origin}/api/pages`, standIn);
}

const BUILDS = [
  { name: "Next.js 14, webpack", install: "next-14", build: ["next", "build"] },
  { name: "Next.js 15, webpack", install: "next-15", build: ["next", "build"] },
  { name: "Next.js 15, Turbopack", install: "next-15", build: ["next", "build", "--turbopack"] },
  // It fails to build any route handler of the edge in the app router, also one that imports nothing.
  { name: "Next.js 16, webpack", install: "next-16", build: ["next", "build", "--webpack"], pagesAlone: true },
  { name: "Next.js 16, Turbopack", install: "next-16", build: ["next", "build"], quick: true },
];

for (const { name, install, build, pagesAlone, quick } of BUILDS) {
  const what = "client component, route handler, API route";
  cell(family, `${name}: ${what}`, { quick }, async (t) => {
    const folder = await makeProject(t, install, "next");
    await run(t, folder, build);
    await assertWorks(await serve(t, folder, start));
  });

  const edge = pagesAlone ? "edge API route" : "edge route handler, edge API route";
  cell(family, `${name}: ${edge}`, {}, async (t) => {
    const folder = await makeProject(t, install, "next-edge");
    if (pagesAlone) rmSync(join(folder, "app"), { recursive: true });
    await run(t, folder, build);
    const origin = await serve(t, folder, start);
    if (!pagesAlone) await assertAnswers(`${origin}/edge`, standIn);
    await assertAnswers(`${origin}/api/edge`, standIn);
  });
}

// It asks npm's registry for newer versions of itself, which no setting stops: there is no way out.
const offline = { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "127.0.0.1" };
const develop = (port) => ["next", "dev", "-H", "127.0.0.1", "-p", String(port)];

for (const source of ["next", "next-edge"]) {
  const isEdge = source === "next-edge";
  const what = isEdge ? "edge route handler, edge API route" : "client component, route handler, API route";
  cell(family, `Next.js 16, development server: ${what}`, {}, async (t) => {
    const folder = await makeProject(t, "next-16", source);
    const origin = await serve(t, folder, develop, { newest: true, env: offline });
    if (!isEdge) return await assertWorks(origin);
    await assertAnswers(`${origin}/edge`, standIn);
    await assertAnswers(`${origin}/api/edge`, standIn);
  });
}

// wrangler needs Node 22 or newer.
for (const [bundler, options] of Object.entries({ Turbopack: "", webpack: " --webpack" })) {
  const what = "client component, route handler, API route";
  cell(family, `OpenNext on Cloudflare, Next.js 16, ${bundler}: ${what}`, {}, async (t) => {
    const folder = await makeProject(t, "next-16", "next");
    const env = { XDG_CONFIG_HOME: join(folder, "config"), WRANGLER_WRITE_LOGS: "false" };
    const more = { newest: true, env };
    const manifest = join(folder, "package.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace("next build", `next build${options}`));
    await run(t, folder, ["opennextjs-cloudflare", "build"], more);
    const preview = (port) => ["wrangler", "dev", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"];
    await assertWorks(await serve(t, folder, preview, more));
  });
}
