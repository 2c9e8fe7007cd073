import { runSuite } from "./run.mjs";

await runSuite("cf-stream-downloads");
