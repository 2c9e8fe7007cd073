// Cloudflare's REST API in front of a Stream binding: the videos and their downloads.

import { Hono } from "hono";

import { sample } from "../../tests/stand-in/file.js";
import { thumbnail } from "../../tests/stand-in/thumbnail.js";

const NAMES = ["A walk along the canal", "Lecture 1", "Lecture 2", "Rain", "Rooftops", "Trailer"];
const TYPES = ["default", "audio"];
const FILES = { default: "default.mp4", audio: "audio.m4a" };

const api = new Hono().basePath("/client/v4/accounts/:account/stream");

api.use("*", async (c, next) => {
  if (c.req.header("authorization") !== `Bearer ${c.env.CLOUDFLARE_API_TOKEN}`) {
    return failure(c, 401, 10000, "Authentication error");
  }
  if (c.req.param("account") !== c.env.CLOUDFLARE_ACCOUNT_ID) {
    return failure(c, 403, 10000, "Authentication error");
  }
  await next();
});

api.get("/", async (c) => {
  const { search = "", limit = "1000", before, after, asc } = c.req.query();
  if (!/^\d+$/.test(limit) || limit > 1000) return badRequest(c, "limit is not from 0 to 1000");
  // The simulator compares texts, and knows no search.
  const times = Object.entries({ before, after }).filter(([, time]) => time !== undefined);
  if (!times.every(([, time]) => Date.parse(time))) return badRequest(c, "not a time");
  const range = Object.fromEntries(
    times.map(([name, time]) => [name, new Date(time).toISOString()]),
  );
  const videos = await c.env.STREAM.videos.list({ ...range, afterComp: "gt" });
  const part = search.toLowerCase();
  const found = videos.filter(({ meta }) => meta.name.toLowerCase().includes(part));
  if (asc === "true") found.reverse();
  return success(c, found.slice(0, limit).map(videoOf));
});

api.get("/:uid/downloads", async (c) => {
  return success(c, downloadsOf(c, await video(c).downloads.get()));
});

api.post("/:uid/downloads/:type?", async (c) => {
  const { type = "default" } = c.req.param();
  if (!TYPES.includes(type)) return badRequest(c, "unknown download type");
  return success(c, downloadsOf(c, await video(c).downloads.generate(type)));
});

api.delete("/:uid/downloads/:type?", async (c) => {
  const { type = "default" } = c.req.param();
  if (!TYPES.includes(type)) return badRequest(c, "unknown download type");
  await video(c).downloads.delete(type);
  return success(c, "ok");
});

const app = new Hono();

let samples;
app.use("*", async (c, next) => {
  await (samples ??= upload(c.env.STREAM));
  await next();
});
app.route("/", api);
app.get("/thumbnails/:uid", (c) =>
  c.body(thumbnail(c.req.param("uid")), 200, { "content-type": "image/svg+xml" }),
);
app.get("/:uid/downloads/:file", async (c) => {
  const { uid, file } = c.req.param();
  if (!Object.values(FILES).includes(file)) return c.notFound();
  const path = `/cdn-cgi/mf/stream/${idOf(uid)}/watch`;
  const { status, body } = await c.env.STREAM.fetch(new URL(path, c.req.url));
  const name = (c.req.query("filename") ?? uid).replace(/[^\w-]/g, "-");
  return c.body(body, status, {
    "content-type": file.endsWith("4a") ? "audio/mp4" : "video/mp4",
    "content-disposition": `attachment; filename="${name}${file.match(/\.\w+$/)[0]}"`,
  });
});
app.notFound((c) => failure(c, 404, 7003, `Could not route to ${c.req.path}`));
// Only their names are left of the simulator's errors when they arrive here.
app.onError((error, c) => {
  if (/^NotFoundError\b/.test(error.message)) return failure(c, 404, 10003, "Not Found");
  return failure(c, 500, 10001, error.message);
});

export default app;

/** One after another, so that each has a time of its own. */
async function upload(stream) {
  for (const name of NAMES) {
    await stream.upload(new Response(sample()).body, { meta: { name } });
    await scheduler.wait(2);
  }
}

/** The simulator's identifiers have four characters more than Cloudflare's, its dashes. */
function uidOf(id) {
  return id.replaceAll("-", "");
}

function idOf(uid) {
  return uid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function video(c) {
  return c.env.STREAM.video(idOf(c.req.param("uid")));
}

function videoOf({ id, meta, created, duration, thumbnail, readyToStream, status }) {
  return { uid: uidOf(id), meta, created, duration, thumbnail, readyToStream, status };
}

/** The simulator's downloads have no address. */
function downloadsOf(c, downloads) {
  const { origin } = new URL(c.req.url);
  const files = `${origin}/${c.req.param("uid")}/downloads`;
  return Object.fromEntries(
    Object.entries(downloads).map(([type, download]) => [
      type,
      { ...download, url: download.url ?? `${files}/${FILES[type]}` },
    ]),
  );
}

function success(c, result) {
  return c.json({ result, success: true, errors: [], messages: [] });
}

function badRequest(c, reason) {
  return failure(c, 400, 10005, `Bad Request: ${reason}`);
}

function failure(c, status, code, message) {
  return c.json(
    { result: null, success: false, errors: [{ code, message }], messages: [] },
    status,
  );
}
