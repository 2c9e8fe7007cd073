// Leads a request: asks until the core is content with the answer, and reads that.

import { Attempt } from "./attempt.js";
import { decode, Ending, judge, prepare, readText, start } from "./cf_stream_downloads.js";

const forever = () => new Promise(() => {});

/** Resolves, when the headers of a 2xx answer are there, to what the result is made of. */
export async function send(operation, client, pace, first, second, third) {
  // Read before the first wait, so that a later change to the client is for later calls.
  const call = prepare(operation, client, first, second, third);
  for (let retries = 0; ; retries += 1) {
    const attempt = new Attempt(call.signal, call.timeout);
    const started = performance.now();
    const [ending, response] = await attempt.wait(() => start(call, attempt.signal));
    const took = performance.now() - started;
    const delay = judge(call, pace, ending, response, retries, took);
    const sent = { operation, call, attempt, response };
    if (delay === undefined) return sent;
    // The body says what went wrong.
    if (delay < 0) return receive(sent);
    // Firefox keeps the connection of a body that was cancelled.
    attempt.abort();
    const [slept] = await new Attempt(call.signal, delay).wait(forever);
    if (slept === Ending.Aborted) return decode(operation, call, response, slept);
  }
}

/** Resolves to the result. */
export async function receive({ operation, call, attempt, response }) {
  const [ending, text] = await attempt.wait(() => readText(response));
  return decode(operation, call, response, ending, text);
}
