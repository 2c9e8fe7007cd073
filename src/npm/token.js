// Signed tokens for private videos, made with Web Crypto and a key of the account's. Not in Rust: who
// makes none has nothing of it in a bundle. What goes wrong with a key is told without what was thrown,
// which may show it.
// https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/
import { fail } from "./link.js";
import { reading } from "./snapshot.js";

const RSA = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const MAX_KEY = 16_384;
const isObject = (value) => typeof value === "object" && value !== null;
const isText = (value) => typeof value === "string" && value !== "";

export function createDownloadToken(options) {
  const token = sign(options);
  token.catch(() => {}); // As of an APIPromise.
  return token;
}

async function sign(options) {
  if (!isObject(options)) fail("options", "expected an object");
  const read = (name) => reading(name, () => options[name]) ?? undefined;
  const kid = read("keyId");
  if (!isText(kid)) fail("keyId", "expected a string that is not empty");
  const sub = read("identifier");
  if (!isText(sub) || !/^[\w-]{1,32}$/.test(sub)) {
    fail("identifier", "expected a video's identifier, at most 32 of A-Z, a-z, 0-9, _ and -");
  }
  const claims = { sub, kid, downloadable: true, ...times(read), accessRules: rules(read("accessRules")) };
  const [format, data] = key(read("jwk"), read("pem"));

  const subtle = globalThis.crypto?.subtle;
  if (!subtle) fail("crypto.subtle", "expected it: pages have it on https and on localhost");
  const input = [{ alg: "RS256", kid }, claims].map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  try {
    const signer = await subtle.importKey(format, data, RSA, false, ["sign"]);
    return `${input}.${base64url(new Uint8Array(await subtle.sign(RSA.name, signer, utf8(input))))}`;
  } catch {}
  fail(format === "jwk" ? "jwk" : "pem", "expected a private RSA key");
}

/** Makes the claims that are times, in seconds since 1970. */
function times(read) {
  const expiresIn = read("expiresIn") ?? 3600;
  if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > 86_400) {
    fail("expiresIn", "expected a whole number of seconds, 1 to 86400");
  }
  const exp = Math.floor(Date.now() / 1000) + expiresIn;
  const notBefore = read("notBefore");
  if (notBefore === undefined) return { exp };
  const nbf = Math.floor(secondsOf(notBefore));
  // This finds milliseconds, too.
  if (!(nbf >= 0 && nbf < exp)) fail("notBefore", "expected a Date, or seconds since 1970, before the token expires");
  return { exp, nbf };
}

function secondsOf(time) {
  try {
    return typeof time === "number" ? time : Date.prototype.getTime.call(time) / 1000;
  } catch {
    return NaN; // It is no Date.
  }
}

/** Checks a copy of the rules, which Cloudflare reads from first to last. */
function rules(given) {
  if (given === undefined) return undefined;
  const rules = reading("accessRules", () => JSON.parse(JSON.stringify(given) ?? null));
  if (!Array.isArray(rules) || rules.length > 5) fail("accessRules", "expected an array of at most 5 rules");
  for (const [at, rule] of rules.entries()) {
    const name = `accessRules[${at}]`;
    const { type, action } = rule ?? {};
    if (!["any", "ip.src", "ip.geoip.country"].includes(type)) {
      fail(`${name}.type`, "expected any, ip.src or ip.geoip.country");
    }
    if (!["allow", "block"].includes(action)) fail(`${name}.action`, "expected allow or block");
    const list = { "ip.src": "ip", "ip.geoip.country": "country" }[type];
    const isList = (value) => Array.isArray(value) && value.length > 0 && value.every(isText);
    if (list && !isList(rule[list])) fail(`${name}.${list}`, "expected an array of strings that is not empty");
  }
  return rules;
}

/** Makes of a key, in any form that Cloudflare and its users have it in, what Web Crypto imports. */
function key(jwk, pem) {
  if ((jwk === undefined) === (pem === undefined)) fail("jwk", "expected either it or pem");
  if (pem !== undefined) return ["pkcs8", pkcs8(textOf("pem", pem))];
  if (!isObject(jwk)) jwk = parsed(textOf("jwk", jwk));
  // Nothing else of it: a use or an algorithm may keep a good key from being imported.
  const members = () => {
    const { kty, n, e, d, p, q, dp, dq, qi } = jwk;
    return { kty, n, e, d, p, q, dp, dq, qi };
  };
  return ["jwk", withoutCause("jwk", members)];
}

/** Gives the text of a key, which Cloudflare writes in base64. */
function textOf(name, value) {
  if (!isText(value) || value.length > MAX_KEY) fail(name, `expected a string of at most ${MAX_KEY} characters`);
  return /^\s*(\{|-----)/.test(value) ? value : withoutCause(name, () => atob(value.trim()));
}

const parsed = (text) => withoutCause("jwk", () => JSON.parse(text));

function withoutCause(name, read) {
  try {
    return read();
  } catch {}
  fail(name, `expected the ${name} of a key, as Cloudflare gives it`);
}

/** Gives the bytes of a PEM. Cloudflare's is PKCS #1, which PKCS #8 has within it (RFC 5958). */
function pkcs8(text) {
  const parts = /-----BEGIN (RSA )?PRIVATE KEY-----([\w+/=\s]+)-----END/.exec(text);
  const [, kind, body] = parts ?? fail("pem", "expected a private key");
  const bytes = Array.from(withoutCause("pem", () => atob(body)), (byte) => byte.charCodeAt(0));
  const der = (tag, bytes) => [tag, 0x82, bytes.length >> 8, bytes.length & 255, ...bytes];
  // Version 0, rsaEncryption.
  const header = [2, 1, 0, 0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0];
  return Uint8Array.from(kind ? der(0x30, [...header, ...der(4, bytes)]) : bytes);
}

const utf8 = (text) => new TextEncoder().encode(text);

function base64url(bytes) {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
