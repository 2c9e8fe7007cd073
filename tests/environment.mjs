// The environment of whoever runs the tests, which is no matter of theirs.

import { delimiter, join } from "node:path";

/** Takes out of the environment what is no matter of the tests. */
export function cleanEnvironment() {
  for (const name of Object.keys(process.env)) {
    // Credentials of the person who runs this, and the folder in which npm runs this.
    const foreign = /^(CLOUDFLARE_.*|npm_config_((local|global)_)?prefix)$/i.test(name);
    if (foreign) delete process.env[name];
  }
  // npm puts its commands first on PATH, where `node` is the newest one.
  const folders = process.env.PATH.split(delimiter);
  const own = folders.filter((folder) => !folder.endsWith(join("node_modules", ".bin")));
  process.env.PATH = own.join(delimiter);
}
