// What users get wrong. TypeScript must refuse the line below each of these comments: one that it
// accepts is an error, too.

import Cloudflare, { APIError, APIPromise, NotFoundError } from "cf-stream-downloads";
import { createDownloadToken, identifierOf } from "cf-stream-downloads";

// @ts-expect-error There is nothing to initialize.
import { init } from "cf-stream-downloads";
// @ts-expect-error This is between the modules of the package.
import { whenReady } from "cf-stream-downloads";
// @ts-expect-error So is what they share.
import { start } from "cf-stream-downloads/client.js";

const identifier = "ea95132c15732412d22c1476fa83f27a";
const client = new Cloudflare();
const { downloads } = client.stream;

// @ts-expect-error
new Cloudflare("token");
// @ts-expect-error
new Cloudflare(null);
// @ts-expect-error
new Cloudflare({ apitoken: "token" });
// @ts-expect-error
new Cloudflare({ apiToken: 5 });
// @ts-expect-error
new Cloudflare({ apiKey: Symbol() });
// @ts-expect-error
new Cloudflare({ apiEmail: ["user@example.com"] });
// @ts-expect-error
new Cloudflare({ accountId: 5 });
// @ts-expect-error
new Cloudflare({ account_id: "023e105f4ecef8ad9ca31a8372d0c353" });
// @ts-expect-error
new Cloudflare({ baseURL: new URL("https://proxy.example") });
// @ts-expect-error
new Cloudflare({ timeout: "60s" });
// @ts-expect-error
new Cloudflare({ fetch: "fetch" });
// @ts-expect-error
new Cloudflare({ fetch: () => "not a response" });
// @ts-expect-error
new Cloudflare({ stream: "STREAM" });
// @ts-expect-error
new Cloudflare({ stream: { video: () => ({}) } });
// @ts-expect-error
client.streamBinding = undefined;
// @ts-expect-error
Cloudflare({});
// @ts-expect-error There is nothing to free.
client.free();
// @ts-expect-error
client.timeout = "60s";
// @ts-expect-error
client.stream = client.stream;
// @ts-expect-error
client.stream.captions;

// @ts-expect-error
downloads.get();
// @ts-expect-error
downloads.get(5);
// @ts-expect-error
downloads.get(undefined);
// @ts-expect-error
downloads.get({});
// @ts-expect-error
downloads.get({ account_id: "023e105f4ecef8ad9ca31a8372d0c353" });
// @ts-expect-error
downloads.get({ id: identifier });
// @ts-expect-error
downloads.get(identifier, "023e105f4ecef8ad9ca31a8372d0c353");
// @ts-expect-error
downloads.get(identifier, { account_id: 5 });
// @ts-expect-error
downloads.get(identifier, { accountId: "023e105f4ecef8ad9ca31a8372d0c353" });
// @ts-expect-error
downloads.get(identifier, { signal: AbortSignal.timeout(1000) });
// @ts-expect-error
downloads.get(identifier, {}, { timeout: "1s" });
// @ts-expect-error
downloads.get(identifier, {}, { signal: new AbortController() });
// @ts-expect-error
downloads.get(identifier, {}, { retries: 2 });
// @ts-expect-error
downloads.get({ identifier }, {}, { timeout: 1000 });

// @ts-expect-error
downloads.create();
// @ts-expect-error
downloads.audio.create({ account_id: "023e105f4ecef8ad9ca31a8372d0c353" });
// @ts-expect-error
downloads.default.create(identifier, {}, { body: {} });
// @ts-expect-error
downloads.delete(identifier, "audio");
// @ts-expect-error One type has nothing to list.
downloads.audio.get(identifier);
// @ts-expect-error
downloads.captions;

// @ts-expect-error
new Cloudflare({ maxRetries: "2" });
// @ts-expect-error
new Cloudflare({ logLevel: "loud" });
// @ts-expect-error
new Cloudflare({ logger: { log() {} } });
// @ts-expect-error
new Cloudflare({ defaultHeaders: "x-one: 1" });
// @ts-expect-error
new Cloudflare({ defaultHeaders: { "x-one": 1 } });
// @ts-expect-error The client has its own signal.
new Cloudflare({ fetchOptions: { signal: AbortSignal.timeout(1000) } });
// @ts-expect-error The credential would follow.
new Cloudflare({ fetchOptions: { redirect: "follow" } });
// @ts-expect-error These are for the rest of the API.
new Cloudflare({ userServiceKey: "key" });
// @ts-expect-error
client.withOptions({ token: "token" });
// @ts-expect-error
client.withOptions();

// @ts-expect-error A token has parameters of its own.
client.stream.token.create(identifier, { expiresIn: 60 });
// @ts-expect-error It is in seconds.
client.stream.token.create(identifier, { exp: new Date() });
// @ts-expect-error
client.stream.token.create(identifier, { accessRules: [{ type: "ip" }] });
// @ts-expect-error
createDownloadToken({ keyId: "key", jwk: "jwk" });
// @ts-expect-error
createDownloadToken({ keyId: "key", jwk: 42, identifier });
// @ts-expect-error
createDownloadToken({ keyId: "key", jwk: "jwk", identifier, expiresIn: "1h" });
// @ts-expect-error A rule says what becomes of a request.
createDownloadToken({ keyId: "key", jwk: "jwk", identifier, accessRules: [{ type: "any" }] });
// @ts-expect-error
createDownloadToken({ keyId: "key", jwk: "jwk", identifier, accessRules: [{ type: "ip.src", action: "allow" }] });
// @ts-expect-error
identifierOf(42);
// @ts-expect-error
downloads.get(identifier, {}, { maxRetries: "2" });
// @ts-expect-error
downloads.get(identifier, {}, { headers: { "x-one": 1 } });
// @ts-expect-error
downloads.get(identifier, {}, { fetchOptions: { method: "PUT" } });
// @ts-expect-error The verbs have a query.
downloads.get(identifier, {}, { query: { page: 1 } });
// @ts-expect-error
client.get();
// @ts-expect-error
client.get(new URL("https://example.com"));
// @ts-expect-error
client.get("/accounts", { query: "page=1" });
// @ts-expect-error
client.request({ path: "/accounts" });
// @ts-expect-error
client.request("/accounts");

export async function read() {
  const promise = downloads.get(identifier);
  // @ts-expect-error It is a promise yet.
  promise.default;
  // @ts-expect-error
  promise.json();
  // @ts-expect-error Calls make these.
  new APIPromise();
  // @ts-expect-error It is a promise yet.
  createDownloadToken({ keyId: "key", jwk: "jwk", identifier }).split(".");
  // @ts-expect-error Nobody has checked what this is.
  (await client.get("/accounts")).result;
  // @ts-expect-error A text says that it is deleted.
  (await downloads.delete(identifier)).status;
  const result = await promise;
  // @ts-expect-error It may not have been created.
  result.default.status;
  // @ts-expect-error Nobody has checked what this is.
  result["captions"].url;
  // @ts-expect-error It is called default.
  result.mp4;
  // @ts-expect-error
  result.default?.percentcomplete;
  // @ts-expect-error
  const percent: string | undefined = result.default?.percentComplete;
  // @ts-expect-error
  const status: number | undefined = result.default?.status;
  // @ts-expect-error A video may have no such download.
  const url: string = result.audio?.url;
  // @ts-expect-error The data is not the response.
  (await promise.asResponse()).default;
  const { response } = await promise.withResponse();
  // @ts-expect-error
  response.data;
  return [percent, status, url, init, whenReady, start];
}

export function explain(error: unknown) {
  // @ts-expect-error It may be anything.
  error.status;
  // @ts-expect-error
  if (error instanceof NotFoundError) error.status satisfies 403;
  // @ts-expect-error A connection that failed has no status.
  if (error instanceof APIError) error.status.toFixed();
  // @ts-expect-error
  if (error instanceof APIError) error.status = 500;
  // @ts-expect-error
  if (error instanceof APIError) error.statusCode;
  // @ts-expect-error
  return Cloudflare.NotFound;
}

// @ts-expect-error
client.stream.videos.list({ before: 1769860800000 });
// @ts-expect-error
client.stream.videos.list({ limit: "5" });
// @ts-expect-error
client.stream.videos.list({ status: "gone" });
// @ts-expect-error
client.stream.videos.list("search");
// @ts-expect-error
client.stream.list({ serach: "a" });
