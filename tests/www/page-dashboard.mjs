// The dashboard as it is deployed: the built page and the Worker in workerd, with the stand-in as Cloudflare. What goes
// wrong is decided in between.

import { once } from "node:events";
import { connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { Miniflare } from "miniflare";

import { startServer } from "../loopback.mjs";
import { stoppedClock } from "../stand-in/clock.js";
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
 * Starts one with as many `videos`, or with those of `library`, and with these `variables`; `more` is for the stand-in.
 *
 * - No download goes on by itself: `encode()` lets so many milliseconds pass for Cloudflare, an hour unless one says so,
 *   which is enough for all of them. With a `clock` they go by that.
 * - `url` is where the page is.
 * - `upstream.requests` are those that Cloudflare got, as in "GET /stream"; `upstream.answer` may give another answer
 *   to one, `{ status, headers, body }`, or a promise of it.
 * - `door.requests` are those of the browser, as in "GET /api/jobs". `door.close()` and `door.open()` say whether the
 *   dashboard can be reached, and `door.signOut()` sends all requests on to `door.signIn`, at another origin.
 */
export async function startDashboard(t, { videos = 40, library: own, variables, clock = stoppedClock(), ...more } = {}) {
  const standIn = await startStandIn({ library: own ?? library(videos), clock, ...more });
  // These end after the Worker, which asks them.
  const ends = [];
  const servers = { after: (end) => ends.push(end) };
  const upstream = await startUpstream(servers, standIn.baseURL);
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
      ...variables,
    },
  });
  const worker = await miniflare.ready;
  const signIn = await startSignIn(servers);
  const door = await startDoor(worker.port, signIn);
  t.after(async () => {
    door.end();
    await miniflare.dispose();
    for (const end of ends) end();
    await standIn.close();
  });
  const encode = (milliseconds = 3_600_000) => clock.pass(milliseconds);
  return { url: `http://127.0.0.1:${door.port}/`, upstream, door, standIn, encode };
}

/** What `upstream.answer` is where the account lists these videos, the newest first, and no others. */
export const listing = (list) => (request) => {
  if (!request.startsWith("GET /stream?")) return;
  const query = Object.fromEntries(new URLSearchParams(request.split("?")[1]));
  const result = chosen([...list], query).videos.map(videoOf);
  return { status: 200, body: { success: true, errors: [], messages: [], result } };
};

async function startUpstream(servers, baseURL) {
  const upstream = { requests: [], answer: () => undefined };
  const { origin } = await startServer(servers, async (incoming, outgoing) => {
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
  return Object.assign(upstream, { url: origin });
}

const failure = (message) => ({
  success: false,
  errors: [{ code: 10000, message }],
  messages: [],
  result: null,
});

const REQUEST = /^(?:GET|HEAD|POST|PUT|DELETE) \S+(?= HTTP\/1\.1\r\n)/gm;

/** Lets connections through to a port, or none, or answers them as Cloudflare Access does where nobody is signed in. */
async function startDoor(port, signIn) {
  const sockets = new Set();
  const requests = [];
  let mode = "open";
  const server = createServer((near) => {
    keep(near);
    if (mode === "closed") return near.destroy();
    near.on("data", (bytes) => {
      const found = bytes.toString("latin1").match(REQUEST) ?? [];
      requests.push(...found);
      if (mode === "signed out" && found.length > 0) near.end(redirection(signIn));
    });
    if (mode !== "open") return;
    const far = keep(connect(port, "127.0.0.1"));
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  const keep = (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    return socket.on("close", () => sockets.delete(socket));
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const become = (next) => {
    mode = next;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: server.address().port,
    requests,
    signIn,
    close: () => become("closed"),
    open: () => become("open"),
    signOut: () => become("signed out"),
    end() {
      become("closed");
      server.close();
    },
  };
}

const redirection = (location) =>
  ["HTTP/1.1 302 Found", `location: ${location}`, "content-length: 0", "connection: close", "", ""].join("\r\n");

/** Gives the address of the page where one signs in, at an origin of its own. */
async function startSignIn(servers) {
  const { origin } = await startServer(servers, (incoming, outgoing) => {
    outgoing.writeHead(200, { "content-type": "text/html" }).end("<title>Sign in</title><p>Who are you?</p>");
  });
  return `${origin}/`;
}
