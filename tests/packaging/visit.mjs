// A page that a consumer has built, served and opened in a browser.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { By, until } from "selenium-webdriver";
import sirv from "sirv";

import { answer, question } from "./answer.mjs";

/** Serves the files of a folder until the test is over. */
export async function serve(t, folder) {
  const server = createServer(sirv(folder));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

/** Opens the page below `origin`, at `path`, and fails unless it shows what the stand-in has. */
export async function assertShows(driver, origin, standIn, path = "index.html") {
  const url = new URL(path, origin);
  url.search = new URLSearchParams(question(standIn));
  await driver.get(url.href);
  const output = await driver.wait(until.elementLocated(By.css("output")), 60_000);
  await driver.wait(until.elementTextMatches(output, /./), 60_000, "The page shows nothing");
  assert.equal(await output.getText(), await answer(standIn));
}
