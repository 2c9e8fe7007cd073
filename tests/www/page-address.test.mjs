// What is looked for is in the address of the page, which can be shared, and gone back from.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createAddress } from "../../www/page/address.js";
import { DEFAULTS } from "../../www/page/query.js";
import { valuesOf } from "./page-parts.mjs";

/** A window at this address, with its history. */
function windowAt(search = "") {
  const entries = [`/${search}`];
  let place = 0;
  const listeners = [];
  const location = { pathname: "/" };
  const arrive = () => (location.search = new URL(entries[place], "https://dashboard.example").search);
  arrive();
  const push = (at) => (state, title, url) => {
    entries.splice(at(), Infinity, url);
    place = entries.length - 1;
    arrive();
  };
  return {
    ...{ location, entries },
    history: { pushState: push(() => place + 1), replaceState: push(() => place) },
    addEventListener: (name, listener) => name === "popstate" && listeners.push(listener),
    go(steps) {
      place += steps;
      arrive();
      for (const listener of listeners) listener({});
    },
  };
}

test("The page shows at first what its address says", () => {
  const { query } = createAddress({ window: windowAt("?search=tour&default=error&open=abc&view=sideways") });
  assert.deepEqual(query.value, { ...DEFAULTS, search: "tour", default: "error", open: "abc" });
});

test("A change is in the address, beside what was there, and one can go back from it and forward again", () => {
  const window = windowAt("?search=tour");
  const { query, change } = createAddress({ window });
  change({ default: "error" });
  change({ open: "abc" });
  assert.deepEqual(window.entries, [
    "/?search=tour",
    "/?search=tour&default=error",
    "/?search=tour&default=error&open=abc",
  ]);
  window.go(-2);
  assert.deepEqual(query.value, { ...DEFAULTS, search: "tour" });
  window.go(1);
  assert.deepEqual(query.value, { ...DEFAULTS, search: "tour", default: "error" });
});

test("What is typed letter by letter is one entry of the history", () => {
  const window = windowAt();
  const { query, change } = createAddress({ window });
  change({ view: "table" });
  for (const search of ["t", "to", "tour"]) change({ search }, { replace: true });
  assert.deepEqual(window.entries, ["/", "/?search=tour&view=table"]);
  assert.equal(query.value.search, "tour");
});

test("The address has no more of what is as at first, and what changes nothing is no entry", () => {
  const window = windowAt("?search=tour");
  const { query, change } = createAddress({ window });
  const values = valuesOf(query);
  change({ search: "tour" });
  assert.equal(values.length, 1);
  change({ search: "" });
  assert.deepEqual(window.entries, ["/?search=tour", "/"]);
});
