// What the crate has for its users, by name: what goes or changes its kind breaks somebody's program.
// `node tests/crate/public-api.mjs` writes the listing anew.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { listing, publicApi } from "./public-api.mjs";

test("the public names are those of the listing", async () => {
  const names = await publicApi();
  assert.ok(names.length > 100, "the documentation lists next to nothing");
  assert.deepEqual(names, readFileSync(listing, "utf8").trim().split("\n"));
});
