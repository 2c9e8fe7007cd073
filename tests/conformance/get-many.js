// Many videos at once: what goes in and what comes out. How many requests are under way meanwhile
// is in get-many-concurrency.js, and how it ends before its time in get-many-endings.js.

import { ACCOUNT_ID, VIDEOS } from "../stand-in/library.js";
import { refusal } from "./looks.js";
import { countedInput, found, gather, holding, names, namesOf, result, serving } from "./many.js";
import { settled, sleep, until } from "./outcome.js";
import { strange } from "./strange.js";

export function getMany({ QUnit, Cloudflare, exports, scenario, clientOf }) {
  QUnit.module("get many");

  const many = (options, ...args) => clientOf(options).stream.downloads.getMany(...args);

  QUnit.test("each video comes with what a call for it alone gives", async (assert) => {
    const { baseURL, requests } = await scenario();
    const videos = [VIDEOS.bothReady, VIDEOS.nothing, VIDEOS.error, VIDEOS.defaultReady];
    const results = await settled(gather(many({ baseURL }, videos)));
    assert.deepEqual(namesOf(results).sort(), [...videos].sort());
    for (const one of results) {
      assert.deepEqual(Object.keys(one), ["identifier", "downloads"]);
      assert.deepEqual(one.downloads, await clientOf().stream.downloads.get(one.identifier));
    }
    const urls = (await requests()).map(({ method, url }) => `${method} ${url}`);
    const path = (video) => `GET /client/v4/accounts/${ACCOUNT_ID}/stream/${video}/downloads`;
    assert.deepEqual(urls.sort(), videos.map(path).sort());
  });

  const six = names(6);
  const INPUTS = {
    "an array": six,
    "a set": new Set(six),
    "the keys of a map": new Map(six.map((name) => [name, 1])).keys(),
    "a generator": (function* () {
      yield* six;
    })(),
    "an async generator": (async function* () {
      for (const name of six) {
        yield name;
        await sleep(1);
      }
    })(),
    "an iterable object": { [Symbol.iterator]: () => six[Symbol.iterator]() },
    "an async iterable object": countedInput(six),
    "an iterator without a return": {
      [Symbol.iterator]: () => {
        const rest = [...six];
        return { next: () => ({ done: rest.length === 0, value: rest.shift() }) };
      },
    },
  };
  QUnit.test.each("identifiers come in any form", INPUTS, async (assert, input) => {
    const { fetch, videos } = serving();
    const results = await settled(gather(many({ fetch }, input, undefined, { concurrency: 4 })));
    assert.deepEqual(namesOf(results).sort(), six);
    assert.deepEqual(videos().sort(), six, "each was asked for once");
    for (const { identifier, downloads } of results) {
      assert.deepEqual(downloads, result(identifier));
    }
  });

  QUnit.test("no identifiers give no results and no request", async (assert) => {
    const { fetch, asked } = serving();
    for (const input of [[], new Set(), (async function* () {})()]) {
      const results = many({ fetch }, input);
      assert.deepEqual(await settled(results.next()), { done: true, value: undefined });
      assert.deepEqual(await settled(results.next()), { done: true, value: undefined });
    }
    assert.strictEqual(asked.length, 0);
  });

  QUnit.test("every element is asked for, and so twice what is there twice", async (assert) => {
    const { fetch, videos } = serving();
    const results = await settled(gather(many({ fetch }, ["a", "b", "a"])));
    assert.deepEqual(namesOf(results).sort(), ["a", "a", "b"]);
    assert.deepEqual(videos().sort(), ["a", "a", "b"]);
  });

  QUnit.test("nothing happens before the first is wanted", async (assert) => {
    const { fetch, asked } = serving();
    const input = countedInput(six);
    const results = many({ fetch }, input);
    assert.strictEqual(results[Symbol.asyncIterator](), results);
    await sleep(20);
    assert.deepEqual([input.read, asked.length], [0, 0]);
    assert.strictEqual((await settled(gather(results))).length, 6);
  });

  QUnit.test("what is answered first comes first", async (assert) => {
    const { fetch, give, asked } = holding();
    const results = many({ fetch }, names(4));
    const first = results.next();
    await until(() => asked.length === 4);
    give("video3");
    assert.strictEqual((await settled(first)).value.identifier, "video3");
    for (const video of ["video1", "video2", "video0"]) {
      give(video);
      await sleep(5);
    }
    assert.deepEqual(namesOf(await settled(gather(results))), ["video1", "video2", "video0"]);
  });

  QUnit.test("several may be wanted at once", async (assert) => {
    const { fetch } = serving();
    const results = many({ fetch }, names(3), undefined, { concurrency: 2 });
    const all = await settled(Promise.all([1, 2, 3, 4, 5].map(() => results.next())));
    assert.deepEqual(
      all.map(({ done }) => done),
      [false, false, false, true, true],
    );
    assert.deepEqual(namesOf(all.slice(0, 3).map(({ value }) => value)).sort(), names(3));
  });

  const FAULTS = {
    NotFoundError: () => refusal(404),
    InternalServerError: () => refusal(500),
    BadRequestError: () => refusal(400),
    APIResponseValidationError: () => ({ ...found(), text: async () => "<html>" }),
    APIConnectionError: () => Promise.reject(new TypeError("no")),
  };
  QUnit.test.each("one that fails does not end it", Object.keys(FAULTS), async (assert, name) => {
    const { fetch } = serving((video) => (video === "video1" ? FAULTS[name]() : found(video)));
    const results = await settled(gather(many({ fetch }, names(9), undefined, { concurrency: 3 })));
    assert.deepEqual(namesOf(results).sort(), names(9));
    for (const one of results) {
      const expected = one.identifier === "video1" ? "error" : "downloads";
      assert.deepEqual(Object.keys(one), ["identifier", expected]);
    }
    const { error } = results.find(({ identifier }) => identifier === "video1");
    assert.true(error instanceof exports[name], `${error}`);
  });

  QUnit.test("an element that is no identifier comes back with an error", async (assert) => {
    const server = serving();
    const bad = [undefined, null, "", "..", "a".repeat(33), ...Object.values(strange())];
    const input = bad.flatMap((element) => [element, "good"]);
    const results = await settled(gather(many(server, input)));
    assert.strictEqual(results.length, input.length);
    for (const element of bad) {
      const one = results.find(({ identifier }) => Object.is(identifier, element));
      assert.deepEqual(Object.keys(one), ["identifier", "error"], typeof element);
      assert.strictEqual(Object.getPrototypeOf(one.error), Cloudflare.CloudflareError.prototype);
      assert.true(one.error.message.startsWith("identifier"), one.error.message);
    }
    assert.deepEqual(server.videos(), Array(bad.length).fill("good"));
  });

  QUnit.test("the account and the options are those of every request", async (assert) => {
    const server = serving((video, turn) =>
      turn < 2 ? refusal(503, { "retry-after-ms": "1" }) : found(video),
    );
    const client = clientOf({ fetch: server.fetch, accountId: null });
    const options = { headers: { "x-own": "1" }, maxRetries: 2, concurrency: 2 };
    const input = (async function* () {
      yield* names(2);
      client.apiToken = "another";
      yield "late";
    })();
    const params = { account_id: ACCOUNT_ID };
    const results = client.stream.downloads.getMany(input, params, options);
    assert.strictEqual((await settled(gather(results))).length, 3);
    assert.strictEqual(server.asked.length, 5);
    for (const { url, headers } of server.asked) {
      assert.true(url.includes(`/accounts/${ACCOUNT_ID}/stream/`), url);
      assert.strictEqual(new Headers(headers).get("x-own"), "1");
    }
    // The client is read anew each time.
    const { headers } = server.asked.find(({ video }) => video === "late");
    assert.strictEqual(new Headers(headers).get("authorization"), "Bearer another");
  });
}
