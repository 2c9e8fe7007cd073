// Asks Cloudflare with the Worker's credential or its Stream binding, and makes of what comes an answer for the page.

import { CloudflareError } from "cf-stream-downloads";

import { clientOf } from "./client.js";
import { failed, succeeded } from "./envelope.js";
import { failureOf } from "./failure.js";
import { redact } from "./secrets.js";

/**
 * Gives `{ status, headers, text, reuse }`, plain data that any request may send. `call` is given a client, and gives
 * `{ data, response }`, without a response where there is none; `reuse` says for how many milliseconds the answer may
 * be used again. An error is for once.
 */
export async function ask(env, call, reuse = () => 0) {
  try {
    const { data, response } = await call(clientOf(env));
    const headers = limits(response?.headers, env);
    return { status: 200, headers, text: textOf(succeeded(data), env), reuse: reuse(data) };
  } catch (error) {
    if (!(error instanceof CloudflareError)) throw error;
    const { status, errors, wait } = failureOf(error);
    const headers = { ...limits(error.headers, env), ...wait };
    return { status, headers, text: textOf(failed(errors), env), reuse: 0 };
  }
}

/** What is said of Cloudflare's rate limit, by which the page's client slows down. */
function limits(headers, env) {
  const names = ["ratelimit", "ratelimit-policy"].filter((name) => headers?.has(name));
  return Object.fromEntries(names.map((name) => [name, redact(headers.get(name), env)]));
}

/** As JSON. An API may repeat in its answer what it was sent. */
function textOf(body, env) {
  return redact(JSON.stringify(body), env);
}
