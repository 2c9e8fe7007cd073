import { ask } from "./ask.js";

console.log(JSON.stringify(await ask(JSON.parse(process.argv[2]))));
