// More of what users write: the other methods, the options of clients and calls, and the verbs.

import Cloudflare, { APIPromise, RateLimitError } from "cf-stream-downloads";
import type {
  AnyRequestOptions,
  ClientOptions,
  DownloadCreateResponse,
  DownloadDeleteResponse,
  Fetch,
  FetchOptions,
  FinalRequestOptions,
  HeadersLike,
  Logger,
  LogLevel,
  RequestOptions,
  Stream,
  TypedDownloads,
} from "cf-stream-downloads";

import { client } from "./uses.js";

const identifier = "ea95132c15732412d22c1476fa83f27a";
const account_id = "023e105f4ecef8ad9ca31a8372d0c353";
declare const maybe: number | undefined;

const { downloads }: Stream = client.stream;

export async function createAndDelete(request: RequestOptions) {
  const of: TypedDownloads[] = [downloads, downloads.default, downloads.audio];
  for (const type of of) {
    const created: DownloadCreateResponse[] = [
      await type.create(identifier),
      await type.create(identifier, null, request),
      await type.create(identifier, { account_id }, request),
      await type.create({ identifier }),
      await type.create({ account_id, identifier }, request),
    ];
    const said: DownloadDeleteResponse[] = [
      await type.delete(identifier),
      await type.delete(identifier, undefined, request),
      await type.delete(identifier, { account_id }, request),
      await type.delete({ identifier }),
      await type.delete({ account_id, identifier }, request),
    ];
    const states: (string | undefined)[] = created.map((result) => result.default?.status);
    const texts: string[] = said;
    const promise: APIPromise<string> = type.delete(identifier);
    const { data }: { data: string } = await promise.withResponse();
    return { states, texts, data };
  }
}

const own: Fetch = (url, init) => fetch(url, { ...init });
const logger: Logger = { error() {}, warn() {}, info() {}, debug() {} };
const level: LogLevel = "debug";
const fetchOptions: FetchOptions = { redirect: "error" };
const headers: HeadersLike[] = [
  new Headers(),
  [
    ["x-one", "1"],
    ["x-two", null],
  ],
  new Map([["x-one", "1"]]),
  { "x-one": "1", "x-two": ["1", "2"], "x-three": null, "x-four": undefined },
];

export const options: ClientOptions[] = [
  { fetch: own, logger, logLevel: level, maxRetries: 0, fetchOptions },
  { logger: console, logLevel: "off", maxRetries: maybe, timeout: maybe },
  { fetch: undefined, logger: undefined, logLevel: undefined, fetchOptions: undefined },
  ...headers.map((defaultHeaders) => ({ defaultHeaders })),
];

export const requests: RequestOptions[] = [
  { maxRetries: 5, timeout: Infinity, signal: AbortSignal.timeout(1000), fetchOptions },
  { maxRetries: maybe, timeout: maybe, signal: undefined, headers: undefined },
  ...headers.map((those) => ({ headers: those })),
];

client.maxRetries = 5;
client.fetchOptions = undefined;
client.defaultHeaders = { "x-one": "1" };
client.logger = console;
client.logLevel = "info";

class Own extends Cloudflare {
  readonly team = "video";
}
export const team: string = new Own().withOptions({ timeout: 1000 }).team;

export async function verbs() {
  interface Envelope {
    result: { uid: string };
  }
  const any: AnyRequestOptions = {
    body: { url: "https://example.com/video.mp4" },
    query: { page: 1, all: true, name: "a", big: 1n, none: undefined, nothing: null },
    headers: { "x-one": null },
    timeout: 1000,
  };
  const final: FinalRequestOptions = { method: "GET", path: "/accounts", ...any };
  const all: Envelope[] = [
    await client.get<Envelope>("/accounts"),
    await client.post<Envelope>("/accounts", { body: [1, "a", null] }),
    await client.put<Envelope>("/accounts", { body: "text" }),
    await client.patch<Envelope>("/accounts", any),
    await client.delete<Envelope>("/accounts", any),
    await client.request<Envelope>(final),
  ];
  const unknown: unknown = await client.get("/accounts");
  const response: Response = await client.get("/accounts").asResponse();
  return { uids: all.map(({ result }) => result.uid), unknown, response };
}

export function wait(error: unknown): number | undefined {
  return error instanceof RateLimitError ? error.retryAfter : undefined;
}
export const limit: 60000 = Cloudflare.DEFAULT_TIMEOUT;
