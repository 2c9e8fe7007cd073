// The query of the page, as its address says it.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { DEFAULTS, FACETS, formatQuery, parseQuery, select } from "../../www/page/query.js";
import { forAll } from "../hostile/run.js";

const CASES = 500;

test("An address without parameters is the default query, and the other way round", () => {
  for (const parameters of ["", "?", new URLSearchParams()]) assert.deepEqual(parseQuery(parameters), DEFAULTS);
  assert.equal(formatQuery(DEFAULTS), "");
});

test("An address names only what is not as by default, always in the same order", () => {
  const query = parseQuery("?view=table&to=2026-07-31&video=failed&sort=newest&search=a%20b&open=");
  assert.deepEqual(query, { ...DEFAULTS, search: "a b", video: "failed", to: "2026-07-31", view: "table" });
  assert.equal(formatQuery(query), "?search=a+b&video=failed&to=2026-07-31&view=table");
});

test("What makes no sense in an address is as by default", () => {
  const senseless = {
    video: ["unknown", "Ready", "constructor"],
    default: ["unknown", "failed"],
    audio: ["processing", "toString"],
    from: ["today", "2026-02-30", "2026-13-01", "2026-1-1", "2026-01-01T00:00", "2026-00-10"],
    to: ["20260101", "99999-01-01", " 2026-01-01"],
    sort: ["random", "__proto__", "NAME"],
    view: ["grid"],
    open: ["../a", "a b", "a".repeat(33), "ä"],
  };
  for (const [key, values] of Object.entries(senseless)) {
    for (const value of values) {
      assert.deepEqual(parseQuery(new URLSearchParams([[key, value]])), DEFAULTS, `${key}=${value}`);
    }
  }
  assert.deepEqual(parseQuery("?unknown=1&__proto__=2&toString=3"), DEFAULTS);
});

const day = fc
  .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const optional = (arbitrary) => fc.oneof(fc.constant(""), arbitrary);
const parts = {
  // What a form or an address gives is well-formed Unicode.
  search: fc.string({ unit: "binary" }),
  video: optional(fc.constantFrom(...FACETS.video)),
  default: optional(fc.constantFrom(...FACETS.default)),
  audio: optional(fc.constantFrom(...FACETS.audio)),
  from: optional(day),
  to: optional(day),
  sort: fc.constantFrom("newest", "oldest", "name", "longest", "shortest"),
  view: fc.constantFrom("list", "table"),
  open: optional(fc.stringMatching(/^[\w-]{1,32}$/)),
};
const queries = fc.record(parts, { noNullPrototype: true });

test("A query that is written in an address is read from it as it was", () =>
  forAll(queries, CASES, (query) => {
    assert.deepEqual(parseQuery(formatQuery(query)), query);
    assert.deepEqual(parseQuery(new URLSearchParams(formatQuery(query))), query);
  }));

test("Whatever an address says, the query that is read from it can be used", () =>
  forAll(fc.string({ unit: "binary" }), CASES, (text) => {
    for (const parameters of [text, ...Object.keys(DEFAULTS).map((key) => `${key}=${text}`)]) {
      const query = parseQuery(parameters);
      select([{ uid: "a", name: text }], () => "unknown", query);
      assert.deepEqual(parseQuery(formatQuery(query)), query);
    }
  }));
