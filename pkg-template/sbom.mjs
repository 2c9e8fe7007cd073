// Writes what is in the package, and what is in the dashboard, as software bills of materials of CycloneDX
// into pkg/, beside the tarball and not in it. `node pkg-template/sbom.mjs`

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "./build.mjs";
import { compiledCrates } from "./crates.mjs";
import { main } from "./machine.mjs";
import { environment, npm } from "./setup.mjs";
import { librarySource } from "./toolchain.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pkg = join(root, "pkg");

/** Makes the package if need be, and resolves to the paths of its bill and the dashboard's. */
export async function writeBills() {
  await build();
  const files = [join(pkg, "cf-stream-downloads.cdx.json"), join(pkg, "dashboard.cdx.json")];
  writeFileSync(files[0], `${JSON.stringify(await billOfPackage(), null, 2)}\n`);
  const format = ["--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
  const printed = await npm(["sbom", ...format], join(root, "www"));
  writeFileSync(files[1], printed.slice(printed.indexOf("{"), printed.lastIndexOf("}") + 1));
  return files;
}

/** Two of the same package are the same, so it has neither a serial number nor a time. */
async function billOfPackage() {
  const { name, version, license } = JSON.parse(readFileSync(join(pkg, "package.json"), "utf8"));
  const { crates, rust } = await compiledCrates();
  const hashes = new Map([...checksums(root), ...checksums(librarySource(environment()))]);
  const component = { ...described("npm", name, version), licenses: [{ license: { id: license } }] };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: { component },
    components: crates.map((crate) => {
      const hash = hashes.get(`${crate.name} ${crate.version}`);
      return {
        // The library's own crates have no versions that tell anything, and crates.io has others of their names.
        ...(crate.isStd && !hash
          ? described("github", "rust-lang/rust", rust, crate.name)
          : described("cargo", crate.name, crate.version)),
        ...(hash && { hashes: [{ alg: "SHA-256", content: hash }] }),
        // An older way to write an expression of SPDX.
        licenses: [{ expression: crate.license.replaceAll("/", " OR ") }],
      };
    }),
  };
}

/** What names a package, or a part of a repository. */
function described(type, name, version, part) {
  const purl = `pkg:${type}/${name}@${version}${part ? `#library/${part}` : ""}`;
  return { type: "library", "bom-ref": purl, name: part ?? name, version, purl };
}

/** The checksums of the crates in the Cargo.lock of a folder, by name and version. */
function checksums(folder) {
  const lock = readFileSync(join(folder, "Cargo.lock"), "utf8");
  const entry = /^name = "(.*)"\nversion = "(.*)"\nsource = .*\nchecksum = "(.*)"$/gm;
  return [...lock.matchAll(entry)].map(([, name, version, hash]) => [`${name} ${version}`, hash]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => console.log((await writeBills()).join("\n")));
}
