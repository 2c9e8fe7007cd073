// What a wait makes of the API's limit and of answers that ask it to come back later: it never looks
// more often than they allow.

import { VIDEOS } from "../stand-in/library.js";
import { hurry, skipTime } from "./hurry.js";
import { answering, look, progress, READY, refusal, waits } from "./looks.js";
import { settled } from "./outcome.js";
import { encoding } from "./scenario.js";
import { between } from "./wait-delays.js";

export function waitLimit({ QUnit, exports, clientOf, standIn }) {
  QUnit.module("wait limit");

  const wait = waits(clientOf);

  const limit = (remaining, seconds) => ({
    ratelimit: `"default";r=${remaining};t=${seconds}`,
    "ratelimit-policy": `"default";q=1200;w=300`,
  });
  const first = (headers) => [look({ default: progress(0) }, headers), { default: READY }];

  QUnit.test("where no request is left, it waits for the next window", async (assert) => {
    for (const interval of [0, 100, undefined]) {
      const { gaps } = await wait(first(limit(0, 30)), undefined, { interval });
      between(assert, gaps[0], 30_000, 32_000);
    }
    const { gaps } = await wait(first(limit(0, 2)), undefined, { interval: 20_000 });
    between(assert, gaps[0], 20_000, 20_000);
  });

  QUnit.test("where few are left, they are spread", async (assert) => {
    const { gaps } = await wait(first(limit(2, 30)), undefined, { interval: 0 });
    between(assert, gaps[0], 7500, 30_000);
  });

  QUnit.test("where many are left, it does not wait", async (assert) => {
    for (const headers of [limit(1000, 200), limit(0, 0), {}, { ratelimit: "r" }]) {
      const { gaps } = await wait(first(headers), undefined, { interval: 100 });
      between(assert, gaps[0], 100, headers.ratelimit?.includes("t=0") ? 1100 : 100);
    }
  });

  QUnit.test("it is the limit of all that the client asks", async (assert) => {
    const { fetch, asked } = answering(...first(limit(0, 30)), ...first({}));
    const { downloads } = clientOf({ fetch }).stream;
    await skipTime(async () => {
      await downloads.get(VIDEOS.bothReady);
      await downloads.get(VIDEOS.bothReady);
      await settled(downloads.waitUntilReady(VIDEOS.nothing, undefined, { interval: 100 }));
    });
    between(assert, asked[3].at - asked[0].at, 30_000, 32_000);
  });

  QUnit.test("the server sees that its limit is kept", async (assert) => {
    const { baseURL, requests } = await encoding(
      standIn.origin,
      { seconds: 1, factor: 10 },
      {},
      { headers: limit(0, 2) },
    );
    const { downloads } = clientOf({ baseURL }).stream;
    await hurry(10, () =>
      downloads.waitUntilReady(VIDEOS.nothing, { create: true }, { interval: 100 }),
    );
    const [, post, next] = (await requests()).map(({ at }) => at);
    assert.true(next - post >= 190, `${next - post} ms`);
  });

  QUnit.test("a retry's delay is kept, and is no end", async (assert) => {
    const busy = refusal(429, { "retry-after": "20" });
    const { result, gaps } = await wait(
      [busy, { default: progress(1) }, busy, { default: READY }],
      undefined,
      { maxRetries: 1 },
    );
    assert.deepEqual(result, { default: READY });
    between(assert, gaps[0], 20_000, 20_000);
    between(assert, gaps[1], 900, 1100);
    between(assert, gaps[2], 20_000, 20_000);
  });

  QUnit.test("a delay of more than a minute is the caller's to wait for", async (assert) => {
    const busy = refusal(429, { "retry-after": "61" });
    const { error, asked, took } = await wait([{ default: progress(1) }, busy], undefined, {
      maxRetries: 2,
    });
    assert.true(error instanceof exports.RateLimitError, `${error}`);
    assert.strictEqual(error.retryAfter, 61_000);
    assert.deepEqual(asked, ["GET", "GET"]);
    assert.true(took <= 1100, `${took} ms`);
  });
}
