// Tests of people who use Vitest, in its environments, with MSW, and in Cloudflare's own runtime.

import { after } from "node:test";

import { startStandIn } from "../../stand-in/server.js";
import { cell } from "./cell.mjs";
import { makeProject, questionAndAnswer, run } from "./project.mjs";

const standIn = await startStandIn();
after(() => standIn.close());

const OLDEST = ["Node 20", {}];
const NEWEST = ["Node 26", { newest: true }];

// By the install: Vitest's name, MSW's name, and where both run.
const VERSIONS = {
  "vitest-5": ["Vitest 5", "MSW 3", [NEWEST]],
  "vitest-4": ["Vitest 4", "MSW 2", [OLDEST, NEWEST]],
  "vitest-3": ["Vitest 3.2", "MSW 2", [OLDEST, NEWEST]],
};

const vitest = (install, name, project, args, { quick, setting, ...options } = {}) =>
  cell("Vitest", name, { quick, setting }, async (t) => {
    const folder = await makeProject(t, install, project);
    const env = await questionAndAnswer(standIn);
    await run(t, folder, ["vitest", "run", ...args], { ...options, env });
  });

for (const [install, [name, msw, nodes]] of Object.entries(VERSIONS)) {
  for (const [node, options] of nodes) {
    for (const environment of ["node", "jsdom", "happy-dom"]) {
      const args = ["--environment", environment];
      const title = `${name}, ${node}: ${environment}`;
      const quick = title === "Vitest 4, Node 20: node";
      vitest(install, title, "vitest", args, { ...options, quick });
      vitest(install, `${title}, inlined`, "vitest", [...args, "--config=inline.config.js"], options);
      if (msw === "MSW 3" && environment === "happy-dom") continue;
      vitest(install, `${title}, ${msw}`, "vitest-msw", args, options);
    }
  }
}

// happy-dom asks by a preflight first, for which MSW 3 has no handler; MSW 2 sees only the request.
vitest(
  "vitest-5",
  "Vitest 5, Node 26: happy-dom, MSW 3",
  "vitest-msw",
  ["--config=happy-dom.config.js"],
  {
    newest: true,
    setting: "Set `environmentOptions.happyDOM.settings.fetch.disableSameOriginPolicy`, or handle `OPTIONS`, too.",
  },
);

for (const [title, config] of [
  ["", "vitest.config.js"],
  [" with `configPath`", "config-path.config.js"],
]) {
  const name = `Vitest 5, Node 26: Cloudflare's plugin${title}`;
  vitest("vitest-5", name, "vitest-workers", [`--config=${config}`], { newest: true });
}
