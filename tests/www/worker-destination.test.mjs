// After signing in one is where one wanted to be, and never at another origin.

import assert from "node:assert/strict";
import { test } from "node:test";

import { destinationOf } from "../../www/worker/destination.js";
import { VIDEOS } from "../stand-in/library.js";
import { HOST, ORIGIN, PASSWORD, startWorker } from "./worker-run.mjs";

const BROWSER = { accept: "text/html", "sec-fetch-mode": "navigate" };
// Each is tried with a wrong password once, and after five the right one would have to wait.
const GOOD = ["/", "/?search=a%20b&view=table", `/?open=${VIDEOS.nothing}`, "/?next=https://evil.example/"];
const ELSEWHERE = [
  "//evil.example",
  "//evil.example/?x=/",
  "///evil.example",
  "////evil.example",
  "/\\evil.example",
  "/\\/evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/x/..//evil.example",
  "/x/../\\evil.example",
  "/%2e//evil.example",
  "/%2F/evil.example",
  "/%5Cevil.example",
  "/%5c%5cevil.example",
  "%2F%2Fevil.example",
  "/@evil.example",
  "@evil.example",
  ".evil.example",
  ":80/",
  "https://evil.example/",
  "https:evil.example",
  "https:/evil.example",
  "https:\\\\evil.example",
  "HTTPS://evil.example",
  `${ORIGIN}.evil.example/`,
  `${ORIGIN}@evil.example/`,
  `https://evil.example/${HOST}`,
  "javascript:alert(1)",
  "data:text/html,x",
  "/sign-out",
  "/sign-in",
  "/sign-in?to=//evil.example",
  "/\r\nset-cookie: a=b",
  "",
];

test("A path and query of this dashboard is kept, and anything else becomes its beginning", () => {
  for (const text of [...GOOD, "/links/x/default?filename=A%2Fb"]) assert.equal(destinationOf(text), text);
  for (const text of [...ELSEWHERE, undefined, null, 5, ["//evil.example"]]) {
    assert.equal(destinationOf(text), "/", `${text}`);
  }
});

test("A browser comes back to the address that it wanted", async (t) => {
  const { ask } = await startWorker(t, { DASHBOARD_PASSWORD: PASSWORD }, { page: { "/": "<p>the page" } });
  const send = (fields) =>
    ask("/sign-in", {
      method: "POST",
      headers: { ...BROWSER, origin: ORIGIN },
      body: new URLSearchParams(fields).toString(),
    });
  const hidden = ({ text }) => text.match(/name="to" value="([^"]*)"/)[1].replaceAll("&amp;", "&");
  let cookie;

  await t.test("which the form has, and keeps through a wrong password", async () => {
    for (const path of GOOD) {
      const first = await ask(path, { headers: BROWSER });
      assert.equal(hidden(first), path);
      assert.equal(hidden(await ask(`/sign-in?to=${encodeURIComponent(path)}`, { headers: BROWSER })), path);
      assert.equal(hidden(await send({ to: path, password: "a wrong one" })), path);
      const { status, headers } = await send({ to: path, password: PASSWORD });
      assert.deepEqual([status, headers.location], [303, path]);
      cookie = headers["set-cookie"][0].split(";")[0];
    }
  });
  await t.test("and not to one of another origin, however it is written", async () => {
    for (const to of ELSEWHERE) {
      const { status, headers } = await send({ to, password: PASSWORD });
      assert.deepEqual([status, headers.location], [303, "/"], to);
      assert.equal(headers["set-cookie"].length, 1);
      const path = `/sign-in?to=${encodeURIComponent(to)}`;
      assert.equal(hidden(await ask(path, { headers: BROWSER })), "/", to);
      const signedIn = await ask(path, { headers: { ...BROWSER, cookie } });
      assert.deepEqual([signedIn.status, signedIn.headers.location], [303, "/"], to);
    }
    for (const path of ["//evil.example/", "/\\evil.example", "/x/..//evil.example", "/%2F/evil.example"]) {
      assert.equal(hidden(await ask(path, { headers: BROWSER })), "/", path);
    }
  });
  await t.test("nor to what the address says in place of a text", async () => {
    const path = `/?a="><script>alert(1)</script>`;
    const { text } = await ask(path, { headers: BROWSER });
    assert.doesNotMatch(text, /<script/);
  });
  await t.test("A link to a file is there to be pressed", async () => {
    const to = `/links/${VIDEOS.bothReady}/default?filename=A%22b`;
    const { status, headers, text } = await send({ to, password: PASSWORD });
    assert.equal(status, 200);
    assert.equal(headers.location, undefined);
    assert.match(headers["set-cookie"][0], /^__Host-session=/);
    assert.ok(text.includes(`<a href="${to}">Download the file</a>`), text);
  });
});
