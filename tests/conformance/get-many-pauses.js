// How many videos at once keep to the API's rate limit: to what is left, and to its refusals.

import { API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { RateLimit } from "../stand-in/rate-limit.js";
import { pause } from "./hurry.js";
import { refusal } from "./looks.js";
import { found, gather, names, namesOf, serving, skipPauses, tooMany } from "./many.js";
import { settled, sleep } from "./outcome.js";
import { makeScenario } from "./scenario.js";

export function getManyPauses({ QUnit, exports, standIn, clientOf }) {
  QUnit.module("the pauses of many");

  /** Asks for so many videos, or for each of `lists`, in made-up time; gives what came of it. */
  async function ask(answer, lists, { maxRetries = 0, ...options } = {}) {
    const server = serving(answer);
    // Without a timeout the pauses are the only timers.
    const client = clientOf({ fetch: server.fetch, maxRetries, timeout: Infinity });
    const results = [];
    let error;
    const run = async (list) => {
      const all = client.stream.downloads.getMany(list, undefined, options);
      for await (const one of all) results.push(one);
    };
    let began;
    await skipPauses(async () => {
      began = performance.now();
      const runs = typeof lists === "number" ? [run(names(lists))] : lists.map(run);
      await Promise.all(runs.map((run) => settled(run))).catch((thrown) => (error = thrown));
    });
    const times = server.asked.map(({ at }) => at - began);
    return { error, results, videos: server.videos(), times };
  }

  const isAll = (assert, { error, results }, expected) => {
    assert.strictEqual(error, undefined);
    assert.deepEqual(namesOf(results).sort(), [...expected].sort());
    assert.true(
      results.every(({ downloads }) => downloads),
      "all were found",
    );
  };

  const PAUSES = {
    "of a moment": [{ "retry-after-ms": "500" }, 500],
    "that the call itself waits for": [{ "retry-after": "20" }, 20_000, 2],
    "that the call does not wait for": [{ "retry-after": "100" }, 100_000, 2],
    "after the last retry": [{ "retry-after": "20" }, 20_000],
    "as long as the window": [{ ratelimit: '"default";r=0;t=40' }, 41_000],
    "of which nobody says how long": [{}, 60_000],
  };
  QUnit.test.each(
    "a refusal pauses all, and is asked again",
    PAUSES,
    async (assert, [headers, expected, maxRetries]) => {
      const answer = async (video, turn) => {
        if (turn === 1) return tooMany(headers);
        // So that the others come after it.
        if (turn < 3) await pause(100);
        return found(video);
      };
      const outcome = await ask(answer, 9, { concurrency: 3, maxRetries });
      isAll(assert, outcome, names(9));
      assert.deepEqual(outcome.videos.filter((video) => video === "video1").length, 2);
      assert.strictEqual(outcome.videos.length, 10);
      for (const time of outcome.times.slice(3)) {
        assert.true(time >= expected - 1 && time <= expected + 1500, `${time} ms`);
      }
    },
  );

  QUnit.test("those that are refused together are refused once", async (assert) => {
    // Six times all ten, and then none.
    const answer = async (video, turn) => {
      await pause(100);
      return turn < 60 ? tooMany({ "retry-after": "5" }) : found(video);
    };
    const outcome = await ask(answer, 10, { concurrency: 10 });
    isAll(assert, outcome, names(10));
    assert.strictEqual(outcome.videos.length, 70);
    assert.true(outcome.times.at(-1) >= 30_000 && outcome.times.at(-1) < 40_000);
  });

  QUnit.test("after six pauses in a row the next refusal ends it", async (assert) => {
    for (const concurrency of [1, 4]) {
      const answer = async () => {
        await pause(100);
        return tooMany({ "retry-after": "5" });
      };
      const { error, results, videos, times } = await ask(answer, 9, { concurrency });
      assert.true(error instanceof exports.RateLimitError, `${error}`);
      assert.strictEqual(error.retryAfter, 5000);
      assert.deepEqual(results, []);
      assert.strictEqual(videos.length, 7 * concurrency);
      assert.true(times.at(-1) >= 30_000 && times.at(-1) < 40_000, `${times.at(-1)}`);
    }
  });

  const BETWEEN = {
    "a result": (video) => found(video),
    "another error": () => refusal(404),
    "an answer that cannot be used": () => refusal(200),
  };
  QUnit.test.each("an answer in between begins anew", BETWEEN, async (assert, between) => {
    // Five refusals, an answer, and again.
    const answer = (video, turn) =>
      turn % 6 < 5 ? tooMany({ "retry-after-ms": "10" }) : between(video);
    const { error, results, videos } = await ask(answer, 3, { concurrency: 1 });
    assert.strictEqual(error, undefined);
    assert.deepEqual(namesOf(results), names(3));
    assert.strictEqual(videos.length, 18);
  });

  /** Videos behind a limit, each of which takes a tenth of a second. */
  const limited = (quota, window) => {
    const limit = new RateLimit({ quota, window });
    return async (video) => {
      const { refused, headers } = limit.take();
      await pause(100);
      return refused ? tooMany(headers) : found(video, headers);
    };
  };

  QUnit.test("it keeps to what is left", async (assert) => {
    const outcome = await ask(limited(20, 60), 90);
    isAll(assert, outcome, names(90));
    assert.strictEqual(outcome.videos.length, 90, "nothing was refused");
    const last = outcome.times.at(-1);
    // Four windows have to pass.
    assert.true(last >= 240_000 && last < 255_000, `${last} ms`);
  });

  QUnit.test("the last twentieth is spread over the rest of the window", async (assert) => {
    const outcome = await ask(limited(100, 100), 101, { concurrency: 2 });
    isAll(assert, outcome, names(101));
    const { times } = outcome;
    assert.true(times[94] < 10_000, `${times[94]} ms for most of them`);
    const gaps = [96, 97, 98, 99].map((index) => times[index] - times[index - 1]);
    assert.true(
      gaps.every((gap) => gap > 15_000 && gap < 25_000),
      `${gaps}`,
    );
    assert.true(times[100] >= 100_000 && times[100] < 104_000, `${times[100]} ms`);
  });

  QUnit.test("several share what the client has left", async (assert) => {
    const lists = [names(15), names(15).map((name) => `other-${name}`)];
    const outcome = await ask(limited(20, 60), lists);
    isAll(assert, outcome, lists.flat());
    assert.strictEqual(outcome.videos.length, 30, "nothing was refused");
    const last = outcome.times.at(-1);
    assert.true(last >= 60_000 && last < 65_000, `${last} ms`);
  });

  QUnit.test("those that start together count before any is answered", async (assert) => {
    const server = serving(limited(4, 20));
    const { downloads } = clientOf({ fetch: server.fetch, timeout: Infinity }).stream;
    const results = await skipPauses(async () => [
      ...(await gather(downloads.getMany(["first"]))),
      ...(await gather(downloads.getMany(names(6)))),
    ]);
    assert.true(results.every(({ downloads }) => downloads));
    assert.strictEqual(server.asked.length, 7, "nothing was refused");
  });

  QUnit.test("what other clients have left is no matter", async (assert) => {
    const empty = clientOf({ fetch: async () => found("video", { ratelimit: '"a";r=0;t=9999' }) });
    await empty.stream.downloads.get("video");
    const other = empty.withOptions(serving());
    const results = await settled(gather(other.stream.downloads.getMany(names(9))));
    assert.strictEqual(results.length, 9);
  });

  QUnit.test("a limit that lasts for ever holds nobody up who leaves", async (assert) => {
    const { setTimeout } = globalThis;
    const delays = [];
    globalThis.setTimeout = (handler, delay, ...args) => {
      delays.push(delay);
      return setTimeout(handler, delay, ...args);
    };
    for (const seconds of ["9999999999", "9".repeat(400)]) {
      const { fetch, asked } = serving((video) =>
        found(video, { ratelimit: `"default";r=0;t=${seconds}` }),
      );
      const all = clientOf({ fetch }).stream.downloads.getMany(names(9), {}, { concurrency: 1 });
      await settled(all.next());
      const next = all.next();
      await sleep(20);
      assert.strictEqual(asked.length, 1);
      await settled(all.return());
      assert.true((await settled(next)).done);
    }
    globalThis.setTimeout = setTimeout;
    // Longer ones fire at once.
    assert.true(delays.length < 10 && delays.every((delay) => delay < 2 ** 31), `${delays}`);
  });

  QUnit.test("a limit of the stand-in is kept to", async (assert) => {
    const limit = { quota: 8, window: 1 };
    const { baseURL, requests } = await makeScenario(standIn.origin, { limit });
    const { downloads } = clientOf({ baseURL, apiToken: API_TOKEN, maxRetries: 2 }).stream;
    const videos = Object.values(VIDEOS);
    const results = await settled(gather(downloads.getMany([...videos, ...videos].slice(0, 12))));
    assert.true(results.every(({ downloads }) => downloads));
    assert.strictEqual((await requests()).length, 12, "nothing was refused");
  });
}
