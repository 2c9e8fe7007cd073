import { runSuite } from "./run.mjs";

await runSuite("cloudflare");
