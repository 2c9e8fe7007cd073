// The package under test. Its name stands in this file alone: the suite runs once as it is, and once
// with the name of the other package in its place.

export {
  default,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIPromise,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  Cloudflare,
  CloudflareError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
  type ClientOptions,
} from "cloudflare";
export type {
  DownloadCreateParams,
  DownloadCreateResponse,
  DownloadDeleteParams,
  DownloadDeleteResponse,
  DownloadGetParams,
  DownloadGetResponse,
} from "cloudflare/resources/stream/downloads";
export type { TokenCreateParams, TokenCreateResponse } from "cloudflare/resources/stream/token";

export * as exports from "cloudflare";

export const packageName: string = "cloudflare";
