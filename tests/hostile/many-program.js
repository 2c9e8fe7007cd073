// The program of many.test.js: it makes calls with something hostile in them, beside good ones.

// First: it sees what the package instantiates.
import "./memory.js";

import fc from "fast-check";

import { BEHAVIOURS } from "./behaviours.js";
import { CALLS, EVERYWHERE } from "./calls.js";
import { WAYS } from "./parts.js";
import { Cases, measureRounds, report } from "./program.js";
import { AT_STACK_END, Scenario } from "./scenario.js";
import { strange, text } from "./strange.js";
import { useVirtualTime } from "./virtual-time.js";
import { warmUp } from "./warm-up.js";

const SCENARIOS = 22_000;

useVirtualTime();
// Clients without a fetch or a logger use these.
globalThis.fetch = async () => Response.json({ success: true, result: {} });
Object.assign(console, { info() {}, debug() {} });

const error = fc.record({ value: text.map((message) => new Error(message)) });
// The loops have more places of their own than the other calls, of which there are more.
const weightOf = ({ waits, many }) => (many ? 6 : waits ? 2 : 1);
const given = fc.oneof(
  ...Object.entries(CALLS).map(([call, { uses, ownPlaces, ...traits }]) => {
    const arbitrary = fc.record({
      call: fc.constant(call),
      use: fc.constantFrom(...Object.keys(uses)),
      place: fc.constantFrom(...EVERYWHERE, ...ownPlaces, ...ownPlaces, ...ownPlaces),
      // Mostly those that run hostile code.
      way: fc.constantFrom("call", "call", "call", "getter", "proxy", ...Object.keys(WAYS)),
      behaviour: fc.constantFrom(...Object.keys(BEHAVIOURS)),
      value: strange,
      thrown: fc.oneof(strange, error),
      open: fc.constantFrom("fields", "fields", "constructor", "withOptions"),
      atEnd: fc.constantFrom(...AT_STACK_END),
      size: fc.nat(15),
    });
    return { weight: weightOf(traits), arbitrary };
  }),
);

let calls = 0;
let acted = 0;
const cases = new Cases(given, SCENARIOS, async (given) => {
  const scenario = new Scenario(given);
  const faults = await scenario.run();
  calls += scenario.count;
  acted += scenario.hasActed;
  return faults;
});

await warmUp();
const memory = await measureRounds(cases);
report({ calls, acted, memory, faults: cases.faults });
