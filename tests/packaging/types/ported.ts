// What people write for the `cloudflare` package: it compiles there and here.

import Cloudflare, { APIError, APIPromise, NotFoundError, RateLimitError } from "cf-stream-downloads";
import type { DownloadGetResponse } from "cf-stream-downloads";

const client = new Cloudflare();
const { downloads } = client.stream;

export function readAll(found: DownloadGetResponse, key: keyof typeof found) {
  const areReady: boolean = Object.values(found).every((download) => download.status === "ready");
  const url: string | undefined = found[key]?.url;
  const mp4: Omit<DownloadGetResponse, "audio"> = found;
  return { areReady, url, mp4 };
}

export function whenLimited(error: unknown): string | null {
  if (error instanceof NotFoundError) return error.headers.get("cf-ray");
  return (error as RateLimitError).headers.get("retry-after");
}

export const absent: APIError<404, Headers> = new NotFoundError(404, {}, undefined, new Headers());
export const told: Cloudflare.ErrorData[] = absent.errors;

export const raw = (call: Promise<string> | APIPromise<string>): Promise<unknown> =>
  call instanceof APIPromise ? call.asResponse() : call;

// The last of a method's signatures is the one with the identifier first.
type GetArguments = Parameters<Cloudflare.Stream.Downloads["get"]>;
export const given: GetArguments = ["ea95132c15732412d22c1476fa83f27a", { account_id: "account" }];
export const stub: typeof downloads.get = ((identifier: string) =>
  Promise.resolve({ default: { url: identifier } })) as unknown as typeof downloads.get;
export const mocked = (mock: (implementation: (...args: GetArguments) => unknown) => void) =>
  mock((identifier) => identifier.toUpperCase());

interface Page {
  page: number;
  per_page?: number;
}
const query: Page = { page: 1 };
const options: Cloudflare.RequestOptions = { query, body: { a: 1 }, timeout: 1000 };
const pairs: string[][] = [["x-one", "1"]];

export async function portedVerbs() {
  await client.get("/accounts", { query });
  await client.post("/accounts", options);
  await downloads.get("ea95132c15732412d22c1476fa83f27a", { account_id: "account" }, options);
  await client.get("/accounts", { headers: pairs });
}

export const clients = [
  new Cloudflare({ fetch: (url, init) => fetch(url instanceof URL ? url.href : url, init) }),
  new Cloudflare({ fetch: (url: string, init) => fetch(url, init) }),
  new Cloudflare({ fetch: (input: string | URL | Request, init?: RequestInit) => fetch(input, init) }),
  new Cloudflare({ fetch: { fetch: (url: string | URL | Request) => fetch(url) } }),
  new Cloudflare({
    logger: {
      error: (message: string, ...rest: unknown[]) => console.error(message, ...rest),
      warn: (message: string, details: unknown) => console.warn(message, details),
      info() {},
      debug() {},
    },
  }),
];
