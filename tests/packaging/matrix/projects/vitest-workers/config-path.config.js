import { cloudflareTest } from "@cloudflare/vitest-plugin";

const { QUESTION, ANSWER } = process.env;
const wrangler = { configPath: "./wrangler.json" };

export default {
  plugins: [cloudflareTest({ wrangler, miniflare: { bindings: { QUESTION, ANSWER } } })],
};
