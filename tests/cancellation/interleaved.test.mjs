// Thousands of requests of one isolate, many at a time, with clients that depart among them and
// collections forced all the while: what ends the one must neither end nor hold up another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { betweenLooks, duringFirstLook, duringGet, untilDeparture } from "./departure.js";
import { makeRandom } from "./random.js";
import { Arrivals, startUpstream } from "./upstream.js";
import { startWorkerd } from "./workerd.js";

const REQUESTS = 4_000;
const AT_ONCE = 100;
const PER_DEPARTURE = 10;
const PER_COLLECTION = 50;
// How long an answer, its body and the pause before another attempt may take.
const MILLISECONDS = 20;

const inProgress = { default: { status: "inprogress", percentComplete: 50 } };
const ready = (identifier) => ({
  default: { status: "ready", percentComplete: 100, url: `https://video.test/${identifier}.mp4` },
});

const success = (result) => ({ body: { success: true, result } });
const failure = (message, more) => ({ body: { success: false, errors: [{ message }] }, ...more });
const tooMany = failure("There were more requests than there are answers.", { status: 410 });

/** Makes up how the API answers one request: after no failure, one, or two in a row. */
function attempts(random, result) {
  const refusal = () => {
    const headers = { "retry-after-ms": String(random(MILLISECONDS)) };
    return failure("Service Unavailable", { status: 503, headers });
  };
  const someTime = () => (random(2) ? random(MILLISECONDS) : 0);
  const answers = [...Array.from({ length: random(3) }, refusal), success(result)];
  return answers.map((answer) => ({ ...answer, delay: someTime(), bodyDelay: someTime() }));
}

/** An API that answers by scripts, of which each is about one video. Others go to `arrivals`. */
function scriptedApi() {
  const scripts = new Map();
  const arrivals = new Arrivals();
  function serve(exchange) {
    const script = scripts.get(/video-\d+/.exec(exchange.path)?.[0]);
    if (!script) return arrivals.add(exchange);
    const isSleep = exchange.path.startsWith("/asleep/");
    const { body, ...how } = isSleep ? success() : (script.shift() ?? tooMany);
    return exchange.answer(body, how);
  }
  return { scripts, arrivals, serve };
}

/** Sends a request, and checks its answer. */
async function request({ workerd, scripts }, random, number) {
  const identifier = `video-${number}`;
  const waits = random(4) === 0;
  const looks = waits ? [inProgress, ready(identifier)] : [ready(identifier)];
  const script = looks.flatMap((result) => attempts(random, result));
  scripts.set(identifier, script);
  const answer = await workerd.ask(waits ? `/wait/${identifier}/0` : `/get/${identifier}`);
  assert.deepEqual(answer, ready(identifier));
  assert.deepEqual(script, []);
}

async function depart(started, random, number) {
  const moments = [duringGet, duringFirstLook, betweenLooks];
  const moment = moments[random(moments.length)];
  const leave = await untilDeparture(started, moment, `departing-${number}`);
  await leave();
}

/** Sends requests until there are as many as are wanted, and what goes with them. */
async function sendAll(started, next) {
  for (let number = next(); number < REQUESTS; number = next()) {
    const random = makeRandom(number);
    if (number % PER_COLLECTION === 0) await started.workerd.ask("/collect");
    if (number % PER_DEPARTURE === 0) await depart(started, random, number);
    await request(started, random, number);
  }
}

test("4,000 requests are all answered, whatever goes on beside them", async (context) => {
  const { scripts, arrivals, serve } = scriptedApi();
  const upstream = await startUpstream(context, serve);
  const workerd = await startWorkerd(context, { upstream });
  let count = 0;
  const next = () => count++;
  const started = { workerd, scripts, arrivals };
  await Promise.all(Array.from({ length: AT_ONCE }, () => sendAll(started, next)));
  await workerd.endQuietly();
});
