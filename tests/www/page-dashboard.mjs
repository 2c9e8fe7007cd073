// The dashboard as it is deployed: the built page and the Worker in workerd, with the stand-in as
// Cloudflare. What goes wrong is decided in between.

import { once } from "node:events";
import { createServer } from "node:http";
import { connect, createServer as createDoor } from "node:net";
import { text } from "node:stream/consumers";
import { Miniflare } from "miniflare";

import { ACCOUNT_ID, API_TOKEN, library } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { chosen, videoOf } from "../stand-in/videos.js";

const { prepare } = await import("../../www/prepare.mjs");
await prepare();
// Only now are the packages there that they import.
const { readConfig, www } = await import("../../www/config.mjs");
const { bundle } = await import("../../www/serve.mjs");
const modules = await bundle();

/**
 * Starts one with as many `videos`, or with those of `library`; `more` is for the stand-in.
 *
 * - `url` is where the page is.
 * - `upstream.requests` are those that Cloudflare got, as in "GET /stream"; `upstream.answer` may
 *   give another answer to one, `{ status, headers, body }`, or a promise of it.
 * - `door.close()` and `door.open()`: whether the dashboard can be reached.
 */
export async function startDashboard(t, { videos = 40, library: own, ...more } = {}) {
  const standIn = await startStandIn({ library: own ?? library(videos), ...more });
  const upstream = await startUpstream(standIn.baseURL);
  const { options } = readConfig();
  const miniflare = new Miniflare({
    ...options,
    modules,
    modulesRoot: www,
    host: "127.0.0.1",
    cf: false,
    bindings: {
      CLOUDFLARE_API_TOKEN: API_TOKEN,
      CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
      CLOUDFLARE_BASE_URL: upstream.url,
      THUMBNAILS: `${standIn.origin}/thumbnails`,
    },
  });
  const worker = await miniflare.ready;
  const door = await startDoor(worker.port);
  t.after(async () => {
    door.end();
    await miniflare.dispose();
    upstream.end();
    await standIn.close();
  });
  return { url: `http://127.0.0.1:${door.port}/`, upstream, door, standIn };
}

/** What `upstream.answer` is where the account lists these videos, the newest first, and no others. */
export const listing = (list) => (request) => {
  if (!request.startsWith("GET /stream?")) return;
  const query = Object.fromEntries(new URLSearchParams(request.split("?")[1]));
  const result = chosen([...list], query).videos.map(videoOf);
  return { status: 200, body: { success: true, errors: [], messages: [], result } };
};

async function startUpstream(baseURL) {
  const upstream = { requests: [], answer: () => undefined };
  const server = createServer(async (incoming, outgoing) => {
    try {
      const { method, url, headers } = incoming;
      const body = await text(incoming);
      const request = `${method} ${url.replace(`/accounts/${ACCOUNT_ID}`, "")}`;
      upstream.requests.push(request);
      const given = await upstream.answer(request);
      if (given) {
        outgoing.writeHead(given.status, { "content-type": "application/json", ...given.headers });
        outgoing.end(JSON.stringify(given.body ?? failure("It was told to fail")));
        return;
      }
      const { authorization } = headers;
      const answer = await fetch(baseURL + url, {
        method,
        headers: { authorization },
        body: body || undefined,
      });
      const type = answer.headers.get("content-type");
      outgoing.writeHead(answer.status, type ? { "content-type": type } : {});
      outgoing.end(await answer.text());
    } catch {
      outgoing.destroy();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  upstream.url = `http://127.0.0.1:${server.address().port}`;
  upstream.end = () => {
    server.closeAllConnections();
    server.close();
  };
  return upstream;
}

const failure = (message) => ({
  success: false,
  errors: [{ code: 10000, message }],
  messages: [],
  result: null,
});

/** Lets connections through to a port, or none. */
async function startDoor(port) {
  const sockets = new Set();
  let closed = false;
  const server = createDoor((near) => {
    if (closed) return near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    closed = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: server.address().port,
    close,
    open: () => (closed = false),
    end() {
      close();
      server.close();
    },
  };
}
