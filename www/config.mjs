// wrangler.jsonc, as Miniflare takes it. Wrangler itself wants a newer Node than `start` does.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";

export const www = dirname(fileURLToPath(import.meta.url));

/**
 * The Worker's `main` file, and the options of Miniflare for how it runs. All else in the file is for the deployment:
 * `start` has variables and backends of its own.
 */
export function readConfig(text = readFileSync(join(www, "wrangler.jsonc"), "utf8")) {
  const { main, compatibility_date, compatibility_flags = [], assets, durable_objects, migrations } = parse(text);
  const { directory, binding, run_worker_first, html_handling, not_found_handling } = assets;
  return {
    main: join(www, main),
    options: {
      compatibilityDate: compatibility_date,
      compatibilityFlags: compatibility_flags,
      durableObjects: durableObjects(durable_objects, migrations),
      assets: {
        directory: join(www, directory),
        binding,
        routerConfig: {
          has_user_worker: true,
          // A list of paths has the Worker asked for all: it sends what is not its own to the assets.
          invoke_user_worker_ahead_of_assets: Boolean(run_worker_first),
        },
        assetConfig: { html_handling, not_found_handling },
      },
    },
  };
}

function durableObjects({ bindings = [] } = {}, migrations = []) {
  const withSQLite = migrations.flatMap(({ new_sqlite_classes = [] }) => new_sqlite_classes);
  return Object.fromEntries(
    bindings.map(({ name, class_name: className }) => [
      name,
      { className, useSQLite: withSQLite.includes(className) },
    ]),
  );
}

/** JSON with comments and trailing commas is an expression of JavaScript. */
function parse(text) {
  return JSON.parse(runInNewContext(`JSON.stringify(${text}\n)`));
}
