import { cloudflareTest } from "@cloudflare/vitest-plugin";

const { QUESTION, ANSWER } = process.env;
const miniflare = { compatibilityDate: "2026-07-30", bindings: { QUESTION, ANSWER } };

export default { plugins: [cloudflareTest({ main: "./worker.js", miniflare })] };
