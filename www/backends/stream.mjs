// Miniflare's simulator of Cloudflare Stream, in a workerd of its own behind a Worker with Cloudflare's REST API.

import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { www } from "../config.mjs";

export function stream() {
  return {
    says: "Using Miniflare's simulator of Stream. Its downloads are ready at once.",
    async start() {
      const { bundle, run } = await import("../serve.mjs");
      const account = {
        CLOUDFLARE_API_TOKEN: randomBytes(20).toString("hex"),
        CLOUDFLARE_ACCOUNT_ID: randomBytes(16).toString("hex"),
      };
      const origin = await run({
        modules: await bundle(join(www, "backends/stream-worker.js")),
        compatibilityDate: "2026-07-01",
        stream: { binding: "STREAM" },
        bindings: account,
        port: 0,
      });
      return {
        ...account,
        CLOUDFLARE_BASE_URL: `${origin}/client/v4`,
        THUMBNAILS: `${origin}/thumbnails`,
      };
    },
  };
}
