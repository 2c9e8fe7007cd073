// What steps need on a fresh machine: what is missing is brought, the package is built, and its tarball
// installed beside the tests.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { installTarball } from "../pkg-template/build.mjs";
import { installPackages, setUp } from "../pkg-template/setup.mjs";
import { prepare as prepareDashboard } from "../www/prepare.mjs";
import { cleanEnvironment } from "./environment.mjs";

const here = dirname(fileURLToPath(import.meta.url));

export async function prepare() {
  cleanEnvironment();
  await setUp({ tests: true });
  await installPackages(here);
  await installPackages(join(here, "stand-in"));
  await installTarball(here);
  // Two steps that run at once use it.
  await installTarball(join(here, "packaging/matrix/installs/tests"));
  // Steps that run at once must find it built.
  await prepareDashboard();
}
