// Makes calls of every kind, before any is made at the end of the stack: an engine compiles no
// function there, and V8 ends a process in which a regular expression is yet to be compiled.

import { CALLS } from "./calls.js";
import { Outcomes } from "./outcomes.js";
import { makeClient, makeParts } from "./parts.js";

/** V8 compiles a regular expression at its first use, and again when it is used more often. */
const TIMES = 3;

/** Ways to fail, as a change to the parts of a call. */
const WAYS = [
  () => {},
  (parts) => (parts.args.options.signal = AbortSignal.abort()),
  (parts) => (parts.args.options.headers = { "not a name": "value" }),
  (parts) => (parts.client.apiToken = "not a token"),
  (parts) => (parts.client.fetch = () => Promise.reject(new Error("refused"))),
  (parts) => (parts.client.fetch = async () => new Response("<html>", { status: 503 })),
];

export async function warmUp() {
  const signal = new AbortController().signal;
  for (const [name, traits] of Object.entries(CALLS)) {
    for (const change of Array(TIMES).fill(WAYS).flat()) {
      const outcomes = new Outcomes();
      // With this place lines are logged, too.
      const parts = makeParts(traits, ["client", "logger"], signal, () => {});
      change(parts);
      const made = traits.make(makeClient(parts.client), parts.args);
      const result = traits.loops ? made.next().finally(() => made.return()) : made;
      outcomes.add(name, () => result);
      await outcomes.settle();
    }
  }
}
