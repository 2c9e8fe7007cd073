// What Cloudflare's refusals and failures become: a status, errors as in Cloudflare's envelope, and how long to wait.

import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIResponseValidationError,
  APIUserAbortError,
} from "cf-stream-downloads";

/** `error` is a CloudflareError. `wait` are headers. */
export function failureOf(error) {
  const own = (status, message) => ({ status, errors: [{ code: 1000 + status, message }], wait: {} });
  // Only the list of a Stream binding is aborted, when it takes too long.
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError)
    return own(504, "Cloudflare did not answer in time.");
  if (error instanceof APIConnectionError) return own(502, "Cloudflare cannot be reached.");
  if (error instanceof APIResponseValidationError) return own(502, error.message);
  // What cannot be sent at all; the settings are to blame.
  if (!(error instanceof APIError) || error.status === undefined) return own(500, error.message);
  // Cloudflare's, and not the Worker's own: to the page a 1401 is the end of a session.
  const withCode = [{ code: 2000 + error.status, message: error.message }];
  const seconds = Math.ceil(error.retryAfter / 1000);
  return {
    // A redirection is for the Worker, which follows none.
    status: error.status < 400 ? 502 : error.status,
    // Of the errors of a Stream binding no code may be left.
    errors: error.code === undefined ? withCode : error.errors,
    wait: seconds >= 0 ? { "retry-after": `${seconds}` } : {},
  };
}
