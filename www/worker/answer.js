// Asks Cloudflare with the Worker's credential or its Stream binding, and makes of what comes an answer for the page.

import Cloudflare, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIResponseValidationError,
  APIUserAbortError,
  CloudflareError,
} from "cf-stream-downloads";

import { failed } from "./refusal.js";
import { tokenOf } from "./settings/account.js";

export const TIMEOUT = 10_000;

/**
 * Gives `{ status, headers, text, reuse }`, plain data that any request may send. `call` is given a client, and gives
 * `{ data, response }`, without a response where there is none; `reuse` says for how many milliseconds the answer may be used again. An error is for once.
 */
export async function ask(env, call, reuse = () => 0) {
  try {
    const { data, response } = await call(clientOf(env));
    const body = { success: true, errors: [], messages: [], result: data };
    const headers = limits(response?.headers, env);
    return { status: 200, headers, text: textOf(body, env), reuse: reuse(data) };
  } catch (error) {
    if (!(error instanceof CloudflareError)) throw error;
    const { status, errors, wait } = failureOf(error);
    const headers = { ...limits(error.headers, env), ...wait };
    return { status, headers, text: textOf(failed(errors), env), reuse: 0 };
  }
}

// For every call: a client of another request would wait for what ends with that request.
function clientOf(env) {
  return new Cloudflare({
    ...(env.STREAM
      ? { stream: env.STREAM }
      : {
          apiToken: tokenOf(env),
          accountId: env.CLOUDFLARE_ACCOUNT_ID.trim(),
          baseURL: env.CLOUDFLARE_BASE_URL?.trim() || null,
        }),
    timeout: TIMEOUT,
    // The page repeats what may be repeated: it can say so meanwhile.
    maxRetries: 0,
    logLevel: "off",
  });
}

function failureOf(error) {
  const own = (status, message) => ({ status, errors: [{ code: 1000 + status, message }] });
  // Only the list of a Stream binding is aborted, when it takes too long.
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return own(504, "Cloudflare does not answer.");
  if (error instanceof APIConnectionError) return own(502, "Cloudflare cannot be reached.");
  if (error instanceof APIResponseValidationError) return own(502, error.message);
  // What cannot be sent at all; the settings are to blame.
  if (!(error instanceof APIError) || error.status === undefined) return own(500, error.message);
  const { errors } = own(error.status, error.message);
  const seconds = Math.ceil(error.retryAfter / 1000);
  return {
    // A redirection is for the Worker, which follows none.
    status: error.status < 400 ? 502 : error.status,
    // Of the errors of a Stream binding no code may be left.
    errors: error.code === undefined ? errors : error.errors,
    wait: seconds >= 0 ? { "retry-after": `${seconds}` } : {},
  };
}

/** What is said of Cloudflare's rate limit, by which the page's client slows down. */
function limits(headers, env) {
  const names = ["ratelimit", "ratelimit-policy"].filter((name) => headers?.has(name));
  return Object.fromEntries(names.map((name) => [name, redact(headers.get(name), tokenOf(env))]));
}

/** As JSON. */
function textOf(body, env) {
  return redact(JSON.stringify(body), JSON.stringify(tokenOf(env)).slice(1, -1));
}

// An API may repeat in its answer what it was sent.
function redact(text, secret) {
  return secret ? text.replaceAll(secret, "***") : text;
}
