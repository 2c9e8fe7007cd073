// All videos of an account, page after page. Any times, deletions and uploads meanwhile are in the
// crate's src/videos/test/property.rs.

import { ACCOUNT_ID, library, LIBRARY, VIDEOS } from "../stand-in/library.js";
import { chosen, videoOf } from "../stand-in/videos.js";
import { json, never } from "./fetches.js";
import { refusal } from "./looks.js";
import { gather, skipPauses } from "./many.js";
import { failure, settled, sleep, until } from "./outcome.js";
import { raise, strange } from "./strange.js";
import { watchedController } from "./watch.js";

const uidsOf = (videos) => videos.map(({ uid }) => uid);

/** All videos; or an error where there are more than any test expects. */
async function all(videos) {
  const found = [];
  for await (const video of videos) {
    if (found.push(video) > 5000) throw new Error("There are too many videos.");
  }
  return found;
}

/** A fetch that lists videos as the stand-in does, and keeps the queries; `inclusive` takes the bounds in. */
function listing(videos, { inclusive = false } = {}) {
  const queries = [];
  const shifted = (time, by) => time && new Date(Date.parse(time) + by).toISOString();
  const fetch = async (url, { headers }) => {
    const query = Object.fromEntries(new URL(url).searchParams);
    queries.push({ ...query, headers: Object.fromEntries(headers) });
    const by = inclusive ? 1 : 0;
    const bounds = { before: shifted(query.before, by), after: shifted(query.after, -by) };
    return json({ success: true, result: chosen(videos, { ...query, ...bounds }).videos.map(videoOf) });
  };
  return { fetch, queries };
}

export function videos({ QUnit, Cloudflare, exports, scenario, clientOf }) {
  QUnit.module("videos");

  const list = (options, ...args) => clientOf(options).stream.videos.list(...args);
  const DONE = { done: true, value: undefined };

  QUnit.test("each comes as the API has it", async (assert) => {
    const { baseURL, request } = await scenario();
    const found = await settled(all(list({ baseURL })));
    assert.deepEqual(found, LIBRARY.map(videoOf));
    const { method, url } = await request();
    assert.strictEqual(`${method} ${url}`, `GET /client/v4/accounts/${ACCOUNT_ID}/stream?limit=1000`);
  });

  QUnit.test("stream.list is the same", async (assert) => {
    const { fetch, queries } = listing(LIBRARY);
    const found = await settled(all(clientOf({ fetch }).stream.list({ search: "podcast" })));
    assert.deepEqual(found.map(({ meta }) => meta.name), ["Podcast 41: Salt", "Podcast 40: Bread"]);
    assert.strictEqual(queries[0].search, "podcast");
  });

  const many = library(2500, 3);
  const ORDERS = { "the newest first": false, "the oldest first": true };
  const BOUNDS = { "where the API leaves the time out": false, "where it takes it in": true };
  for (const [order, asc] of Object.entries(ORDERS)) {
    QUnit.test.each(`of many pages each comes once, ${order}`, BOUNDS, async (assert, inclusive) => {
      const { fetch, queries } = listing(many, { inclusive });
      const found = uidsOf(await settled(all(list({ fetch }, { asc }))));
      const expected = uidsOf(asc ? [...many].reverse() : many);
      assert.strictEqual(new Set(found).size, 2500);
      // Those of one time have no order.
      assert.deepEqual([...found].sort(), [...expected].sort());
      assert.strictEqual(found[0], expected[0]);
      assert.strictEqual(queries.length, 3);
    });
  }

  QUnit.test("a page is asked for when it is needed", async (assert) => {
    const { fetch, queries } = listing(many);
    const videos = list({ fetch });
    assert.strictEqual(videos[Symbol.asyncIterator](), videos);
    await sleep(20);
    assert.strictEqual(queries.length, 0);
    await settled(videos.next());
    await sleep(20);
    assert.strictEqual(queries.length, 1);
    assert.deepEqual(await settled(videos.return()), DONE);
    assert.deepEqual(await settled(videos.next()), DONE);
    assert.strictEqual(queries.length, 1);
  });

  QUnit.test("what a caller does to a video changes nothing", async (assert) => {
    const { fetch } = listing(many);
    const found = [];
    for await (const video of list({ fetch })) {
      found.push(video.uid);
      Object.defineProperty(video, "created", { get: raise });
      video.uid = "mine";
    }
    assert.strictEqual(new Set(found).size, 2500);
  });

  QUnit.test("parameters are sent as they are, and times in either form", async (assert) => {
    const { fetch, queries } = listing([]);
    const params = {
      account_id: "given",
      search: "a & b=ü",
      creator: "me",
      status: "ready",
      type: undefined,
      video_name: null,
      include_counts: true,
      before: new Date(Date.UTC(2026, 0, 31)),
      after: "2025-01-31T12:00:00+02:00",
    };
    await settled(all(list({ fetch }, params)));
    const { headers: _, ...query } = queries[0];
    assert.deepEqual(query, {
      limit: "1000",
      search: "a & b=ü",
      creator: "me",
      status: "ready",
      include_counts: "true",
      before: "2026-01-31T00:00:00.000Z",
      after: "2025-01-31T12:00:00+02:00",
    });
  });

  QUnit.test("end and start are before and after", async (assert) => {
    const [, second, third, fourth] = LIBRARY;
    const { fetch, queries } = listing(LIBRARY);
    const found = await settled(all(list({ fetch }, { end: second.created, start: new Date(fourth.created) })));
    assert.deepEqual(uidsOf(found), [third.uid]);
    assert.deepEqual([queries[0].before, queries[0].after], [second.created, fourth.created]);
  });

  QUnit.test.each("limit is how many come in all", [1, 40, 1000, 1001, 2400], async (assert, limit) => {
    const { fetch, queries } = listing(many);
    const found = uidsOf(await settled(all(list({ fetch }, { limit }))));
    assert.strictEqual(new Set(found).size, limit);
    assert.strictEqual(found.length, limit);
    assert.strictEqual(queries.length, Math.ceil(limit / 1000));
  });

  QUnit.test("the account and the options are those of every request", async (assert) => {
    const { fetch, queries } = listing(many);
    const client = clientOf({ fetch, accountId: null });
    const videos = client.stream.videos.list({ account_id: ACCOUNT_ID }, { headers: { "x-own": "1" } });
    await settled(videos.next());
    client.apiToken = "another";
    await settled(all(videos));
    // The client is read anew each time.
    const sent = queries.map(({ headers }) => [headers.authorization, headers["x-own"]]);
    assert.deepEqual(sent.slice(1), Array(2).fill(["Bearer another", "1"]));
    assert.notStrictEqual(sent[0][0], "Bearer another");
  });

  const throwing = Object.defineProperty({}, "search", { get: raise, enumerable: true });
  const BAD = {
    "an account that is none": [{ account_id: 5 }, "account_id: expected a string, got a number"],
    "params that are no object": ["mine", "params: expected an object, got a string"],
    "a time that is none": [{ before: "yesterday" }, "before: expected a time as in 2026-01-31T12:00:00Z"],
    "a day": [{ after: "2026-01-31" }, "after: expected a time as in 2026-01-31T12:00:00Z"],
    "a number of milliseconds": [{ end: 1769860800000 }, "before: expected a time, got a number"],
    "an invalid Date": [{ start: new Date(NaN) }, "after: expected a time as in 2026-01-31T12:00:00Z"],
    "no limit": [{ limit: 0 }, "limit: expected a whole number, 1 or more"],
    "a limit that is a text": [{ limit: "5" }, "limit: expected a whole number, 1 or more, got a string"],
    "an order that is a text": [{ asc: "true" }, "asc: expected a boolean, got a string"],
    "a search for an object": [
      { search: {} },
      "search: expected strings, numbers and booleans in its place, got an object",
    ],
    "a getter that throws": [throwing, "search: could not be read"],
    "a getter of a name that is none": [{ get ["k\n".repeat(400)]() { raise(); } }, "params: could not be read"],
    "a Date that throws": [{ before: Object.assign(new Date(), { toJSON: raise }) }, "before: could not be read"],
    "a proxy that throws": [new Proxy({}, { ownKeys: raise }), "params: could not be read"],
  };
  QUnit.test.each("an error names what is wrong with", BAD, async (assert, [params, message]) => {
    const { fetch, queries } = listing(LIBRARY);
    const videos = list({ fetch }, params);
    const error = await failure(() => videos.next());
    assert.strictEqual(Object.getPrototypeOf(error), Cloudflare.CloudflareError.prototype);
    assert.strictEqual(error.message, message);
    assert.deepEqual(await settled(videos.next()), DONE);
    assert.strictEqual(queries.length, 0);
  });

  QUnit.test("strange parameters are errors or are sent", async (assert) => {
    // It reads nothing of the address, which is long.
    const fetch = async () => json({ success: true, result: [] });
    for (const name of ["search", "before", "limit", "asc", "other"]) {
      for (const value of Object.values(strange())) {
        const ended = await settled(all(list({ fetch }, { [name]: value })).catch((error) => error));
        assert.true(Array.isArray(ended) || ended instanceof Cloudflare.CloudflareError, `${name}: ${typeof value}`);
      }
    }
  });

  const EMPTY = { "an empty list": [], null: null, nothing: undefined };
  QUnit.test.each("no videos are", EMPTY, async (assert, result) => {
    const fetch = async () => json({ success: true, result });
    assert.deepEqual(await settled(all(list({ fetch }))), []);
  });

  QUnit.test("an answer that is no list is an error", async (assert) => {
    const fetch = async () => json({ success: true, result: {} });
    const error = await failure(() => list({ fetch }).next());
    assert.true(error instanceof exports.APIResponseValidationError);
    const path = `(GET /accounts/${ACCOUNT_ID}/stream?limit=1000)`;
    assert.strictEqual(error.message, `200 result: expected an array, got an object ${path}`);
  });

  QUnit.test("a server that gives the same page for ever is an error", async (assert) => {
    const result = many.slice(0, 1000).map(videoOf);
    const error = await failure(() => all(list({ fetch: async () => json({ success: true, result }) })));
    assert.strictEqual(Object.getPrototypeOf(error), exports.APIResponseValidationError.prototype);
    const fault = "200 result: expected videos in their order, from where the last page ended";
    assert.strictEqual(error.message, `${fault} (GET /accounts/${ACCOUNT_ID}/stream)`);
    assert.strictEqual(error.status, 200);
    assert.deepEqual(error.errors, []);
  });

  QUnit.test("a refused credential is told of with the permission that it needs", async (assert) => {
    const body = { success: false, errors: [{ code: 10000, message: "Authentication error" }] };
    const error = await failure(() => list({ fetch: async () => json(body, { status: 403 }) }).next());
    assert.true(error instanceof exports.PermissionDeniedError, `${error}`);
    assert.true(error.message.includes("it needs the permission Stream Read"), error.message);
  });

  QUnit.test("a refusal for the rate limit is outlasted", async (assert) => {
    const { fetch, queries } = listing(LIBRARY);
    const refusing = async (...args) => (queries.length ? fetch(...args) : (queries.push({}), refusal(429)));
    // Without a timeout the pause is the only timer: a platform may take a moment to read the page.
    const found = await skipPauses(() => gather(list({ fetch: refusing, timeout: Infinity })));
    assert.deepEqual(uidsOf(found), uidsOf(LIBRARY));
    assert.strictEqual(queries.length, 2);
  });

  QUnit.test("an abort ends it at once", async (assert) => {
    const { controller, signal, listeners } = watchedController();
    const videos = list({ fetch: never }, {}, { signal });
    const next = failure(() => videos.next());
    await sleep(20);
    controller.abort("why");
    const error = await next;
    assert.strictEqual(Object.getPrototypeOf(error), exports.APIUserAbortError.prototype);
    assert.strictEqual(error.cause, "why");
    assert.deepEqual(await settled(videos.next()), DONE);
    assert.true(await until(() => listeners.length === 0));
  });

  QUnit.test("to leave it ends the request that is under way", async (assert) => {
    let aborted;
    const fetch = (_, { signal }) => {
      aborted = signal;
      return never();
    };
    const videos = list({ fetch });
    const next = videos.next();
    await until(() => aborted);
    assert.deepEqual(await settled(videos.return()), DONE);
    assert.deepEqual(await settled(next), DONE);
    assert.true(aborted.aborted);
  });

  QUnit.test("the identifiers are those that downloads are for", async (assert) => {
    const client = clientOf();
    for await (const { uid } of client.stream.videos.list({ search: "tour", limit: 1 })) {
      assert.strictEqual(uid, VIDEOS.defaultReady);
      assert.strictEqual((await client.stream.downloads.get(uid)).default.status, "ready");
    }
  });
}
