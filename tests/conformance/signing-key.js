// A signing key, in each form that Cloudflare and its users have one in.

import { exportJWK, exportPKCS8, generateKeyPair } from "../node_modules/jose/dist/webapi/index.js";

let key;

/** Makes a key, once. */
export function signingKey() {
  return (key ??= make());
}

async function make() {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const id = "8f926b2b01f383510025a78a4dcbf6a";
  const json = { use: "sig", kid: id, alg: "RS256", ...(await exportJWK(privateKey)) };
  const pkcs8 = await exportPKCS8(privateKey);
  // PKCS #8 has 26 bytes before the PKCS #1 key, which Cloudflare gives.
  const bytes = atob(pkcs8.replace(/-----[^-]+-----|\s/g, "")).slice(26);
  const lines = btoa(bytes).match(/.{1,64}/g).join("\n");
  const text = `-----BEGIN RSA PRIVATE KEY-----\n${lines}\n-----END RSA PRIVATE KEY-----\n`;
  return { id, publicKey, json, jwk: btoa(JSON.stringify(json)), pem: btoa(text), text, pkcs8 };
}
