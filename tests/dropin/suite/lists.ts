// The list of an account's videos, as an async iterable.

import assert from "node:assert/strict";
import { test } from "node:test";

import { json } from "../../conformance/fetches.js";
import { library, LIBRARY } from "../../stand-in/library.js";
import { chosen, videoOf } from "../../stand-in/videos.js";
import { account_id, clientOf, difference, type Scenario } from "./context.js";
import type Cloudflare from "./package.js";

/** A fetch that lists videos as the stand-in does. */
const listing = (videos: typeof LIBRARY) => async (url: unknown) => {
  const { searchParams } = new URL(String(url));
  const query = Object.fromEntries(searchParams) as never;
  const result = chosen(videos, query).videos?.map(videoOf);
  return json({ success: true, result });
};

async function uids(videos: AsyncIterable<Cloudflare.Stream.Video>) {
  const found = [];
  for await (const { uid } of videos) found.push(uid);
  return found;
}

export function lists(scenario: Scenario) {
  const all = LIBRARY.map(({ uid }) => uid);

  test("the videos of an account can be gone through", async () => {
    const { baseURL } = await scenario();
    const { stream } = clientOf({ baseURL });
    assert.deepEqual(await uids(stream.list({ account_id })), all);
    const params: Cloudflare.Stream.StreamListParams = { account_id, asc: true, limit: 3 };
    assert.deepEqual(await uids(stream.list(params)), all.slice(-3).reverse());
    const { created = "" } = LIBRARY[2];
    assert.deepEqual(await uids(stream.list({ account_id, after: created })), all.slice(0, 2));
    assert.deepEqual(await uids(stream.list({ account_id, search: "market," })), all.slice(34, 36));
  });

  difference("`stream.list`", async (either) => {
    const { stream } = clientOf({ fetch: listing(library(1200)) });
    assert.equal((await uids(stream.list({ account_id }))).length, either(1000, 1200));
    const page: unknown = await stream.list({ account_id });
    assert.equal(Object.hasOwn(page as object, "result"), either(true, false));
  });
}
