import { ask } from "./ask.js";

// Not awaited at the top: CommonJS knows no such thing.
ask(JSON.parse(process.argv[2])).then((answer) => console.log(JSON.stringify(answer)));
