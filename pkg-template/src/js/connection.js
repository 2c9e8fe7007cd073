// The error of a request that got no answer, or none that can be read.

import { ABORTED, REJECTED } from "./attempt.js";
import { unanswered } from "./cf_stream_downloads.js";
import { errorOf } from "./told.js";
import { readMember } from "./invoke.js";
import { kindOf, OBJECT } from "./kind.js";
import { redact } from "./redact.js";

/** How many causes of a thrown value a message names. */
const MAX_CAUSES = 4;

/** Makes the error of an attempt that ended so, with the value of its promise. */
export function connectionError({ request, secret, signal, timeout }, ending, value) {
  let kind = OBJECT;
  try {
    kind = kindOf(value);
  } catch {}
  const detail = ending === REJECTED ? reasonsOf(value, secret) : String(Math.ceil(timeout));
  const told = unanswered(ending, kind, detail, request);
  if (ending === ABORTED) return errorOf(told, { cause: readMember(signal, "reason") });
  return errorOf(told, ending === REJECTED ? { cause: value } : undefined);
}

/** Gives the message of a thrown value and those of its causes: Node says "fetch failed", and why there. */
function reasonsOf(thrown, secret) {
  const reasons = [];
  const add = (text) => {
    // What is cut off of a secret would no longer be found in it.
    if (typeof text === "string") reasons.push(redact(text, secret).slice(0, 200));
  };
  let value = thrown;
  // A cause may be its own cause.
  for (let causes = 0; causes < MAX_CAUSES && Object(value) === value; causes += 1) {
    add(readMember(value, "message"));
    value = readMember(value, "cause");
  }
  add(value);
  return reasons.join(": ");
}
