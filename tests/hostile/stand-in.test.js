// What a server can do to a connection and say over it, through the platform's own fetch.

import { after, test } from "node:test";

import Cloudflare from "cf-stream-downloads";
import fc from "fast-check";

import { scenarios } from "../conformance/scenario.js";
import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { startStandIn } from "../stand-in/server.js";
import { answer, textOf } from "./answers.js";
import { assertSettles } from "./invariant.js";
import { forAll } from "./run.js";
import { SECRET } from "./strange.js";

const standIn = await startStandIn();
after(() => standIn.close());

const scenario = scenarios(standIn.origin);

const fault = fc.constantFrom("reset", "close", "stall", "stall-body", "truncate", "bad-gzip");
const scripted = fc
  .record({
    answer,
    fault: fc.option(fault, { nil: undefined, freq: 2 }),
    bodyDelay: fc.constantFrom(0, 0, 20),
  })
  .map(({ answer, ...rest }) => ({ ...answer, ...rest }));

const calls = fc.record({
  operation: fc.constantFrom("get", "create", "delete"),
  answers: fc.array(scripted, { minLength: 1, maxLength: 2 }),
  abortAfter: fc.option(fc.nat(60), { nil: undefined, freq: 5 }),
});
// Stalls take their time, so that cases run beside one another.
const several = fc.array(calls, { minLength: 12, maxLength: 12 });

async function check({ operation, answers, abortAfter }) {
  const { baseURL } = await scenario(
    ...answers.map(({ body, headers, ...rest }) => ({
      ...rest,
      body: textOf(body),
      // A server that asks for a second gets it.
      headers: { ...headers, "retry-after-ms": "1" },
    })),
  );
  const client = new Cloudflare({ apiToken: SECRET, accountId: ACCOUNT_ID, baseURL });
  const signal = abortAfter === undefined ? undefined : AbortSignal.timeout(abortAfter);
  const options = { timeout: 150, maxRetries: 1, signal };
  const { downloads } = client.stream;
  await assertSettles(() => downloads[operation](VIDEOS.bothReady, {}, options));
}

test("whatever a server does, a call settles", () =>
  forAll(several, 25, (cases) => Promise.all(cases.map(check))));
