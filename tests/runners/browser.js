// The suite in a browser. `node runners/browser.js chromium|firefox|webkit [worker]`
//
// The page has the package's files without a bundler, and another origin than the stand-in, so that
// every request is cross-origin. `worker` runs the suite in a dedicated worker of the page. WebKit
// has no headless mode: it wants a display, such as xvfb-run gives.

import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

import { startStandIn } from "../stand-in/server.js";
import { startBrowser } from "./engines.js";
import { follow } from "./follow.js";

const [runtime, place = "page"] = process.argv.slice(2);
const { origin, baseURL, close } = await startStandIn();
const server = createServer(sirv(fileURLToPath(new URL("..", import.meta.url)), { dev: true }));
server.listen(0, "127.0.0.1");
await once(server, "listening");
const given = JSON.stringify({ runtime, place, standIn: { origin, baseURL } });
const page = `http://127.0.0.1:${server.address().port}/runners/page.html`;

const { driver, stop } = await startBrowser(runtime);
try {
  await driver.get(`${page}?${encodeURIComponent(given)}`);
  await follow(runtime, lines());
} finally {
  await stop();
  server.close();
  server.closeAllConnections();
  await close();
}

/** What the page prints, asked for until it says that there will be no more. */
async function* lines() {
  for (;;) {
    const { printed, ended } = await driver.executeScript("return globalThis.takeLines()");
    yield* printed;
    if (ended) return;
    await setTimeout(100);
  }
}
