// The suite in a browser. `node runners/browser.js chromium|firefox|webkit [worker]`
//
// The page has the package's files without a bundler, and another origin than the stand-in, so that
// every request is cross-origin. `worker` runs the suite in a dedicated worker of the page. WebKit
// has no headless mode: it wants a display, such as xvfb-run gives.

import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

import { startStandIn } from "../stand-in/server.js";
import { startBrowser } from "./engines.js";
import { follow } from "./follow.js";

const files = sirv(fileURLToPath(new URL("..", import.meta.url)), { dev: true });
const printed = new PassThrough();

// The page sends what it prints. Asking it through the driver would run scripts among the tests,
// which replace what such scripts need.
// A connection that waits stays open: the page may send what it prints just when it would be closed.
const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  if (request.url === "/printed") {
    request.pipe(printed, { end: false });
    request.on("end", () => response.end());
  } else if (request.url === "/alive") {
    // Open for as long as the page is there.
    response.writeHead(200, { "content-type": "text/event-stream" }).write("\n");
    response.on("close", () => printed.end());
  } else {
    files(request, response);
  }
});
server.listen(0, "127.0.0.1");
await once(server, "listening");

const [runtime, place = "page"] = process.argv.slice(2);
const { origin, baseURL, close } = await startStandIn();
const { ONLY: only } = process.env;
const given = JSON.stringify({ runtime, place, standIn: { origin, baseURL }, only });
const page = `http://127.0.0.1:${server.address().port}/runners/page.html`;
const { driver, stop } = await startBrowser(runtime);
try {
  await driver.get(`${page}?${encodeURIComponent(given)}`);
  const isComplete = await follow(runtime, createInterface({ input: printed }));
  // Where the browser is gone, the driver says so, and the gate runs the step once more.
  if (!isComplete) await driver.getTitle();
} finally {
  await stop();
  server.close();
  server.closeAllConnections();
  await close();
}
