// What a person does with the page, in each browser alike.

import { after, before, describe } from "node:test";

import { openBrowser } from "./page-browser.mjs";
import { connectionTests } from "./page-suite/connection.mjs";
import { downloadTests } from "./page-suite/downloads.mjs";
import { jobTests } from "./page-suite/jobs.mjs";
import { keyboardTests } from "./page-suite/keyboard.mjs";
import { linkTests } from "./page-suite/links.mjs";
import { listTests } from "./page-suite/list.mjs";
import { queryTests } from "./page-suite/query.mjs";
import { sessionTests } from "./page-suite/session.mjs";

export function suite(engine) {
  describe(`The page in ${engine}`, () => {
    const endings = [];
    // The page is there once the browser is.
    const browser = { engine };
    before(async () => {
      browser.page = await openBrowser({ after: (end) => endings.unshift(end) }, engine);
    });
    after(async () => {
      for (const end of endings) await end();
    });

    listTests(browser);
    queryTests(browser);
    downloadTests(browser);
    linkTests(browser);
    jobTests(browser);
    keyboardTests(browser);
    sessionTests(browser);
    connectionTests(browser);
  });
}
