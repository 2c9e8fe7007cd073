// The stand-in on a loopback port: Cloudflare's API under /client/v4, scenarios under /scenarios, and a picture of each
// video under /thumbnails.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Hono } from "hono";
import { PREFLIGHT, send } from "./answer.js";
import { streamApi } from "./api.js";
import { Downloads } from "./downloads.js";
import { fileOf } from "./file.js";
import { LIBRARY } from "./library.js";
import { faultOf, plain, Scenario } from "./scenario.js";
import { thumbnail } from "./thumbnail.js";
import { Tokens } from "./tokens.js";

/**
 * `limit`: of requests, as `streamApi` takes it; a scenario has its own or none. With `files`, the downloads are here
 * and not at Cloudflare. `clock` gives the milliseconds by which all of it goes, save the delays of scenarios. The rest is
 * what `Downloads` takes.
 */
export async function startStandIn({
  port = 0,
  host = "127.0.0.1",
  limit,
  files = false,
  speed = 30,
  library = LIBRARY,
  clock = () => performance.now(),
  ...more
} = {}) {
  // A connection that waits stays open: a client may send its next request just when it would be closed.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    serve(incoming, outgoing).catch((error) => {
      // A client may leave in the middle of its request; anything else is a bug in here.
      if (incoming.complete) console.error(error);
      outgoing.destroy();
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  const origin = `http://${host}:${server.address().port}`;

  const privateVideos = new Set(library.filter(({ requireSignedURLs }) => requireSignedURLs).map(({ uid }) => uid));
  const scenarios = new Map();
  const tokens = new Tokens();
  const api = (speed, limit) => {
    const downloads = new Downloads(speed, library, { ...more, clock, ...(files && { files: origin }) });
    return new Hono().route("/client/v4", streamApi(downloads, { clock, ...(limit ?? { enforced: false }) }, tokens));
  };
  const app = api(speed, limit);

  app.post("/scenarios", async (c) => {
    const script = await c.req.json().catch(() => undefined);
    const fault = faultOf(script);
    if (fault) return c.json({ error: fault }, 400);
    const id = randomUUID();
    scenarios.set(id, new Scenario(script, api(script.speed ?? speed, script.limit)));
    return c.json({ id, baseURL: `${origin}/scenarios/${id}/client/v4` });
  });
  app.get("/scenarios/:id", (c) => {
    const scenario = scenarios.get(c.req.param("id"));
    return scenario ? c.json({ requests: scenario.requests }) : c.notFound();
  });

  app.get("/thumbnails/:uid", (c) =>
    c.body(thumbnail(c.req.param("uid")), 200, { "content-type": "image/svg+xml" }),
  );
  app.get("/:video/downloads/:file", async (c) => {
    const { video, file } = c.req.param();
    // A token stands in the place of the identifier.
    const uid = video.includes(".") ? await tokens.videoOf(video) : video;
    if (uid === undefined) return c.text("This token opens no download.\n", 401);
    if (uid === video && privateVideos.has(video)) return c.text("This video requires a token.\n", 401);
    return fileOf({ uid, file }, c.req.query("filename"));
  });

  async function serve(incoming, outgoing) {
    const { method, url, headers } = incoming;
    const at = clock();
    const body = await text(incoming);
    if (headers["access-control-request-method"]) return send(outgoing, () => PREFLIGHT);

    const [, id, rest] = /^\/scenarios\/([^/?]+)(\/.*)$/.exec(url) ?? [];
    const request = (path) => {
      const content = body && method !== "GET" && method !== "HEAD" ? body : undefined;
      return new Request(origin + path, { method, headers, body: content });
    };
    if (!scenarios.has(id)) return send(outgoing, () => plain(app.fetch(request(url), {})));

    const record = { method, url: rest, headers, body, at };
    const { answer, reply } = scenarios.get(id).take(record, request(rest));
    await send(outgoing, reply, answer, () => (record.closed = true));
  }

  return {
    origin,
    baseURL: `${origin}/client/v4`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
