// The ordinary behaviour: routes, parameters and permissions come from openapi.json, the answers from here.

import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { Hono } from "hono";
import { ACCOUNT_ID, API_EMAIL, API_KEY, API_TOKEN, READ_TOKEN } from "./library.js";
import { RateLimit } from "./rate-limit.js";
import { Tokens } from "./tokens.js";
import { chosen, videoOf } from "./videos.js";

const contract = JSON.parse(readFileSync(new URL("openapi.json", import.meta.url), "utf8"));
const paths = {
  ...contract.paths,
  // Outside the contract: the dashboard needs to know which videos there are.
  "/accounts/{account_id}/stream": {
    parameters: [{ $ref: "#/components/parameters/account_id" }],
    get: { operationId: "list-videos", "x-accepted-permissions": ["Stream Read", "Stream Write"] },
  },
  // And a wait, whether one is still being encoded.
  "/accounts/{account_id}/stream/{identifier}": {
    get: { operationId: "get-video", "x-accepted-permissions": ["Stream Read", "Stream Write"] },
  },
  "/accounts/{account_id}/stream/{identifier}/token": {
    post: { operationId: "create-token", "x-accepted-permissions": ["Stream Write"] },
  },
};
const ajv = new Ajv();
const parameterChecks = new Map();
for (const [name, { schema }] of Object.entries(contract.components.parameters)) {
  parameterChecks.set(name, ajv.compile(schema));
}

/**
 * A Hono app over `downloads`; its environment may hold `form`, one of the forms of a scenario's answer. With a
 * `limit`, `{ quota, window, clock }`, whoever sends more is refused. The `tokens` are those that the files take.
 */
export function streamApi(downloads, limit = { enforced: false }, tokens = new Tokens()) {
  const operations = {
    "list-videos": listVideos,
    "get-video": (c, video) => success(c, videoOf(video)),
    "create-token": createToken,
    "stream-m-p-4-downloads-list-downloads": list,
    "stream-m-p-4-downloads-create-downloads": create,
    "stream-downloads-create-type-specific-downloads": create,
    "stream-m-p-4-downloads-delete-downloads": remove,
    "stream-downloads-delete-type-specific-downloads": remove,
  };

  function listVideos(c) {
    const { fault, videos } = chosen(downloads.videos(), c.req.query());
    return fault ? badRequest(c, fault) : success(c, videos.map(videoOf));
  }

  async function createToken(c, video) {
    // A request may have no body at all.
    const asked = await c.req.json().catch(() => ({}));
    const { fault, token } = await tokens.create(video.uid, asked);
    return fault ? badRequest(c, fault) : success(c, { token });
  }

  function list(c, video) {
    if (c.env?.form === "not-found" && video.downloads.size === 0) return notFound(c);
    return success(c, downloads.list(video));
  }

  function create(c, video, type) {
    if (video.state) return badRequest(c, "the video is not ready to stream");
    downloads.create(video, type);
    return success(c, c.env?.form === "flat" ? downloads.one(video, type) : downloads.list(video));
  }

  function remove(c, video, type) {
    if (!downloads.delete(video, type)) return notFound(c);
    if (c.env?.form === "no-content") return c.body(null, 204);
    if (c.env?.form === "empty") return c.body(null, 200);
    return success(c, "ok");
  }

  function answer(c, { operationId, "x-accepted-permissions": accepted }, params) {
    const bad = Object.keys(params).find((name) => !parameterChecks.get(name)(params[name]));
    if (bad === "download_type") return badRequest(c, "unknown download type");
    if (bad) return noRoute(c);
    const permitted = accepted.some((permission) => c.get("permissions").includes(permission));
    if (params.account_id !== ACCOUNT_ID || !permitted) return authenticationError(c, 403);
    const video = downloads.video(params.identifier);
    if ("identifier" in params && !video) return notFound(c);
    return operations[operationId](c, video, params.download_type ?? "default");
  }

  const api = new Hono();
  api.use(ordinaryHeaders(new RateLimit(limit)), credentials);
  for (const [template, { parameters: _, ...methods }] of Object.entries(paths)) {
    const route = template.replace(/\{(\w+)\}/g, ":$1");
    for (const [method, operation] of Object.entries(methods)) {
      api.on(method.toUpperCase(), route, (c) => answer(c, operation, c.req.param()));
    }
  }
  return api.all("*", noRoute);
}

/** Exactly one credential counts; a token beats a key and email. */
async function credentials(c, next) {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined && !/^Bearer [\w-]{40,}$/.test(authorization)) {
    const chain = [{ code: 6111, message: "Invalid format for Authorization header" }];
    return failure(c, 400, { code: 6003, message: "Invalid request headers", error_chain: chain });
  }
  const keyed =
    c.req.header("x-auth-key") === API_KEY && c.req.header("x-auth-email") === API_EMAIL;
  if (authorization === undefined ? keyed : authorization === `Bearer ${API_TOKEN}`) {
    c.set("permissions", ["Stream Read", "Stream Write"]);
  } else if (authorization === `Bearer ${READ_TOKEN}`) {
    c.set("permissions", ["Stream Read"]);
  } else {
    return authenticationError(c, 401);
  }
  await next();
}

/** The headers every answer of Cloudflare's has, and its refusal of too many requests. */
function ordinaryHeaders(limit) {
  return async (c, next) => {
    const { refused, headers } = limit.take();
    if (refused) c.res = failure(c, 429, limit.error);
    else await next();
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    c.header("cf-ray", `${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}-AMS`);
  };
}

function success(c, result) {
  return c.json({ result, success: true, errors: [], messages: [] });
}

function failure(c, status, ...errors) {
  return c.json({ result: null, success: false, errors, messages: [] }, status);
}

function badRequest(c, reason) {
  return failure(c, 400, { code: 10005, message: `Bad Request: ${reason}` });
}

function notFound(c) {
  return failure(c, 404, { code: 10003, message: "Not Found" });
}

function authenticationError(c, status) {
  return failure(c, status, { code: 10000, message: "Authentication error" });
}

function noRoute(c) {
  const message = `Could not route to ${c.req.path}, perhaps your object identifier is invalid?`;
  return failure(c, 404, { code: 7003, message }, { code: 7000, message: "No route for that URI" });
}
