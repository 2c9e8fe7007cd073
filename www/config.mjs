// wrangler.jsonc, as Miniflare takes it. Wrangler itself wants a newer Node than `start` does.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const www = dirname(fileURLToPath(import.meta.url));

// They matter only to Wrangler, or where the Worker is deployed: `start` has backends of its own.
const elsewhere = ["$schema", "name", "workers_dev", "preview_urls", "stream"];

/** The Worker's `main` file, and the options of Miniflare for the rest. */
export function readConfig(text = readFileSync(join(www, "wrangler.jsonc"), "utf8")) {
  const config = JSON.parse(text.replace(/^\s*\/\/.*$/gm, ""));
  const { main, compatibility_date, assets, ...others } = config;
  const { directory, binding, run_worker_first, ...otherAssets } = assets;
  const unknown = [
    ...Object.keys(others).filter((name) => !elsewhere.includes(name)),
    ...Object.keys(otherAssets).map((name) => `assets.${name}`),
  ];
  // What would be left out silently is another Worker than the one that is deployed.
  if (unknown.length > 0) {
    throw new Error(`wrangler.jsonc has ${unknown.join(", ")}, which config.mjs does not know.`);
  }
  return {
    main: join(www, main),
    options: {
      compatibilityDate: compatibility_date,
      assets: {
        directory: join(www, directory),
        binding,
        routerConfig: {
          has_user_worker: true,
          invoke_user_worker_ahead_of_assets: run_worker_first,
        },
      },
    },
  };
}
