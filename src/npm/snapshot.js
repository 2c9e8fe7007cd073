// Reads what a call takes of the client and the arguments, at the moment of the call. What a user's
// getter or iterator throws is thrown here; what Rust reads later is plain, and judged in prepare.rs.

import { CloudflareError } from "./errors.js";

/** Runs a user's code. */
export function reading(name, read) {
  try {
    return read();
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

const unreadable = (name, cause) => new CloudflareError(`${name}: could not be read`, { cause });

/** Reads a member of anything. Nothing has no members, and primitive values have none that count. */
function member(object, name) {
  if (!isObject(object) && typeof object !== "function") return undefined;
  try {
    return object[name];
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

const isObject = (value) => typeof value === "object" && value !== null;

/** The pairs of an iterable of them, or of an object; what is neither, as it is. */
function pairsOf(name, value, entriesOf = Object.entries) {
  if (!isObject(value)) return value;
  const pairOf = (pair) => (Object(pair) === pair ? [pair[0], listOf(pair[1])] : []);
  const isIterable = () => typeof value[Symbol.iterator] === "function";
  return reading(name, () => Array.from(isIterable() ? value : entriesOf(value), pairOf));
}

/** The pairs of headers: of the spellings of a name in one object the last wins, as null removes others. */
const clearing = (pair) => (pair[1] === undefined ? [] : [[pair[0], null], pair]);
const headersOf = (name, value) => pairsOf(name, value, (object) => Object.entries(object).flatMap(clearing));

/** A list of values as an array, or its beginning. It may hide its iterator, or claim any length. */
const listOf = (value) => (isObject(value) && isList(value) ? [...value] : value);
const isList = (value) => Array.isArray(value) || typeof value[Symbol.iterator] === "function";
const copyOf = (list) => Array.from({ length: Math.min(list.length, 16) }, (_, at) => list[at]);

/** What a request takes from the client and the options. */
function common(client, pace, options) {
  const ownFetchOptions = member(options, "fetchOptions");
  const fetchOptions = member(client, "fetchOptions");
  return {
    pace, options, fetchOptions, ownFetchOptions,
    init: (fetchOptions ?? ownFetchOptions) && reading("fetchOptions", () => ({ ...fetchOptions, ...ownFetchOptions })),
    signal: member(options, "signal"), accountId: member(client, "accountId"),
    baseURL: member(client, "baseURL"), defaultBaseURL: member(options, "defaultBaseURL"),
    stream: member(client, "streamBinding"), fetch: member(client, "fetch") ?? globalThis.fetch,
    apiToken: member(client, "apiToken"), apiKey: member(client, "apiKey"), apiEmail: member(client, "apiEmail"),
    logger: member(client, "logger"), logLevel: member(client, "logLevel"),
    timeout: member(options, "timeout") ?? member(client, "timeout"),
    maxRetries: member(options, "maxRetries") ?? member(client, "maxRetries"),
    defaultHeaders: headersOf("defaultHeaders", member(client, "defaultHeaders")),
    headers: headersOf("headers", member(options, "headers")),
  };
}

/** Reads an operation on a video, with its arguments in one of their two forms. */
export function video(client, pace, [first, second, third]) {
  const [params, options] = isObject(first) ? [first, second] : [second, third];
  const account = member(params, "account_id");
  const call = common(client, pace, options);
  if (account !== undefined) call.accountId = account;
  call.params = params;
  call.identifier = isObject(first) ? member(first, "identifier") : first;
  return call;
}

/** Reads what a token of a video is to be: what the parameters have besides, which is sent. */
export function token(client, pace, args) {
  const call = video(client, pace, args);
  // Of a text each character would be a member.
  const { account_id, identifier, ...body } = reading("params", () => ({ ...(isObject(call.params) && call.params) }));
  return { ...call, body, json: reading("params", () => JSON.stringify(body)) };
}

/** What is to be there, or to be waited for. */
function wanted(params) {
  const types = member(params, "types");
  const [create, retryFailed, waitForVideo] = ["create", "retryFailed", "waitForVideo"].map((name) => member(params, name));
  return { types: isObject(types) ? reading("types", () => copyOf(types)) : types, create, retryFailed, waitForVideo };
}

/** Reads a wait for the downloads of a video, or their creation. */
export function wait(client, pace, args) {
  const call = video(client, pace, args);
  Object.assign(call, wanted(call.params));
  for (const name of ["maxWait", "interval", "onProgress"]) call[name] = member(call.options, name);
  call.again = () => common(client, pace, call.options);
  return call;
}

/** Reads a call for many videos. */
export function many(client, pace, [identifiers, params, options]) {
  const iterate = (name) => reading("identifiers", () => identifiers[name]);
  const iterators = isObject(identifiers) ? [Symbol.asyncIterator, Symbol.iterator] : [];
  return {
    ...video(client, pace, ["any", params, options]),
    again: () => common(client, pace, options),
    identifiers,
    iterator: iterators.map(iterate).find((iterator) => typeof iterator === "function"),
    concurrency: member(options, "concurrency"),
  };
}

/** Reads a call that creates what is missing of many videos. */
export function ensureMany(client, pace, args) {
  const [, params, options] = args;
  return { ...many(client, pace, args), ...wanted(params), maxEncoding: member(options, "maxEncoding") };
}

/** Reads a call for the videos of an account. What has no name here is left to the API. */
export function videos(client, pace, [params, options]) {
  const time = (name) => timeOf(name, member(params, name));
  const names = isObject(params) ? reading("params", () => Object.keys(params)) : [];
  const rest = names.filter((name) => !["account_id", "limit", "asc", "before", "end", "after", "start"].includes(name));
  return {
    ...video(client, pace, ["any", params, options]),
    again: () => common(client, pace, options),
    before: time("before") ?? time("end"), after: time("after") ?? time("start"),
    limit: member(params, "limit"), asc: member(params, "asc"),
    query: rest.map((name) => [name, reading(/^\w{1,64}$/.test(name) ? name : "params", () => params[name])]),
  };
}

/** A Date as the API writes a time; one that is invalid is no time. */
const isDate = (value) => Object.prototype.toString.call(value) === "[object Date]";
const timeOf = (name, value) => reading(name, () => (isDate(value) ? (value.toJSON() ?? "") : value));

/** Reads a request to any endpoint: its method and path, also among the options. */
export function any(client, pace, [first, second, third]) {
  const options = isObject(first) ? first : third;
  const body = member(options, "body");
  return {
    ...common(client, pace, options),
    method: isObject(first) ? member(first, "method") : first,
    path: isObject(first) ? member(first, "path") : second,
    query: pairsOf("query", member(options, "query")),
    body,
    json: reading("body", () => jsonOf(body)),
  };
}

/** Writes a value as JSON, and gives nothing for what JSON would lose: a form, a stream, bytes. */
function jsonOf(value) {
  const isObjectLike = Object(value) === value;
  const tag = Object.prototype.toString.call(value);
  if (isObjectLike && !/^\[object (Object|Array|Date|URL)\]$/.test(tag)) return undefined;
  return typeof value === "number" && !Number.isFinite(value) ? undefined : JSON.stringify(value);
}
