// An Angular application in a browser, with the command line that its documentation starts with.

import { join } from "node:path";
import { after } from "node:test";

import { startBrowser } from "../../runners/engines.js";
import { startStandIn } from "../../stand-in/server.js";
import { assertShows, serve as serveFolder } from "../visit.mjs";
import { cell } from "./cell.mjs";
import { makeProject, run, serve } from "./project.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

const project = (t) => makeProject(t, "angular", "angular", { ask: "src/ask.js" });

async function assertPage(t, origin) {
  const { driver, stop } = await startBrowser("chromium");
  t.after(stop);
  await assertShows(driver, origin, standIn);
}

cell("Angular", "Angular 20: ng build", { quick: true }, async (t) => {
  const folder = await project(t);
  await run(t, folder, ["ng", "build"]);
  await assertPage(t, await serveFolder(t, join(folder, "dist/browser")));
});

cell("Angular", "Angular 20: ng serve", {}, async (t) => {
  const folder = await project(t);
  const command = (port) => ["ng", "serve", "--host=127.0.0.1", `--port=${port}`];
  await assertPage(t, await serve(t, folder, command, { fails: /\[ERROR\]/ }));
});
