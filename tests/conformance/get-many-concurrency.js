// Many videos at once: how many requests are under way, and how far the input is read.

import { refusal } from "./looks.js";
import { countedInput, found, gather, holding, names, serving } from "./many.js";
import { settled, sleep, until } from "./outcome.js";

export function getManyConcurrency({ QUnit, clientOf }) {
  QUnit.module("the concurrency of many");

  const many = (options, ...args) => clientOf(options).stream.downloads.getMany(...args);

  QUnit.test("six requests are under way at once, or as many as are asked for", async (assert) => {
    for (const [concurrency, expected] of [
      [undefined, 6],
      [1, 1],
      [2, 2],
      [40, 40],
    ]) {
      const { fetch, asked } = holding();
      const results = many({ fetch }, names(60), undefined, { concurrency });
      const first = results.next();
      await until(() => asked.length >= expected);
      await sleep(10);
      assert.strictEqual(asked.length, expected, `concurrency ${concurrency}`);
      await settled(results.return());
      await first;
    }
  });

  QUnit.test("there are never more, however long each takes", async (assert) => {
    const server = serving(async (video, turn) => {
      await sleep((turn * 7) % 5);
      return turn % 9 === 0 ? refusal(500) : found(video);
    });
    const results = many(server, names(50), undefined, { concurrency: 4 });
    assert.strictEqual((await settled(gather(results))).length, 50);
    assert.strictEqual(server.most, 4);
  });

  QUnit.test("a concurrency that is never reached costs nothing", async (assert) => {
    const ask = async (concurrency) => {
      const input = countedInput(names(60));
      const results = many(serving(), input, undefined, { concurrency });
      assert.strictEqual((await settled(gather(results))).length, 60);
      return input.read;
    };
    const reads = await ask(100_000);
    assert.true(reads <= 61, `${reads} reads`);
    // Whatever did something for each that there may be would not end.
    if (reads <= 61) await ask(2 ** 40);
  });

  QUnit.test("another starts when one has come", async (assert) => {
    const { fetch, give, asked } = holding();
    const results = many({ fetch }, names(9), undefined, { concurrency: 2 });
    const first = results.next();
    await until(() => asked.length === 2);
    give("video1");
    await settled(first);
    const second = results.next();
    await until(() => asked.length === 3);
    await sleep(20);
    assert.strictEqual(asked.length, 3);
    give("video0");
    assert.strictEqual((await settled(second)).value.identifier, "video0");
    await results.return();
  });

  QUnit.test("the input is read only as fast as results are taken", async (assert) => {
    for (const sync of [true, false]) {
      const server = serving();
      const input = countedInput(names(40), { sync });
      let taken = 0;
      let ahead = 0;
      for await (const { downloads } of many(server, input, undefined, { concurrency: 5 })) {
        taken += 1;
        await sleep(taken % 3);
        // What comes to a consumer who waits makes room at once, before he knows.
        ahead = Math.max(ahead, input.read - taken, server.asked.length - taken);
        assert.true(Boolean(downloads));
      }
      assert.strictEqual(taken, 40);
      assert.true(ahead <= 5, `${ahead} ahead`);
    }
  });
}
