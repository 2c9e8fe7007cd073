// What an answer gives: the result, or the error that it tells of. The core decides which, by the kinds
// of the few values that are known; whatever else a body holds is not looked at.

import { failure, find } from "./cf_stream_downloads.js";
import { errorOf } from "./told.js";
import { originOf, readHeader } from "./invoke.js";
import { kindOf } from "./kind.js";
import { parse, redact, redactHeaders } from "./redact.js";

/** How much of a text is copied into the wasm for a message, in code units. */
const EXCERPT = 600;

/** How many errors are told, and how many links of the chain of each are read. */
const MAX_ERRORS = 3;
const MAX_LINKS = 16;

/** What the caller gets, by the numbers of the core's `Found`. */
const RESULTS = [
  (body) => body.result,
  (body) => body,
  () => ({}),
  () => "",
  () => null,
  (body) => ({ default: body.result }),
  (body) => ({ audio: body.result }),
];

/**
 * Gives the result, or throws the error. `call` has `operation`, `request` (the method and path, for
 * messages), `url` and `secret`; `answer` has `status`, `headers` and
 * `retryAfter`; `text` is the body.
 */
export function resultOf(call, answer, text) {
  const body = parse(text);
  const kinds = body === undefined && text.trim() ? [] : kindsOf(body);
  const result = RESULTS[find(call.operation, answer.status, kinds)];
  if (!result) throw errorOfAnswer(call, answer, text, kinds);
  return result(body);
}

/** The kinds of what the core's `download.rs` knows, in its order. */
function kindsOf(body) {
  const result = member(body, "result");
  const values = [body, member(body, "success")];
  for (const download of [result, member(result, "default"), member(result, "audio")]) {
    values.push(download);
    for (const field of ["percentComplete", "status", "url"]) values.push(member(download, field));
  }
  return values.map(kindOf);
}

function errorOfAnswer({ operation, request, url, secret }, { status, headers, retryAfter }, text, kinds) {
  const header = (name) => readHeader(headers, name);
  const redacted = redact(text, secret);
  const error = parse(redacted, secret);
  const isJSON = error !== undefined;
  const contentType = redact(header("content-type") ?? "", secret);
  const told = isJSON ? linksIn(error) : `${contentType}\n${redacted.trim().slice(0, EXCERPT)}`;
  const location = redact(header("location") ?? "", secret);
  const origin = location && (originOf(location, url) ?? "");
    return errorOf(failure(operation, status, isJSON ? kinds : [], told, origin, request), {
    // It is 0 where the browser hides a redirect.
    status: status || undefined,
    headers: redactHeaders(headers, secret),
    error,
    retryAfter,
  });
}

/** The links of the errors of a body, in the lines that the core reads. */
function linksIn(body) {
  const chains = elements(member(body, "errors"), MAX_ERRORS).map((error) => {
    const links = chainOf(error, []);
    // The first link says what failed and the last ones why, so the middle gives way.
    links.splice(1, links.length - 3);
    return links.join("\n");
  });
  return chains.join("\n\n");
}

/** Adds an error and its chain to the links, outermost first. */
function chainOf(error, links) {
  if (links.length < MAX_LINKS) {
    const [code, message] = [member(error, "code"), member(error, "message")];
    const text = typeof message === "string" ? message.slice(0, EXCERPT).replaceAll("\n", " ") : "";
    links.push(`${code >>> 0 === code ? code : ""} ${text}`);
    for (const link of elements(member(error, "error_chain"), MAX_LINKS)) chainOf(link, links);
  }
  return links;
}

/** The first elements of an array. What is none has no elements. */
const elements = (value, count) => (Array.isArray(value) ? value.slice(0, count) : []);

/** A value's own member. What is inherited is not of the body. */
const member = (value, name) =>
  value != null && Object.hasOwn(value, name) ? value[name] : undefined;
