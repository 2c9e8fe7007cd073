// Makes calls and ends. `node node-repeat.js CONTESTANT COUNT`

import { prepare } from "./repeat.js";

const [contestant, count] = process.argv.slice(2);
await prepare(await import(contestant), { count: Number(count) })();
