import { ask } from "./ask.js";

declare const process: { argv: string[] };

ask(JSON.parse(process.argv[2]!)).then((answer) => console.log(JSON.stringify(answer)));
