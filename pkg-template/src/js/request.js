// Leads a request: asks until the core is content with the answer, and reads that.

import { resultOf } from "./answer.js";
import { ABORTED, ANSWERED, Attempt, NO_RESPONSE, NO_TEXT, TIMED_OUT } from "./attempt.js";
import { retryIn, serverDelay } from "./cf_stream_downloads.js";
import { connectionError } from "./connection.js";
import { prepare } from "./input.js";
import { cancelBody, readHeader } from "./invoke.js";
import { logAttempt, logHeaders } from "./log.js";

// Engines take more for a date than HTTP does, and each something else.
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/;

const forever = () => new Promise(() => {});

/** Resolves, when the headers of a 2xx answer are there, to what the result is made of. */
export async function send(operation, client, pace, first, second, third) {
  // Read before the first wait, so that a later change to the client is for later calls.
  const call = prepare(operation, client, first, second, third);
  const { fetch, url, init } = call;
  for (let retries = 0; ; retries += 1) {
    const attempt = new Attempt(call.signal, call.timeout);
    const started = performance.now();
    const [ending, value] = await attempt.wait(() => {
      logHeaders(call, "sent", init.headers);
      return fetch(url, { ...init, signal: attempt.signal });
    });
    const took = performance.now() - started;
    const answer = ending === ANSWERED ? answerOf(value) : undefined;
    const sent = { call, attempt, answer, response: value };

    let error;
    // In milliseconds, and negative where there is none.
    let delay = -1;
    if (!answer) {
      const unusable = ending === ANSWERED ? NO_RESPONSE : ending;
      error = connectionError(call, unusable, value);
      delay = retryIn(unusable, 0, "", -1, retries, call.maxRetries, Math.random());
    } else if (!answer.ok) {
      const header = (name) => readHeader(answer.headers, name) ?? "";
      const after = header("retry-after");
      const until = HTTP_DATE.test(after) ? Date.parse(after) - Date.now() : NaN;
      const told = serverDelay(header("retry-after-ms"), after, until);
      if (told >= 0) answer.retryAfter = told;
      delay = retryIn(
        ending,
        answer.status,
        header("x-should-retry"),
        told,
        retries,
        call.maxRetries,
        Math.random(),
      );
    }
    logAttempt(call, error?.name ?? String(answer.status), took, delay);
    if (answer) {
      logHeaders(call, "got", answer.headers);
      pace.note(answer.headers, answer.status === 429 ? answer.retryAfter : undefined);
      if (answer.ok) return sent;
    }
    if (delay < 0) {
      if (error) throw error;
      // The body says what went wrong.
      return receive(sent);
    }
    if (answer) cancelBody(value);
    // Firefox keeps the connection of a body that was cancelled.
    attempt.abort();
    const [slept] = await new Attempt(call.signal, delay).wait(forever);
    if (slept === ABORTED) throw connectionError(call, slept);
  }
}

/** Resolves to the result. */
export async function receive({ call, attempt, answer, response }) {
  const [ending, value] = await attempt.wait(() => response.text());
  if (ending === ANSWERED && typeof value === "string") return resultOf(call, answer, value);
  const unusable = ending === ANSWERED ? NO_TEXT : ending;
  if (answer.ok || ending === ABORTED || ending === TIMED_OUT) {
    throw connectionError(call, unusable, value);
  }
  // The status has said enough to not be lost with the body.
  return resultOf(call, answer, "");
}

/** Reads the head of an answer, if it is one. */
function answerOf(response) {
  try {
    const { status, headers } = response;
    const readable = typeof headers.get === "function" && typeof response.text === "function";
    if (readable && Number.isInteger(status) && status >= 0 && status < 0x10000) {
      return { status, headers, ok: status >= 200 && status < 300 };
    }
  } catch {}
}
