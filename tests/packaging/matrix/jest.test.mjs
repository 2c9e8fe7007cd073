// Tests of people who use Jest.

import { after } from "node:test";

import { startStandIn } from "../../stand-in/server.js";
import { cell } from "./cell.mjs";
import { makeProject, questionAndAnswer, run } from "./project.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

// What runs, and for some what a person has to set.
const CELLS = {
  "a test that requires": ["jest-require", []],
  "a test that imports, by Babel": ["jest-import", []],
  "Babel over all packages": ["jest-import", ["--config=all.config.js"]],
  "a TypeScript test, by ts-jest": ["jest-typescript", []],
  "ES modules, with `--experimental-vm-modules`": ["jest-modules", []],
  "jsdom, with a `fetch` of the test's own": ["jest-jsdom", []],
  "jsdom with ES modules, with a `fetch` of the test's own": ["jest-jsdom-modules", []],
  "jsdom, by jest-fixed-jsdom": [
    "jest-import",
    ["--env=jest-fixed-jsdom"],
    "jsdom has no `fetch`: set `testEnvironment` to `jest-fixed-jsdom`.",
  ],
  "jsdom, by jest-fixed-jsdom, Babel over all packages": [
    "jest-import",
    ["--env=jest-fixed-jsdom", "--config=all.config.js"],
    "As above.",
  ],
  "jsdom, by an environment of one's own": [
    "jest-import",
    ["--env=./environment.js"],
    "jsdom has no `fetch`: give it that of Node, with `Headers`, `Request` and `Response`.",
  ],
  "jsdom, by whatwg-fetch": [
    "jest-import",
    ["--config=fetch.config.js"],
    "jsdom has no `fetch`: name `whatwg-fetch` in `setupFiles`.",
  ],
};

const NODES = { "Node 20": {}, "Node 26": { newest: true } };

for (const [name, [project, args, setting]] of Object.entries(CELLS)) {
  for (const [node, options] of Object.entries(NODES)) {
    const quick = name === "a test that imports, by Babel" && node === "Node 20";
    cell("Jest 30", `${name}, ${node}`, { quick, setting }, async (t) => {
      const folder = await makeProject(t, "jest", project);
      const env = await questionAndAnswer(standIn);
      if (project.endsWith("modules")) env.NODE_OPTIONS = "--experimental-vm-modules";
      await run(t, folder, ["jest", ...args], { ...options, env });
    });
  }
}
