// Runs the dashboard's Worker in workerd, with the stand-in as Cloudflare, and asks it as clients do that send what
// they like. All that goes over the wire or into the log is recorded.

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";

import { installTarball } from "../../pkg-template/build.mjs";
import { installPackages } from "../../pkg-template/setup.mjs";
import { makeScenario } from "../conformance/scenario.js";
import { workerModules } from "../runners/worker-modules.js";
import { ACCOUNT_ID, API_TOKEN } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { readConfig } from "../../www/config.mjs";

export const HOST = "dashboard.example";
export const ORIGIN = `https://${HOST}`;
/** As Cloudflare, or a tunnel, says it of what came by https. */
export const HTTPS = { "x-forwarded-proto": "https" };

export const ACCOUNT = { CLOUDFLARE_API_TOKEN: API_TOKEN, CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID };
export const PASSWORD = "correct horse battery";
export const DOWNLOADS = (video, account = "self") =>
  `/api/accounts/${account}/stream/${video}/downloads`;
export const VIDEOS_PATH = "/api/accounts/self/stream";

const API = "https://api.cloudflare.com/client/v4";
const HERE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const { compatibilityDate, durableObjects } = readConfig().options;
const www = fileURLToPath(new URL("../../www/", import.meta.url));
const modules = {};

export function basic(password, name = "team") {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}

/** The Worker's modules, bundled as for a deployment, of this file. */
export async function bundle(entry = "../../www/worker.js") {
  await installPackages(www);
  await installTarball(www);
  return workerModules(new URL(entry, import.meta.url));
}

/**
 * Starts the Worker with these variables beside the account's.
 *
 * - `script` is the scenario of the stand-in; `certs()` answers for the keys of Cloudflare Access.
 * - `direct`: the Worker reaches the stand-in by itself, so that it meets the faults of a connection.
 * - `stream`: it has a Stream binding, of Miniflare's simulator, in the place of the account.
 * - `page` is what is there as the built page: contents by path.
 * - `library` is what videos there are, and with `files` their downloads are at the stand-in.
 * - `relay(asked, send)` stands between the Worker and Cloudflare: it gives what `send()` gives, whenever it likes.
 * - `others` answers the requests to other addresses than Cloudflare's.
 * - `archive`: it has an R2 bucket. Unless `jobs`, it has no Durable Object; with `leaps`, it is worker-leaping.mjs's.
 * - `persist` is a folder for what the Durable Objects store; `predecessor` is a Worker of before, whose stand-in
 *   this one goes on with.
 */
export async function startWorker(
  t,
  variables,
  {
    script = { answers: [] },
    page = {},
    jobs = true,
    certs,
    direct,
    stream,
    relay,
    others,
    archive,
    leaps,
    persist,
    predecessor,
    ...more
  } = {},
) {
  const entry = leaps ? "worker-leaping.mjs" : "../../www/worker.js";
  modules[entry] ??= await bundle(entry);
  const { standIn, upstream, baseURL } = predecessor ?? (await startScenario(t, script, more));

  const elsewhere = [];
  const outboundService = async (asked) => {
    const { method, url } = asked;
    if (url.startsWith(`${API}/`)) {
      const body = (await asked.text()) || undefined;
      const headers = new Headers(asked.headers);
      // Of this connection, and not of the next.
      for (const name of ["connection", "content-length", "host", "transfer-encoding"])
        headers.delete(name);
      const send = () => fetch(baseURL + url.slice(API.length), { method, headers, body, redirect: "manual" });
      return relay ? relay(asked, send) : send();
    }
    if (url.startsWith(`${standIn.origin}/`)) return fetch(url);
    elsewhere.push(url);
    if (others) return others(asked);
    return certs ? certs(url) : new Response("", { status: 599 });
  };
  const logs = [];
  const miniflare = new Miniflare({
    modules: modules[entry],
    modulesRoot: "/",
    compatibilityDate,
    ...(jobs && { durableObjects }),
    ...(persist && { durableObjectsPersist: persist }),
    ...(archive && { r2Buckets: ["ARCHIVE"] }),
    bindings: {
      ...(!stream && ACCOUNT),
      ...(direct && { CLOUDFLARE_BASE_URL: baseURL }),
      ...variables,
    },
    ...(stream && { stream: { binding: "STREAM" } }),
    serviceBindings: {
      ASSETS(asked) {
        const { pathname } = new URL(asked.url);
        const found = Object.hasOwn(page, pathname);
        const headers = { "content-type": pathname === "/" ? "text/html" : "text/plain" };
        const init = { status: found ? 200 : 404, headers };
        return new Response(asked.method === "HEAD" ? null : (page[pathname] ?? ""), init);
      },
    },
    ...(!direct && { outboundService }),
    cf: false,
    structuredWorkerLogs: true,
    handleStructuredLogs({ message }) {
      logs.push(message);
    },
  });
  let ending;
  const end = () => (ending ??= miniflare.dispose());
  t.after(end);
  const url = await miniflare.ready;
  const bound = stream && (await miniflare.getBindings());
  const traffic = [];

  /**
   * Sends a request, its path as it is, and gives the answer. The host is a foreign one, by https, unless another is
   * named.
   */
  async function ask(path, { method = "GET", headers = {}, host = HOST, signal, body } = {}) {
    const { hostname, port } = url;
    const sent = request({
      hostname,
      port,
      path,
      method,
      headers: { host, ...(!HERE.test(host) && HTTPS), ...headers },
      // A connection of its own: workerd closes one that has waited for 5 seconds, or on which a body was sent that
      // nobody has read, just when the next request may be on its way.
      agent: false,
      signal,
    });
    sent.end(body);
    const [answer] = await once(sent, "response");
    answer.setEncoding("utf8");
    let text = "";
    for await (const part of answer) text += part;
    const { statusCode: status, statusMessage, rawHeaders } = answer;
    traffic.push([statusMessage, ...rawHeaders, text].join("\n"));
    return { status, headers: answer.headers, text, body: () => JSON.parse(text) };
  }

  /** Runs the scheduled handler, as a cron trigger does. */
  const scheduled = async () => (await miniflare.getWorker()).scheduled();
  const bucket = archive && (await miniflare.getR2Bucket("ARCHIVE"));

  /** The one Durable Object. */
  const object = async () => {
    const namespace = await miniflare.getDurableObjectNamespace("JOBS");
    return namespace.get(namespace.idFromName("account"));
  };

  const own = { end, scheduled, bucket, object, baseURL };
  return { ask, upstream, url, logs, traffic, elsewhere, standIn, port: url.port, stream: bound?.STREAM, ...own };
}

/** `upstream` gives the requests that Cloudflare got. */
async function startScenario(t, script, options) {
  const standIn = await startStandIn(options);
  t.after(() => standIn.close());
  const { baseURL, requests } = await makeScenario(standIn.origin, script);
  return { standIn, baseURL, upstream: requests };
}

/** A promise, and what resolves it. */
export function opening() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { opened, open };
}

/** Asserts that an answer is a failure in Cloudflare's envelope. */
export function assertFailure({ status, headers, body }, expected, code = 1000 + expected) {
  assert.equal(status, expected);
  assert.match(headers["content-type"], /^application\/json/);
  const { success, errors, result } = body();
  assert.equal(success, false);
  assert.equal(result, null);
  assert.equal(errors[0].code, code);
  assert.match(errors[0].message, /\S/);
}
