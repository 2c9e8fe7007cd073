// Writes log lines to the caller's logger. What they must not show is the core's to say.

import { isSecret } from "./cf_stream_downloads.js";
import { settle } from "./invoke.js";
import { redact } from "./redact.js";

// The numbers of the levels in the core's `log.rs`.
const INFO = 3;
const DEBUG = 4;

/** Logs one attempt. `delay` is negative where there is no other. */
export function logAttempt(call, outcome, took, delay) {
  if (call.level < INFO) return;
  const retrying = delay < 0 ? "" : `, retrying in ${Math.ceil(delay)} ms`;
  write(call, "info", `${call.request} ${outcome} in ${Math.ceil(took)} ms${retrying}`);
}

/** Logs the headers that a request was `sent` with or `got`. */
export function logHeaders(call, way, headers) {
  if (call.level < DEBUG) return;
  let line = `${call.request} ${way}`;
  try {
    for (const [name, value] of headers) line += ` ${name}: ${isSecret(name) ? "***" : value};`;
  } catch {
    // These are no real headers.
    return;
  }
  write(call, "debug", line);
}

// A logger that throws, rejects or has no such method is no reason for a call to fail.
function write({ logger, secret }, level, line) {
  const text = redact(line, secret);
  settle(() => logger[level]?.(text)).catch(() => {});
}
