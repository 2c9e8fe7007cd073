// The README's example for private videos, as it stands there.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { jwtVerify } from "jose";

import { installTarball } from "../../pkg-template/build.mjs";
import { signingKey } from "../conformance/signing-key.js";

const tests = fileURLToPath(new URL("..", import.meta.url));
await installTarball(tests);

test("the link has a token that the key of the environment has signed", async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, section] = readme.split("\n## Private videos\n");
  const [, code] = /^```ts\n(.*?)^```/ms.exec(section);
  const last = /^downloadLink\(.*;$/m;
  assert.match(code, last);
  const contents = code.replace(last, "export default $&");
  const { id, jwk, publicKey } = await signingKey();
  const env = { STREAM_KEY_ID: id, STREAM_KEY_JWK: jwk };
  const { outputFiles } = await build({
    stdin: { contents, loader: "ts", resolveDir: tests },
    bundle: true,
    format: "esm",
    platform: "node",
    define: { env: JSON.stringify(env) },
    write: false,
  });
  const began = Date.now();
  const { default: link } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  const [, token, file] = /^https:\/\/[\w.-]+\/([\w.-]+)(\/downloads\/default\.mp4)$/.exec(link) ?? [];
  assert.equal(file, "/downloads/default.mp4");
  const { payload } = await jwtVerify(token, publicKey);
  const { exp, accessRules, ...claims } = payload;
  assert.deepEqual(claims, { sub: "ea95132c15732412d22c1476fa83f27a", kid: id, downloadable: true });
  assert.ok(exp >= Math.floor(began / 1000) + 600 && exp <= Date.now() / 1000 + 600, `${exp}`);
  assert.equal(accessRules.length, 2);
});
