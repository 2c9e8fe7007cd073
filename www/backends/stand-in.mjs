// The stand-in of the tests, within this process.

import { join } from "node:path";

import { installPackages } from "../../pkg-template/setup.mjs";
import { www } from "../config.mjs";

const folder = join(www, "../tests/stand-in");

/** So quick that there is something to see, and so slow that it can be seen. */
export const pace = { speed: 90, atLeast: 10, atMost: 60 };

export function standIn() {
  return {
    says: "Using the stand-in: its videos are made up, and forgotten at the end.",
    options: { r2Buckets: ["ARCHIVE"] },
    async start() {
      await installPackages(folder);
      const { startStandIn } = await import("../../tests/stand-in/server.js");
      const { ACCOUNT_ID, API_TOKEN } = await import("../../tests/stand-in/library.js");
      const { baseURL, origin } = await startStandIn({ ...pace, files: true });
      return {
        CLOUDFLARE_API_TOKEN: API_TOKEN,
        CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
        CLOUDFLARE_BASE_URL: baseURL,
        THUMBNAILS: `${origin}/thumbnails`,
      };
    },
  };
}
