// Reads what a request takes from the client and from the arguments, in the order of the rules in the
// core's `request.rs`, which decides what of it is good.

import { freshStack, prepare as decide } from "./cf_stream_downloads.js";
import { SentHeaders } from "./headers.js";
import { kindOf, kindOfParameter, kindOfSignal, memberOf, numberOf, Reader, STRING, textOf } from "./kind.js";
import { REQUEST } from "./operation.js";
import { jsonOf, queryOf } from "./payload.js";

const isObject = (value) => typeof value === "object" && value !== null;

/** Writes a text as a line. A line break in it would be as bad as a space, in each of them. */
const lineOf = (value) => {
  const text = textOf(value);
  return text === undefined ? "\n" : `=${text.replaceAll("\n", " ")}\n`;
};

/** Cuts off what is too long for a path parameter anyway: it has at most 32 characters. */
const parameterOf = (value) => (typeof value === "string" ? value.slice(0, 65) : "");

/** Reads and checks a call. Takes the arguments of the method as they came. */
export function prepare(operation, client, first, second, third) {
  const reader = new Reader();
  const read = operation === REQUEST ? readAny : readVideo;
  const [options, account, identifier] = read(reader, client, first, second, third);
  const either = (name) => reader.note(() => memberOf(options, name) ?? client[name]);

  reader.note(() => options);
  let json;
  const body = reader.note(
    () => (operation === REQUEST ? memberOf(options, "body") : undefined),
    (value) => ((json = jsonOf(value)) === undefined ? kindOf(value) : STRING),
  );
  const baseURL = reader.read(client, "baseURL");
  const apiToken = reader.read(client, "apiToken");
  const apiKey = reader.read(client, "apiKey");
  const apiEmail = reader.read(client, "apiEmail");
  const logLevel = reader.read(client, "logLevel");
  const logger = reader.read(client, "logger");
  const fetch = reader.note(() => client.fetch ?? globalThis.fetch);
  const signal = reader.read(options, "signal", kindOfSignal);
  const timeout = either("timeout");
  const maxRetries = either("maxRetries");

  const sent = new SentHeaders();
  reader.note(() => sent.put("defaultHeaders", client.defaultHeaders));
  // What a body is, is known of the call and not of the client.
  if (body !== undefined) sent.headers.set("content-type", "application/json");
  reader.note(() => sent.put("headers", memberOf(options, "headers")));

  const defaults = reader.read(client, "fetchOptions");
  let fetchOptions;
  reader.note(() => {
    const own = memberOf(options, "fetchOptions");
    fetchOptions = { ...defaults, ...own };
    return own;
  });
  for (const name of ["method", "headers", "signal", "body"]) reader.read(fetchOptions, name);
  const redirect = reader.read(fetchOptions, "redirect");

  freshStack();
  const told =
    sent.told ||
    decide(
      operation,
      reader.kinds,
      account,
      identifier,
      [
        baseURL,
        typeof baseURL === "string" && baseURL.startsWith("/") ? origin() : undefined,
        apiToken,
        apiKey,
        apiEmail,
        logLevel,
        redirect,
        sent.own("authorization"),
        sent.own("x-auth-key"),
        sent.own("x-auth-email"),
      ]
        .map(lineOf)
        .join(""),
      numberOf(timeout, NaN),
      numberOf(maxRetries, NaN),
      sent.ownCredential,
    );
  if (told >= "A") throw reader.errorOf(told);

  const [credential, level, method, path, base, ownSecret] = told.split(" ");
  const { headers } = sent;
  if (credential === "1") {
    headers.set("authorization", `Bearer ${apiToken}`);
  } else if (credential === "2") {
    headers.set("x-auth-key", apiKey);
    headers.set("x-auth-email", apiEmail);
  }
  const init = { ...fetchOptions, method, headers, redirect: redirect ?? "manual" };
  if (body !== undefined) {
    // A text of another type than JSON is sent as it is.
    const isText = typeof body === "string" && headers.get("content-type") !== "application/json";
    init.body = isText ? body : json;
  }
  return {
    operation,
    /** The two parameters, for another operation on the same video. */
    video: { account_id: account, identifier },
    /** The request as messages name it. */
    request: `${method} ${path}`,
    url: base + path,
    fetch,
    init,
    /** What no message may show. */
    secret: [ownSecret || undefined, apiToken, apiKey][credential],
    signal,
    timeout,
    maxRetries,
    logger,
    level: Number(level),
  };
}

/** Reads the arguments of an operation on a video, in one of their two forms. */
function readVideo(reader, client, first, second, third) {
  const asOne = isObject(first);
  const params = asOne ? first : second;
  reader.note(() => params);
  const account = reader.note(() => {
    const own = memberOf(params, "account_id");
    return own === undefined ? client.accountId : own;
  }, kindOfParameter);
  const identifier = reader.note(() => (asOne ? first.identifier : first), kindOfParameter);
  return [asOne ? second : third, parameterOf(account), parameterOf(identifier)];
}

/** Reads the arguments of a request to any endpoint: its method and path, also among the options. */
function readAny(reader, _client, first, second, third) {
  const asOne = isObject(first);
  const options = asOne ? first : third;
  const method = reader.note(() => (asOne ? first.method : first));
  const path = textOf(reader.note(() => (asOne ? first.path : second))) ?? "";
  let query;
  reader.note(() => {
    const own = memberOf(options, "query");
    query = queryOf(own);
    return own;
  });
  reader.note(() => query?.unfit);
  const text = query?.text && (path.includes("?") ? "&" : "?") + query.text;
  return [options, textOf(method) ?? "", path + (text ?? "")];
}

/** Gives the origin of the page or worker, where there is one. */
function origin() {
  try {
    const { origin } = globalThis.location;
    // This is how an opaque origin is written, that of a `file:` page for example.
    return origin === "null" ? undefined : textOf(origin);
  } catch {}
}
