// What users write, as TypeScript must accept it wherever the package runs.

import Cloudflare, {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIPromise,
  APIResponseValidationError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  Cloudflare as Named,
  CloudflareError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from "cf-stream-downloads";
import type {
  ClientOptions,
  Download,
  DownloadGetParams,
  DownloadGetResponse,
  RequestOptions,
  StreamBindingLike,
  Video,
  VideosListParams,
} from "cf-stream-downloads";

const identifier = "ea95132c15732412d22c1476fa83f27a";
const account_id = "023e105f4ecef8ad9ca31a8372d0c353";
declare const maybe: string | undefined;

export const none: Cloudflare = new Cloudflare();
export const named: Cloudflare = new Named({});
export const withToken = new Cloudflare({ apiToken: maybe, accountId: maybe });
export const withKey = new Cloudflare({ apiKey: "key", apiEmail: "user@example.com" });
export const withoutEnvironment = new Cloudflare({
  apiToken: null,
  apiKey: null,
  apiEmail: null,
  accountId: null,
  baseURL: null,
});
const options: ClientOptions = { baseURL: "/api", timeout: Infinity, fetch };
export const client = new Cloudflare(options);

export const ownFetch = new Cloudflare({
  fetch: async (url, init) => {
    const address: string = url instanceof URL ? url.href : String(url);
    return fetch(address, { ...init });
  },
});

const downloads = {
  get: async () => ({}),
  generate: async (type?: string) => ({ type }),
  delete: async () => {},
};
export const ownBinding = new Cloudflare({ stream: { video: (id: string) => ({ id, downloads }) } });
export const noBinding = new Cloudflare({ stream: null });
export const itsBinding: StreamBindingLike | undefined = ownBinding.streamBinding;

client.apiToken = "token";
client.apiKey = null;
client.apiEmail = null;
client.accountId = account_id;
client.baseURL = "https://proxy.example/client/v4";
client.timeout = 5000;
client.fetch = fetch;
client.fetch = undefined;

export async function get(signal: AbortSignal) {
  const { downloads } = client.stream;
  const params: DownloadGetParams = { account_id };
  const request: RequestOptions = { timeout: 1000, signal };
  const all: DownloadGetResponse[] = [
    await downloads.get(identifier),
    await downloads.get(identifier, {}),
    await downloads.get(identifier, null, request),
    await downloads.get(identifier, undefined, { signal: null }),
    await downloads.get(identifier, params),
    await downloads.get(identifier, { account_id }, { timeout: 1000, signal }),
    await downloads.get({ identifier }),
    await downloads.get({ account_id, identifier }),
    await downloads.get({ account_id: maybe, identifier }, request),
  ];
  return all;
}

export async function read(downloads: DownloadGetResponse) {
  const { default: mp4, audio }: { default?: Download; audio?: Download } = downloads;
  const percent: number | undefined = mp4?.percentComplete;
  const url: string | undefined = audio?.url;
  const status: string | undefined = mp4?.status;
  return { percent, url, status };
}

export function readUnknown(downloads: DownloadGetResponse) {
  // Statuses, types and fields that came after this version.
  const queued: boolean = downloads.default?.status === "queued";
  const { captions }: { captions?: Download } = downloads as object;
  const types: string[] = Object.keys(downloads);
  const { size }: { size?: unknown } = (downloads.default ?? {}) as object;
  return { queued, captions, types, size };
}

export async function ways() {
  const promise: APIPromise<DownloadGetResponse> = client.stream.downloads.get(identifier);
  const plain: Promise<DownloadGetResponse> = promise;
  const response: Response = await promise.asResponse();
  const both: { data: DownloadGetResponse; response: Response } = await promise.withResponse();
  const status: string | undefined = await promise.then(({ audio }) => audio?.status);
  const caught: DownloadGetResponse | undefined = await promise.catch(() => undefined);
  const [first] = await Promise.all([promise, plain.finally(() => {})]);
  const is: boolean = promise instanceof APIPromise;
  return { response, both, status, caught, first, is, ray: response.headers.get("cf-ray") };
}

export function explain(error: unknown): string {
  if (error instanceof NotFoundError) {
    const status: 404 = error.status;
    return `${status}`;
  }
  if (error instanceof Cloudflare.RateLimitError) return `${error.status satisfies 429}`;
  if (error instanceof APIUserAbortError) return String(error.cause);
  if (error instanceof APIConnectionTimeoutError) return String(error satisfies APIConnectionError);
  if (error instanceof APIConnectionError) return String(error.cause);
  if (error instanceof APIError) {
    const status: number | undefined = error.status;
    const ray: string | undefined = error.ray ?? error.headers?.get("cf-ray") ?? undefined;
    const code: number | undefined = error.code;
    const body: unknown = error.error;
    const messages = error.errors.map(({ code, message }) => `${message} [${code}]`);
    const reasons = error.errors.flatMap(({ error_chain }) => error_chain ?? []);
    return [status, ray, code, body, ...messages, ...reasons.map((it) => it.message)].join(" ");
  }
  if (error instanceof CloudflareError) return `${error.name}: ${error.message}`;
  return error instanceof Error ? error.message : "";
}

// As tests of one's own error handling make them.
export const errors: APIError[] = [
  new NotFoundError(
    404,
    { errors: [{ code: 10003, message: "Not Found" }] },
    "message",
    new Headers(),
  ),
  new APIError(undefined, undefined, "message", undefined),
  new APIConnectionError({ message: "message", cause: new Error("cause") }),
  new APIConnectionTimeoutError(),
  new APIUserAbortError(),
];

export const classes: (typeof CloudflareError)[] = [CloudflareError, Cloudflare.CloudflareError];
export const answered: (typeof APIError)[] = [
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  InternalServerError,
  APIResponseValidationError,
  Cloudflare.APIError,
  Cloudflare.BadRequestError,
  Cloudflare.AuthenticationError,
  Cloudflare.PermissionDeniedError,
  Cloudflare.NotFoundError,
  Cloudflare.ConflictError,
  Cloudflare.UnprocessableEntityError,
  Cloudflare.InternalServerError,
  Cloudflare.APIResponseValidationError,
];
export const unanswered = [
  Cloudflare.APIConnectionError,
  Cloudflare.APIConnectionTimeoutError,
  Cloudflare.APIUserAbortError,
].map((Class) => new Class({ cause: "cause" }));

export * from "./calls.js";
export * from "./inline.js";
export * from "./names.js";
export * from "./ported.js";
export * from "./tokens.js";

export async function list(signal: AbortSignal) {
  const { videos } = client.stream;
  const params: VideosListParams = { search: "a", before: new Date(), after: "2026-01-31T12:00:00Z" };
  const found: Video[] = [];
  for await (const video of videos.list()) found.push(video);
  for await (const video of videos.list(null, { signal })) found.push(video);
  for await (const video of videos.list({ ...params, account_id, asc: true, limit: 5, status: "ready" })) {
    const name: string = video.meta?.name ?? video.uid ?? "";
    if (video.status?.state === "error") return name;
  }
  for await (const { duration = -1 } of client.stream.list({ creator: maybe })) return duration;
  return found.length;
}
