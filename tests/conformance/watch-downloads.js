// Watching downloads: a wait whose changes are iterated over. What it sees and reports it shares with
// wait-until-ready.js. How it ends before its time is in watch-endings.js.

import { ACCOUNT_ID, API_TOKEN, VIDEOS } from "../stand-in/library.js";
import { hurry, skipTime } from "./hurry.js";
import { answering, progress, READY } from "./looks.js";
import { failure, settled, sleep } from "./outcome.js";
import { encoding } from "./scenario.js";
import { watchedController, watchTimers } from "./watch.js";

const video = VIDEOS.nothing;

export const LOOKS = [1, 2, 3].map((percent) => ({ default: progress(percent) }));
export const DONE = { default: READY };
export const OVER = { done: true, value: undefined };

/** Gives a function that watches a video about which the API gives `answers` in turn. */
export function watches(clientOf) {
  return (answers, params, options) => {
    const { fetch, asked } = answering(...answers);
    const { controller, signal, listeners } = watchedController();
    const client = clientOf({ fetch });
    const iterator = client.stream.downloads.watch(video, params, { signal, ...options });
    return { client, iterator, asked, controller, listeners };
  };
}

export async function collect(iterable) {
  const seen = [];
  for await (const downloads of iterable) seen.push(downloads);
  return seen;
}

export function watchDownloads({ QUnit, clientOf, standIn }) {
  QUnit.module("watch downloads");

  const watching = watches(clientOf);

  QUnit.test(
    "it gives the downloads whenever they change, until they are ready",
    async (assert) => {
      const answers = [LOOKS[0], LOOKS[0], LOOKS[1], LOOKS[0], LOOKS[2], LOOKS[2], DONE];
      const reports = [];
      const onProgress = (seen) => void reports.push(seen);
      const { iterator, asked, listeners } = watching(answers, undefined, { onProgress });
      const seen = await skipTime(() => settled(collect(iterator)));
      assert.deepEqual(seen, [...LOOKS, DONE]);
      assert.deepEqual(reports, seen);
      assert.strictEqual(asked.length, 7);
      assert.strictEqual(listeners.length, 0);
      assert.deepEqual(await iterator.next(), OVER);
      assert.deepEqual(await iterator.next(), OVER);
      assert.strictEqual(asked.length, 7);
    },
  );

  QUnit.test("it takes what a wait takes, in either form", async (assert) => {
    const both = { audio: READY, default: READY };
    for (const args of [
      [video, { account_id: ACCOUNT_ID, types: ["default", "audio"], create: true }],
      [{ identifier: video, account_id: ACCOUNT_ID, types: ["default", "audio"], create: true }],
    ]) {
      const begun = [{ default: progress(0) }, { audio: progress(0) }];
      const { fetch, asked } = answering({}, ...begun, both);
      const { downloads } = clientOf({ fetch, accountId: null }).stream;
      const headers = { "x-mine": "yes" };
      const seen = await skipTime(() => settled(collect(downloads.watch(...args, { headers }))));
      assert.deepEqual(seen.at(-1), both);
      assert.deepEqual(
        asked.map(({ what }) => what),
        ["GET", "POST /default", "POST /audio", "GET"],
      );
      assert.true(asked.every((request) => request.headers.get("x-mine") === "yes"));
    }
  });

  QUnit.test("it is an async iterator", async (assert) => {
    const { iterator } = watching([DONE]);
    assert.strictEqual(iterator[Symbol.asyncIterator](), iterator);
    for (const name of ["next", "return", "throw"]) {
      assert.strictEqual(typeof iterator[name], "function", name);
    }
    assert.true(iterator.next() instanceof Promise);
    await iterator.return();
  });

  QUnit.test("nothing happens until somebody asks", async (assert) => {
    const reads = [];
    const options = new Proxy({}, { get: (_, name) => void reads.push(name) });
    const { fetch, asked } = answering(DONE);
    const client = clientOf({ fetch });
    const iterator = client.stream.downloads.watch(video, undefined, options);
    const bad = client.stream.downloads.watch(42, { types: [] });
    await sleep(30);
    assert.deepEqual([asked.length, reads], [0, []]);
    assert.deepEqual(await iterator.next(), { done: false, value: DONE });
    assert.strictEqual(asked.length, 1);
    assert.strictEqual((await failure(() => bad.next())).name, "CloudflareError");
    assert.deepEqual(await bad.next(), OVER);
  });

  QUnit.test("several next() at once are answered in turn", async (assert) => {
    const { iterator, asked } = watching([...LOOKS, DONE]);
    let most = 0;
    const results = await skipTime(() => {
      const pending = Array.from({ length: 6 }, () => iterator.next());
      most = asked.length;
      return settled(Promise.all(pending));
    });
    assert.true(most <= 1);
    assert.deepEqual(
      results.map(({ value }) => value),
      [...LOOKS, DONE, undefined, undefined],
    );
    assert.deepEqual(
      results.map(({ done }) => done),
      [false, false, false, false, true, true],
    );
    assert.strictEqual(asked.length, 4);
  });

  QUnit.test("between two next() nothing runs", async (assert) => {
    const { iterator, asked, listeners } = watching([...LOOKS, DONE], undefined, {
      interval: 0,
      maxWait: 54_321,
    });
    let count = 0;
    const { set, left } = await watchTimers(54_321, async () => {
      const { value } = await iterator.next();
      assert.deepEqual(value, LOOKS[0]);
      assert.strictEqual(listeners.length, 0);
      await sleep(50);
      count = asked.length;
    });
    assert.true(set > 0);
    assert.deepEqual([left, count], [0, 1]);
    await iterator.return();
  });

  QUnit.test("the client's fields are read anew at each look", async (assert) => {
    const tokens = [];
    const { client, iterator, asked } = watching([...LOOKS, DONE], undefined, { interval: 0 });
    for await (const _ of iterator) {
      tokens.push(asked.at(-1).headers.get("authorization"));
      client.apiToken = `${API_TOKEN}${tokens.length}`;
    }
    assert.deepEqual(
      tokens,
      ["", 1, 2, 3].map((end) => `Bearer ${API_TOKEN}${end}`),
    );
  });

  QUnit.test("many watches of one video do not disturb each other", async (assert) => {
    const answers = Array.from({ length: 8 }, () => watching([...LOOKS, DONE]));
    const all = await skipTime(() =>
      settled(Promise.all(answers.map(({ iterator }) => collect(iterator)))),
    );
    for (const seen of all) assert.deepEqual(seen, [...LOOKS, DONE]);
  });

  QUnit.test("it watches a video that is being encoded", async (assert) => {
    const [seconds, factor] = [12, 40];
    const { baseURL } = await encoding(standIn.origin, { seconds, factor });
    const { downloads } = clientOf({ baseURL }).stream;
    const watch = () => downloads.watch(video, { create: true }, { maxWait: Infinity });
    const seen = await hurry(factor, () => collect(watch()));
    const percents = seen.map((each) => each.default?.percentComplete ?? 0);
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.true(new Set(percents).size >= 2, `${percents}`);
    assert.strictEqual(seen.at(-1).default.status, "ready");
  });
}
