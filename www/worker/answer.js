// Asks Cloudflare with the Worker's credential, and makes of what comes an answer for the page.

import Cloudflare, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIResponseValidationError,
  CloudflareError,
} from "cf-stream-downloads";

import { failed } from "./refusal.js";

export const TIMEOUT = 10_000;

/**
 * Gives `{ status, headers, text, reuse }`, plain data that any request may send. `call` is given a client, and gives
 * `{ data, response }`; `reuse` says for how many milliseconds the answer may be used again. An error is for once.
 */
export async function ask(env, call, reuse = () => 0) {
  try {
    const { data, response } = await call(clientOf(env));
    const body = { success: true, errors: [], messages: [], result: data };
    const headers = limits(response.headers, env);
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
    apiToken: tokenOf(env),
    accountId: env.CLOUDFLARE_ACCOUNT_ID.trim(),
    baseURL: env.CLOUDFLARE_BASE_URL?.trim() || null,
    timeout: TIMEOUT,
    // The page repeats what may be repeated: it can say so meanwhile.
    maxRetries: 0,
    logLevel: "off",
  });
}

function failureOf(error) {
  const own = (status, message) => ({ status, errors: [{ code: 1000 + status, message }] });
  if (error instanceof APIConnectionTimeoutError) return own(504, "Cloudflare does not answer.");
  if (error instanceof APIConnectionError) return own(502, "Cloudflare cannot be reached.");
  if (error instanceof APIResponseValidationError) return own(502, error.message);
  // What cannot be sent at all; the settings are to blame.
  if (!(error instanceof APIError) || error.status === undefined) return own(500, error.message);
  const { errors } = own(error.status, error.message);
  const seconds = Math.ceil(error.retryAfter / 1000);
  return {
    // A redirection is for the Worker, which follows none.
    status: error.status < 400 ? 502 : error.status,
    errors: error.errors.length > 0 ? error.errors : errors,
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
  return text.replaceAll(secret, "***");
}

function tokenOf({ CLOUDFLARE_API_TOKEN }) {
  return CLOUDFLARE_API_TOKEN.trim();
}
