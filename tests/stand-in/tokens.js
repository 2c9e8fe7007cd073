// Signed tokens: made as the API makes them, and judged as Cloudflare's delivery judges them. Rules about addresses and
// countries are taken and not followed.
// https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/

import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { decodeProtectedHeader, generateKeyPair, jwtVerify, SignJWT } from "jose";

const TYPES = {
  accessRules: (value) => Array.isArray(value) && value.length <= 5,
  downloadable: (value) => typeof value === "boolean",
  exp: Number.isInteger,
  flags: (value) => typeof value === "object",
  id: (value) => typeof value === "string",
  nbf: Number.isInteger,
  pem: (value) => typeof value === "string",
};

export class Tokens {
  #own;
  // By the identifiers of their keys.
  #publicKeys = new Map();

  /** Gives the `token` for a video, or the `fault` of what was asked for. */
  async create(uid, asked) {
    for (const [name, isGood] of Object.entries(TYPES)) {
      if (name in asked && !isGood(asked[name])) return { fault: `${name} is not good` };
    }
    const now = Math.floor(Date.now() / 1000);
    const { id, pem, exp = now + 3600, nbf = now - 3600, ...claims } = asked;
    if (exp <= now || exp > now + 86_400) return { fault: "exp is not within 24 hours" };
    if ((id === undefined) !== (pem === undefined)) return { fault: "id and pem go together" };
    const { kid, key } = pem === undefined ? await this.#ownKey() : this.#givenKey(id, pem);
    if (!key) return { fault: "pem is no key" };
    const header = { alg: "RS256", kid };
    const token = await new SignJWT({ ...claims, sub: uid, kid, exp, nbf }).setProtectedHeader(header).sign(key);
    return { token };
  }

  /** Gives the video whose downloads a token opens, or nothing. */
  async videoOf(token) {
    try {
      const key = this.#publicKeys.get(decodeProtectedHeader(token).kid);
      const { payload } = await jwtVerify(token, key, { algorithms: ["RS256"], requiredClaims: ["exp", "sub"] });
      return payload.downloadable === true ? payload.sub : undefined;
    } catch {
      return undefined;
    }
  }

  async #ownKey() {
    this.#own ??= generateKeyPair("RS256").then(({ privateKey, publicKey }) => {
      const kid = randomUUID().replaceAll("-", "");
      this.#publicKeys.set(kid, publicKey);
      return { kid, key: privateKey };
    });
    return this.#own;
  }

  #givenKey(kid, pem) {
    try {
      const key = createPrivateKey(Buffer.from(pem, "base64").toString());
      this.#publicKeys.set(kid, createPublicKey(key));
      return { kid, key };
    } catch {
      return {};
    }
  }
}
