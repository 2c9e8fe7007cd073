// Signed tokens, by the API and by a key of one's own, and the identifiers of videos.

import Cloudflare, { createDownloadToken, downloadLink, identifierOf } from "cf-stream-downloads";
import type {
  APIPromise,
  CreateDownloadTokenOptions,
  DownloadTokenRule,
  RequestOptions,
  SigningJwk,
  Token,
  TokenCreateParams,
  TokenCreateResponse,
} from "cf-stream-downloads";

const account_id = "023e105f4ecef8ad9ca31a8372d0c353";
const { token: tokens }: { token: Token } = new Cloudflare().stream;

export async function byTheApi(url: URL, request: RequestOptions, maybe: number | undefined) {
  const identifier: string = identifierOf(url);
  const rule: TokenCreateParams.AccessRule = { type: "ip.geoip.country", action: "block", country: ["US"] };
  const params: TokenCreateParams = { account_id, downloadable: true, exp: maybe, accessRules: [rule] };
  const made: TokenCreateResponse[] = [
    await tokens.create(identifier),
    await tokens.create(identifier, null, request),
    await tokens.create(identifier, params, request),
    await tokens.create(identifier, { id: "id", pem: "pem", nbf: 0, flags: { original: true } }),
    await tokens.create({ identifier, downloadable: true }, request),
  ];
  const promise: APIPromise<TokenCreateResponse> = tokens.create(identifier);
  const { token }: { token: string } = await promise;
  return [...made.map((one) => one.token), token];
}

export async function byAKey(mp4: string, keyId: string, json: SigningJwk, key: CryptoKey) {
  const identifier = identifierOf(mp4);
  const rules: DownloadTokenRule[] = [
    { type: "ip.src", action: "allow", ip: ["192.0.2.0/24"] },
    { type: "ip.geoip.country", action: "allow", country: ["GB"] },
    { type: "any", action: "block" },
  ];
  const options: CreateDownloadTokenOptions = { keyId, pem: "pem", identifier, accessRules: rules };
  const exported = await crypto.subtle.exportKey("jwk", key);
  const made: string[] = [
    await createDownloadToken(options),
    await createDownloadToken({ keyId, jwk: "jwk", identifier, expiresIn: 600, notBefore: new Date() }),
    await createDownloadToken({ keyId, jwk: json, pem: null, identifier, notBefore: 0 }),
    "kty" in exported ? await createDownloadToken({ keyId, jwk: exported, identifier }) : "",
  ];
  return made.map((token) => downloadLink(mp4, { token }));
}
