// The API below /api: the videos of the Worker's account and the operations on their downloads, as Cloudflare has them.

import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";

import { ask } from "./answer.js";
import { TIMEOUT } from "./client.js";
import { succeeded } from "./envelope.js";
import { identifierOf } from "./identifier.js";
import { jobsOf } from "./jobs/jobs.js";
import { jobsApi } from "./jobs-api.js";
import { byEditor, fromHere } from "./permission.js";
import { Reads } from "./reads.js";
import { refuse } from "./refusal.js";
import { accountAtCloudflare } from "./settings/account.js";
import { textOf } from "./settings/text.js";
import { tokenFor } from "./token.js";
import { listVideos, queryOf } from "./videos.js";

const VIDEOS = "/accounts/:account/stream";
const VIDEO = `${VIDEOS}/:identifier{[\\w-]{1,32}}`;
const DOWNLOADS = `${VIDEO}/downloads`;
const ONE = `${DOWNLOADS}/:type{default|audio}`;

// How long an answer is used again, in ms: while a download may be in progress, and when all are ready.
const SOON = 1000;
const LATER = 10_000;

// Of this isolate, which all dashboards near one of Cloudflare's places mostly share. Another one may show for
// LATER what is no longer so.
const reads = new Reads({ patience: TIMEOUT + 2000 });
let jobsBefore;

export const api = new Hono();
api.use(
  methodNotAllowed({
    app: api,
    onMethodNotAllowed: (c, methods) =>
      refuse(c, 405, "This address does not take that method.", { allow: methods.join(", ") }),
  }),
);
api.get("/session", session);
api.use("/jobs/*", forgetOnProgress);
api.route("/", jobsApi);
api.get(VIDEOS, ownAccount, list);
api.get(DOWNLOADS, ownAccount, read);
// Viewers too: it is how they read a private video.
api.post(`${VIDEO}/token`, ownAccount, fromHere, createToken);
for (const path of [DOWNLOADS, ONE]) {
  api.post(path, ownAccount, fromHere, byEditor, (c) => write(c, "create"));
  api.delete(path, ownAccount, fromHere, byEditor, (c) => write(c, "delete"));
}
api.all("*", (c) => refuse(c, 404, "There is nothing here."));

/** Tells the page who uses it, and what this deployment has. */
function session(c) {
  const result = {
    ...c.get("user"),
    archive: Boolean(c.env.ARCHIVE),
    webhook: Boolean(textOf(c.env, "WEBHOOK_URL")),
    account: accountAtCloudflare(c.env),
  };
  return send(c, { status: 200, text: JSON.stringify(succeeded(result)) });
}

/** Lets through what is about the Worker's own account. */
function ownAccount(c, next) {
  const { account } = c.req.param();
  if (account === "self" || account === c.env.CLOUDFLARE_ACCOUNT_ID?.trim()) return next();
  return refuse(c, 403, "This dashboard has one account only. Write self in its place, or its own identifier.");
}

async function list(c) {
  const { query, fault } = queryOf(c.req.query());
  if (fault) return refuse(c, 400, fault);
  const call = (client) => listVideos(client, query, c.env.THUMBNAILS, TIMEOUT);
  return shared(c, `videos ${JSON.stringify(query)}`, call, () => SOON);
}

async function read(c) {
  const { identifier } = c.req.param();
  const call = ({ stream }) => stream.downloads.get(identifierOf(identifier)).withResponse();
  return shared(c, identifier, call, (downloads) => (areReady(downloads) ? LATER : SOON));
}

/** What is read after a job has got further is not from before. */
async function forgetOnProgress(c, next) {
  await next();
  const jobs = await c.res.clone().text();
  if (jobs !== jobsBefore) reads.forgetAll();
  jobsBefore = jobs;
}

async function shared(c, key, call, reuse) {
  return send(c, await reads.take(key, () => ask(c.env, call, reuse), later(c)));
}

async function createToken(c) {
  const { identifier } = c.req.param();
  return send(c, await ask(c.env, async () => ({ data: { token: await tokenFor(c.env, identifier) } })));
}

async function write(c, what) {
  const { identifier, type } = c.req.param();
  const answer = ask(c.env, ({ stream: { downloads } }) => {
    const operations = type ? downloads[type] : downloads;
    return operations[what](identifierOf(identifier)).withResponse();
  });
  // What is read meanwhile may be from before.
  reads.forget(identifier);
  const forgotten = answer.finally(() => reads.forget(identifier));
  later(c)(forgotten.then((known) => record(c, what, known)).catch(() => {}));
  return send(c, await forgotten);
}

/** Records what was asked and what Cloudflare said to it. */
function record(c, action, { status, text }) {
  const { identifier: video, type = "default" } = c.req.param();
  const result = status === 200 ? "ok" : JSON.parse(text).errors[0].message;
  return jobsOf(c.env).record({ by: c.get("user").name, action, video, types: [type], result });
}

function areReady(downloads) {
  const all = Object.values(downloads);
  return all.length > 0 && all.every(({ status }) => status === "ready");
}

function send(c, { status, headers, text }) {
  const own = { "content-type": "application/json", "cache-control": "no-store" };
  return c.body(text, status, { ...headers, ...own });
}

function later(c) {
  return (promise) => c.executionCtx.waitUntil(promise);
}
