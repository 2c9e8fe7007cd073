// Contestants in Chromium, each in a tab of its own. Pages come from loopback, not compressed.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

import { startBrowser } from "../runners/engines.js";
import { bundle } from "./bundle.mjs";

const html = `<!doctype html>
<meta charset="utf-8" />
<title>Bench</title>
<link rel="icon" href="data:," />
<script type="module" src="script.js"></script>
`;

async function serve(folder) {
  const setHeaders = (response) => response.setHeader("cache-control", "no-store");
  const server = createServer(sirv(folder, { dev: true, setHeaders }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

/** Starts the browser, and resolves to what opens a tab for a contestant, and what closes all. */
export async function startChromium() {
  const { driver, stop } = await startBrowser("chromium");
  const servers = [];

  async function open(contestant) {
    const { folder } = await bundle(contestant, "page-offline");
    writeFileSync(join(folder, "index.html"), html);
    const server = await serve(folder);
    servers.push(server);
    const url = `http://127.0.0.1:${server.address().port}/`;
    await driver.switchTo().newWindow("tab");
    const tab = await driver.getWindowHandle();
    const inTab = async (script, ...args) => {
      await driver.switchTo().window(tab);
      const { value, error } = await driver.executeAsyncScript(
        `const [args, done] = [arguments, arguments[arguments.length - 1]];
        (async () => ${script})().then(
          (value) => done({ value }),
          (error) => done({ error: String(error) }),
        );`,
        ...args,
      );
      if (error) throw new Error(error);
      return value;
    };
    return {
      /** Resolves to the milliseconds from the navigation to the first result. */
      async timeOfFirstResult() {
        await driver.switchTo().window(tab);
        await driver.get("about:blank");
        await driver.sendDevToolsCommand("Network.clearBrowserCache", {});
        await driver.get(url);
        return { first: await inTab("globalThis.firstResult") };
      },
      run: (wanted) => inTab("globalThis.run(args[0])", wanted),
      load: () => driver.get(url),
    };
  }

  async function close() {
    await stop();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  }
  return { open, close };
}
