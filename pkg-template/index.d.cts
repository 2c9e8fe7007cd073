/**
 * A client of Cloudflare Stream's downloads endpoint.
 *
 * Importing the package is enough in every runtime: there is nothing to initialize and nothing to
 * free.
 *
 * @example
 * ```ts
 * import Cloudflare from "cf-stream-downloads";
 *
 * const client = new Cloudflare({ apiToken, accountId });
 * const downloads = await client.stream.downloads.get("ea95132c15732412d22c1476fa83f27a");
 * console.log(downloads.default?.status, downloads.default?.url);
 * ```
 */
export class Cloudflare {
  /**
   * Makes a client. It makes no request, and costs nothing when it is forgotten.
   *
   * @throws {CloudflareError} When `options` is no object. Whether the options are good is checked at
   * every call, because they may change until then.
   */
  constructor(options?: ClientOptions);

  /**
   * The API token. Like every field of a client it may be changed, and is read at every call.
   *
   * @default `CLOUDFLARE_API_TOKEN` of the environment, or null
   */
  apiToken: string | null;

  /**
   * The global API key, used with `apiEmail` when there is no `apiToken`.
   *
   * @default `CLOUDFLARE_API_KEY` of the environment, or null
   */
  apiKey: string | null;

  /**
   * The email of the account that `apiKey` belongs to.
   *
   * @default `CLOUDFLARE_EMAIL` of the environment, or null
   */
  apiEmail: string | null;

  /**
   * The account of the calls that name none, 1 to 32 characters.
   *
   * @default `CLOUDFLARE_ACCOUNT_ID` of the environment, or null
   */
  accountId: string | null;

  /**
   * The URL that the API's paths are appended to.
   *
   * @default `CLOUDFLARE_BASE_URL` of the environment, or "https://api.cloudflare.com/client/v4"
   */
  baseURL: string;

  /**
   * How long a request may take, headers and body together, in milliseconds: more than 0, and
   * `Infinity` for no limit.
   *
   * @default 60000
   */
  timeout: number;

  /**
   * What sends the requests.
   *
   * @default the global `fetch`, looked up at every call
   */
  fetch: Fetch | { fetch: Fetch } | undefined;

  /**
   * How often a request is repeated that failed for a reason that may pass: a whole number, 0 or
   * more.
   *
   * - Repeated are 408, 409, 429, 500 and above, and requests without an answer, unless the answer's
   *   `x-should-retry` says otherwise. A 409 for the creation of a download is not: it says that there
   *   is one already.
   * - Before the next attempt the client waits as long as `retry-after-ms` or `retry-after` says;
   *   without them 0.5 s, 1 s, 2 s, 4 s and then 8 s, less up to a quarter by chance. A server that
   *   asks for more than 60 s gets no further attempt: the error has `retryAfter`.
   *
   * @default 2
   */
  maxRetries: number;

  /** More options for `fetch`, such as `cache`. See {@link FetchOptions}. */
  fetchOptions: FetchOptions | undefined;

  /** Headers for every request. `null` removes one. */
  defaultHeaders: HeadersLike | undefined;

  /**
   * What the log lines are written to.
   *
   * @default console
   */
  logger: Logger;

  /**
   * How much is logged. `info`: one line per attempt; `debug`: the headers besides, without the
   * credential. Bodies are never logged.
   *
   * @default `CLOUDFLARE_LOG` of the environment, or "warn"
   */
  logLevel: LogLevel;

  /** Cloudflare Stream. */
  readonly stream: Stream;

  /** The Stream binding that is asked in place of the API: the option `stream`. */
  readonly streamBinding: StreamBindingLike | undefined;

  /**
   * What the last answer with a `Ratelimit` header said of Cloudflare's rate limit; undefined before
   * there was one.
   */
  readonly rateLimit: RateLimit | undefined;

  /**
   * Makes a client that differs from this one, as it is now, in some options. A new credential
   * replaces the old one whole, or a Stream binding; and a new `stream` the credential, `baseURL` and
   * `fetch`.
   */
  withOptions(options: ClientOptions): this;

  /**
   * Sends a request to any endpoint of the API and gives the JSON body, the whole envelope; null for
   * an empty one.
   *
   * @throws {CloudflareError} Before any request, when an option cannot be used.
   * @throws {APIError} One of its subclasses, by what went wrong.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const { result } = await client.request<{ result: { uid: string } }>({
   *   method: "POST",
   *   path: "/accounts/023e105f4ecef8ad9ca31a8372d0c353/stream/copy",
   *   body: { url: "https://example.com/video.mp4" },
   * });
   * ```
   */
  request<T = unknown>(options: FinalRequestOptions): APIPromise<T>;

  /** Sends a GET request. See {@link Cloudflare.request}. */
  get<T = unknown>(path: string, options?: AnyRequestOptions): APIPromise<T>;

  /** Sends a POST request. See {@link Cloudflare.request}. */
  post<T = unknown>(path: string, options?: AnyRequestOptions): APIPromise<T>;

  /** Sends a PUT request. See {@link Cloudflare.request}. */
  put<T = unknown>(path: string, options?: AnyRequestOptions): APIPromise<T>;

  /** Sends a PATCH request. See {@link Cloudflare.request}. */
  patch<T = unknown>(path: string, options?: AnyRequestOptions): APIPromise<T>;

  /** Sends a DELETE request. See {@link Cloudflare.request}. */
  delete<T = unknown>(path: string, options?: AnyRequestOptions): APIPromise<T>;

  static readonly Cloudflare: typeof Cloudflare;

  /** The default of `timeout`, in milliseconds. */
  static readonly DEFAULT_TIMEOUT: 60000;

  static readonly CloudflareError: typeof CloudflareError;
  static readonly APIError: typeof APIError;
  static readonly BadRequestError: typeof BadRequestError;
  static readonly AuthenticationError: typeof AuthenticationError;
  static readonly PermissionDeniedError: typeof PermissionDeniedError;
  static readonly NotFoundError: typeof NotFoundError;
  static readonly ConflictError: typeof ConflictError;
  static readonly UnprocessableEntityError: typeof UnprocessableEntityError;
  static readonly RateLimitError: typeof RateLimitError;
  static readonly InternalServerError: typeof InternalServerError;
  static readonly APIResponseValidationError: typeof APIResponseValidationError;
  static readonly APIConnectionError: typeof APIConnectionError;
  static readonly APIConnectionTimeoutError: typeof APIConnectionTimeoutError;
  static readonly APIUserAbortError: typeof APIUserAbortError;
  static readonly DownloadFailedError: typeof DownloadFailedError;
  static readonly DownloadTimeoutError: typeof DownloadTimeoutError;
}

/** The names of types in the `cloudflare` package, as in `Cloudflare.RequestOptions`. */
export namespace Cloudflare {
  export {
    type AnyRequestOptions as RequestOptions,
    type ErrorData as ErrorData,
    type Stream as Stream,
  };
}

export default Cloudflare;

/**
 * What a client is made of. All of it is optional.
 *
 * - Where there is an environment (`process.env`, or `Deno.env` with permission), what is left out
 *   is read from it: trimmed, and a blank variable counts as none. `null` keeps it from being read.
 * - One credential is needed: a token, or a key with its email. The token beats the key, and any
 *   credential given here beats all of the environment's. Without any, calls fail before a request,
 *   unless `baseURL` is your own: a proxy adds its own credential.
 */
export interface ClientOptions {
  /**
   * An API token with the permission Stream Read, sent as `Authorization: Bearer`: visible ASCII
   * characters, at most 8192.
   *
   * @default `CLOUDFLARE_API_TOKEN` of the environment
   */
  apiToken?: string | null | undefined;

  /**
   * A global API key, sent as `X-Auth-Key`: visible ASCII characters, at most 8192.
   *
   * @default `CLOUDFLARE_API_KEY` of the environment
   */
  apiKey?: string | null | undefined;

  /**
   * The email that goes with `apiKey`, sent as `X-Auth-Email`: visible ASCII characters, at most
   * 8192.
   *
   * @default `CLOUDFLARE_EMAIL` of the environment
   */
  apiEmail?: string | null | undefined;

  /**
   * The account of the calls that name none, 1 to 32 characters.
   *
   * @default `CLOUDFLARE_ACCOUNT_ID` of the environment
   */
  accountId?: string | null | undefined;

  /**
   * The URL that the API's paths are appended to: `http` or `https`, without user, query and
   * fragment. One trailing slash is dropped. A path such as `/api` works wherever there is a page or
   * worker location to resolve it against.
   *
   * @default `CLOUDFLARE_BASE_URL` of the environment, or "https://api.cloudflare.com/client/v4"
   */
  baseURL?: string | null | undefined;

  /**
   * How long a request may take, headers and body together, in milliseconds: more than 0, and
   * `Infinity` for no limit.
   *
   * @default 60000
   */
  timeout?: number | undefined;

  /**
   * The Stream binding of a Worker, `env.STREAM`, which is asked in place of the API. It needs no
   * credential, and has an account of its own: `accountId`, and the `account_id` of calls, are not
   * looked at, and `headers`, `defaultHeaders` and `fetchOptions` are not sent. The environment's
   * credential and address are not read.
   *
   * - Beside `apiToken`, `apiKey`, a `baseURL` or `fetch` of your own it is a `CloudflareError`, and so
   *   are {@link Cloudflare.request}, the verbs and {@link Token.create}, which the binding has no methods
   *   for.
   * - {@link Videos.list} takes `before`, `after` and `limit` alone; `search`, `asc` and others are a
   *   `CloudflareError`. `after` takes its own time in. Videos are as the binding has them, and have their
   *   `id` as `uid`, too.
   * - The binding's errors become the classes of this package by their `statusCode` or name. What is
   *   none of Stream's is an `APIConnectionError` with the original as its `cause`.
   * - A call that takes longer than `timeout`, or is aborted, is left to itself: it cannot be aborted.
   * - Identifiers may have 64 characters, as those of the simulator in Wrangler and Miniflare have 36.
   *   That gives no `url`: a wait takes what is ready for ready without one.
   * - `asResponse()` gives a `Response` with the envelope: `{ success: true, result }`.
   *
   * @see https://developers.cloudflare.com/stream/
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * export default {
   *   async fetch(request: Request, env: { STREAM: StreamBinding }) {
   *     const { downloads } = new Cloudflare({ stream: env.STREAM }).stream;
   *     return Response.json(await downloads.get("ea95132c15732412d22c1476fa83f27a"));
   *   },
   * };
   * ```
   */
  stream?: StreamBindingLike | null | undefined;

  /**
   * What sends the requests, called with `this` undefined; or an object with such a method, as a
   * service binding of a Worker is, which is called on it.
   *
   * @default the global `fetch`, looked up at every call
   */
  fetch?: Fetch | { fetch: Fetch } | undefined;

  /**
   * How often a request is repeated that failed for a reason that may pass: a whole number, 0 or
   * more. See {@link Cloudflare.maxRetries}.
   *
   * @default 2
   */
  maxRetries?: number | undefined;

  /** More options for `fetch`, such as `cache`. See {@link FetchOptions}. */
  fetchOptions?: FetchOptions | undefined;

  /** Headers for every request. `null` removes one. */
  defaultHeaders?: HeadersLike | undefined;

  /**
   * What the log lines are written to.
   *
   * @default console
   */
  logger?: Logger | undefined;

  /**
   * How much is logged. See {@link Cloudflare.logLevel}.
   *
   * @default `CLOUDFLARE_LOG` of the environment, or "warn"
   */
  logLevel?: LogLevel | undefined;
}

/** What a Stream binding has that a client calls. `StreamBinding` of `@cloudflare/workers-types` is one. */
export interface StreamBindingLike {
  /** For {@link Videos.list}. */
  videos?: {
    list(params?: { limit?: number; before?: string; after?: string }): PromiseLike<unknown>;
  };
  video(id: string): {
    /** For a wait with `create`, where the video itself is still being encoded. */
    details?(): PromiseLike<unknown>;
    downloads: {
      get(): PromiseLike<unknown>;
      generate(downloadType?: "default" | "audio"): PromiseLike<unknown>;
      delete(downloadType?: "default" | "audio"): PromiseLike<unknown>;
    };
  };
}

/** How much is logged. Each level includes those before it. */
export type LogLevel = "off" | "error" | "warn" | "info" | "debug";

/** What log lines are written to, each as one text. `console` is one. */
export interface Logger {
  error(line: string, ...rest: unknown[]): void;
  warn(line: string, ...rest: unknown[]): void;
  info(line: string, ...rest: unknown[]): void;
  debug(line: string, ...rest: unknown[]): void;
}

/**
 * Headers to send: a `Headers`, pairs, or an object. `null` removes a header, a list sends it more
 * than once, and `undefined` stands for nothing. Of two spellings of a name in one object the last
 * wins. With an `authorization` or `x-auth-key` among them
 * the client's own credential is not sent.
 */
export type HeadersLike =
  | Headers
  | Iterable<readonly (string | readonly string[] | null | undefined)[]>
  | Record<string, string | readonly string[] | null | undefined>;

/**
 * What `fetch` is told besides. The call's method, `headers`, `body` and `signal` are not told here;
 * and `redirect` is never `follow`, which would send the credential wherever the server says.
 */
export type FetchOptions = Omit<RequestInit, "method" | "headers" | "body" | "signal" | "redirect"> & {
  redirect?: "manual" | "error" | undefined;
};

/**
 * What sends a request. The global `fetch` is one, and so is any function that takes a text, which is
 * what it is called with.
 */
export type Fetch = {
  call(url: string | URL | Request, init?: RequestInit): Promise<Response>;
}["call"];

/** What can be said of one request. */
export interface RequestOptions {
  /**
   * How long this request may take, headers and body together, in milliseconds: more than 0, and
   * `Infinity` for no limit.
   *
   * @default the client's `timeout`
   */
  timeout?: number | undefined;

  /** Ends the request when it is aborted; the call rejects with an {@link APIUserAbortError}. */
  signal?: AbortSignal | null | undefined;

  /**
   * How often this request is repeated: a whole number, 0 or more.
   *
   * @default the client's `maxRetries`
   */
  maxRetries?: number | undefined;

  /** Headers for this request, over the client's. `null` removes one. */
  headers?: HeadersLike | undefined;

  /** More options for `fetch`, over the client's. See {@link FetchOptions}. */
  fetchOptions?: FetchOptions | undefined;
}

/** What can be said of a request to any endpoint. */
export interface AnyRequestOptions extends RequestOptions {
  /**
   * What is sent, as `JSON.stringify` writes it. A body that is itself a form, a stream, bytes or NaN is
   * refused. A text is sent as it is when the call's `headers` have a `content-type`.
   */
  body?: unknown;

  /**
   * The parameters of the URL's query: strings, numbers, bigints and booleans by name. Those that are
   * null or undefined are left out.
   */
  query?: object | null | undefined;
}

/** A request to any endpoint. */
export interface FinalRequestOptions extends AnyRequestOptions {
  /** The HTTP method. */
  method: string;

  /** The path below the base URL, percent-encoded, with its leading slash. */
  path: string;
}

/** What Cloudflare says of its rate limit, in the headers `Ratelimit` and `Ratelimit-Policy`. */
export interface RateLimit {
  /** How many requests are left in the window. */
  remaining: number;

  /** How long after the answer the next window begins, in milliseconds. */
  resetAfter: number;

  /** How many requests a window has. */
  quota: number | undefined;

  /** How long a window is, in milliseconds. */
  window: number | undefined;

  /** The name of the policy, as in "default". Of several it is the one with the least requests left. */
  policy: string;
}

/** The part of a client that is about Cloudflare Stream. */
export interface Stream {
  /** The MP4 and M4A downloads of videos. */
  readonly downloads: Downloads;

  /** The videos of the account. */
  readonly videos: Videos;

  /** {@link Videos.list}, by the name that it has in the `cloudflare` package. */
  list(params?: VideosListParams | null, options?: RequestOptions): AsyncIterableIterator<Video>;

  /** The signed tokens of private videos, which the API makes. */
  readonly token: Token;
}

/** The names of types in the `cloudflare` package, as in `Cloudflare.Stream.DownloadGetResponse`. */
export namespace Stream {
  export {
    type Downloads as Downloads,
    type DownloadCreateParams as DownloadCreateParams,
    type DownloadCreateResponse as DownloadCreateResponse,
    type DownloadDeleteParams as DownloadDeleteParams,
    type DownloadDeleteResponse as DownloadDeleteResponse,
    type DownloadGetParams as DownloadGetParams,
    type DownloadGetResponse as DownloadGetResponse,
    type StreamListParams as StreamListParams,
    type Video as Video,
    type Videos as Videos,
    type Token as Token,
    type TokenCreateParams as TokenCreateParams,
    type TokenCreateResponse as TokenCreateResponse,
  };
}

/** The videos of an account. */
export interface Videos {
  /**
   * Gives the videos of an account, the newest first: as many as there are, or `limit`. A page of 1000 is
   * asked for whenever the one before is used up, within the rate limit, which this outlasts as
   * {@link Downloads.getMany} does. One page is held. Needs the permission Stream Read.
   *
   * A video that is there from the beginning to the end comes once; one that is uploaded or deleted
   * meanwhile comes once or not at all. Only of more than 1000 videos of one microsecond, which is how
   * exact `created` is, some may be left out.
   *
   * To go on where an earlier loop has ended, pass the `created` of its last video as `before`, or as
   * `after` with `asc: true`; other videos of that very time are left out then.
   *
   * @see https://developers.cloudflare.com/api/resources/stream/methods/list/
   * @param params Which videos, and in which order; and the account, unless the client has `accountId`.
   * @param options For each of the requests. The client and these are read anew for each, but for
   * `signal`.
   * @throws {CloudflareError} Before any request, when a parameter, an option or a field of the client
   * cannot be used.
   * @throws {AuthenticationError} For a 401, and a {@link PermissionDeniedError} for a 403.
   * @throws {RateLimitError} When Cloudflare refuses a page for the seventh time in a row.
   * @throws {APIResponseValidationError} When an answer is no list of videos, or a page does not go on from
   * the one before: then its `headers` are missing.
   * @throws {APIError} For any other status; see the classes of errors.
   * @throws {APIConnectionError} When there was no answer.
   * @throws {APIUserAbortError} When the signal was aborted.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * for await (const { uid, meta, status } of client.stream.videos.list({ search: "holiday" })) {
   *   console.log(uid, meta?.name, status?.state);
   * }
   * ```
   */
  list(params?: VideosListParams | null, options?: RequestOptions): AsyncIterableIterator<Video>;
}

/** Which videos {@link Videos.list} gives. Without any of these it gives all, the newest first. */
export interface VideosListParams {
  /**
   * The account, 1 to 32 characters.
   *
   * @default the client's `accountId`
   */
  account_id?: string | undefined;

  /**
   * Only videos with this in their name, which is `meta.name`. Cloudflare calls it slow for medium to large
   * libraries, and says that it may not work for very large ones.
   */
  search?: string | null | undefined;

  /** Only videos created before this time: RFC 3339, as in "2026-01-31T12:00:00Z", or a Date. */
  before?: string | Date | null | undefined;

  /** Only videos created after this time: RFC 3339, as in "2026-01-31T12:00:00Z", or a Date. */
  after?: string | Date | null | undefined;

  /** The same as `before`, which counts where both are there. */
  end?: string | Date | null | undefined;

  /** The same as `after`, which counts where both are there. */
  start?: string | Date | null | undefined;

  /** Only videos of this creator, as the uploader has told Cloudflare. */
  creator?: string | null | undefined;

  /** Only videos in this state. */
  status?: VideoState | null | undefined;

  /** Only videos that were uploaded, "vod", or recorded, "live". */
  type?: string | null | undefined;

  /** Only the videos with these identifiers, separated by commas. */
  id?: string | null | undefined;

  /** Only the videos with these names or identifiers, separated by commas. */
  name?: string | null | undefined;

  /** Only videos with exactly this name, which is fast. */
  video_name?: string | null | undefined;

  /** Only videos of this live input. */
  live_input_id?: string | null | undefined;

  /**
   * Whether the oldest come first.
   *
   * @default false
   */
  asc?: boolean | null | undefined;

  /**
   * How many videos come at most, in all: a whole number, 1 or more. No more are asked for, if it is at
   * most 1000.
   *
   * @default as many as there are
   */
  limit?: number | null | undefined;
}

/** The parameters of {@link Stream.list}, by their name in the `cloudflare` package. */
export interface StreamListParams extends VideosListParams {}

/** The states of a video that Cloudflare documents. */
export type VideoState =
  | "pendingupload"
  | "downloading"
  | "queued"
  | "inprogress"
  | "ready"
  | "error"
  | "live-inprogress";

/**
 * A video, as Cloudflare answered it. Fields that this version does not know are there as they came, but
 * have no TypeScript type; any may be missing. Times are RFC 3339, in UTC.
 *
 * @see https://developers.cloudflare.com/api/resources/stream/
 */
export interface Video {
  /** The identifier, which methods on downloads take. */
  uid?: string;

  /** What the account's owner has said of it: its `name`, and any other text. */
  meta?: { name?: string };

  /** When it was created, as in "2026-01-31T12:00:00.123456Z". */
  created?: string;

  /** When it was last changed. */
  modified?: string;

  /** When it was uploaded. */
  uploaded?: string;

  /** Whether it can be played. No download can be created before. */
  readyToStream?: boolean;

  /** When it could first be played. */
  readyToStreamAt?: string;

  /** How far it is. */
  status?: VideoStatus;

  /** How long it is in seconds; -1 as long as nobody knows. */
  duration?: number;

  /** How large it is in bytes. */
  size?: number;

  /** Its width and height in pixels; -1 as long as nobody knows. */
  input?: { height?: number; width?: number };

  /** Whether it takes a signed token to see it: see {@link DownloadLinkOptions.token}. */
  requireSignedURLs?: boolean;

  /** The hosts whose pages may show it; none is any. */
  allowedOrigins?: string[];

  /** Who made it, as the uploader has told Cloudflare. */
  creator?: string;

  /** The live input that it was recorded from. */
  liveInput?: string;

  /** The identifier of the video that it is a part of. */
  clippedFrom?: string;

  /** Where to play it. */
  playback?: { dash?: string; hls?: string };

  /** The address of a page with it. */
  preview?: string;

  /** The address of a picture of it. */
  thumbnail?: string;

  /** Which part of it the picture is of, 0 to 1. */
  thumbnailTimestampPct?: number;

  /** How long an upload may be in seconds. */
  maxDurationSeconds?: number;

  /** How large an upload may be in bytes. */
  maxSizeBytes?: number;

  /** Until when it may be uploaded. */
  uploadExpiry?: string;

  /** When Cloudflare will delete it. */
  scheduledDeletion?: string;
}

/** How far a video is. */
export interface VideoStatus {
  /** One of {@link VideoState}, or one that this version does not know. */
  state?: VideoState | (string & {});

  /** The progress of encoding in percent, 0 to 100: a number as text, as in "43.500000". */
  pctComplete?: string;

  /** Why it cannot be played, for programs, as in "ERR_NON_VIDEO"; empty if it can. */
  errorReasonCode?: string;

  /** Why it cannot be played, in English; empty if it can. */
  errorReasonText?: string;
}

/** The MP4 and M4A downloads of videos. */
export interface Downloads extends TypedDownloads {
  /** The MP4 downloads, by the path that names the type `default`. */
  readonly default: TypedDownloads;

  /** The M4A downloads. */
  readonly audio: TypedDownloads;

  /**
   * Lists the downloads created for a video, with all arguments in one object.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const downloads = await client.stream.downloads.get({
   *   account_id: "023e105f4ecef8ad9ca31a8372d0c353",
   *   identifier: "ea95132c15732412d22c1476fa83f27a",
   * });
   * ```
   */
  get(
    params: DownloadGetParams & { identifier: string },
    options?: RequestOptions,
  ): APIPromise<DownloadGetResponse>;

  /**
   * Lists the downloads created for a video. A type that has not been created is not there.
   *
   * `GET /accounts/{account_id}/stream/{identifier}/downloads`, with the permission Stream Read.
   *
   * @param identifier The video's identifier, 1 to 32 characters.
   * @param params The account, unless the client has `accountId`.
   * @throws {CloudflareError} Before any request, when an argument or option cannot be used; the
   * message names it.
   * @throws {NotFoundError} When there is no such video. Cloudflare may say so, too, of a video for
   * which nothing has been created.
   * @throws {APIError} One of its subclasses, by what went wrong.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const { default: mp4, audio } = await client.stream.downloads.get(
   *   "ea95132c15732412d22c1476fa83f27a",
   *   { account_id: "023e105f4ecef8ad9ca31a8372d0c353" },
   * );
   * if (mp4?.status === "inprogress") console.log(`${mp4.percentComplete} %`);
   * ```
   */
  get(
    identifier: string,
    params?: DownloadGetParams | null,
    options?: RequestOptions,
  ): APIPromise<DownloadGetResponse>;

  /** Creates the downloads that are missing, with all arguments in one object. */
  ensure(
    params: DownloadEnsureParams & { identifier: string },
    options?: RequestOptions,
  ): Promise<DownloadGetResponse>;

  /**
   * Creates the downloads of a video that are missing, and resolves to its downloads as they are then.
   * Those that are ready or in progress are left alone, so that to call it again does nothing. That
   * somebody else creates them at the same time, which Cloudflare answers with 409, is no fault.
   *
   * It lists the downloads, with the permission Stream Read, and creates with Stream Write.
   *
   * @param identifier The video's identifier, 1 to 32 characters.
   * @param params The account, unless the client has `accountId`; which types, and whether those that
   * have failed are made anew.
   * @throws {CloudflareError} Before any request, when an argument or option cannot be used.
   * @throws {BadRequestError} When the video itself is still being encoded: {@link
   * Downloads.waitUntilReady} with `create: true` waits for that.
   * @throws {NotFoundError} When there is no such video.
   * @throws {APIError} One of its subclasses, by what went wrong.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const { default: mp4, audio } = await client.stream.downloads.ensure(
   *   "ea95132c15732412d22c1476fa83f27a",
   *   { types: ["default", "audio"] },
   * );
   * console.log(mp4?.status, audio?.status);
   * ```
   */
  ensure(
    identifier: string,
    params?: DownloadEnsureParams | null,
    options?: RequestOptions,
  ): Promise<DownloadGetResponse>;

  /** Waits until downloads are ready, with all arguments in one object. */
  waitUntilReady(
    params: DownloadWaitParams & { identifier: string },
    options?: WaitOptions,
  ): Promise<DownloadGetResponse>;

  /**
   * Waits until downloads are ready. Cloudflare tells nobody when they are, so that this asks: at
   * once, after a second, and then when half of the time should be over that the progress so far
   * leaves, at least every 15 s; never more often than its rate limit allows.
   *
   * @param identifier The video's identifier, 1 to 32 characters.
   * @param params The account, unless the client has `accountId`; which types, and whether those that
   * are missing are created first. Then a video that is itself still being encoded is waited for, too.
   * @returns The downloads, in which each of the types is `ready` and has a `url`.
   * @throws {DownloadFailedError} As soon as one of the types has the status `error`, or is `ready`
   * without a `url`; and when the video itself cannot be encoded.
   * @throws {DownloadTimeoutError} After `maxWait`.
   * @throws {CloudflareError} Before any request, when an argument or option cannot be used; and at
   * once when a type has not been created and `create` is not true.
   * @throws {NotFoundError} When there is no such video. Cloudflare may say so, too, of a video for
   * which nothing has been created.
   * @throws {APIUserAbortError} When the signal was aborted.
   * @throws {APIError} One of its other subclasses, when a request failed for good.
   * @throws Whatever `onProgress` or `interval` throws.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const downloads = await client.stream.downloads.waitUntilReady(
   *   "ea95132c15732412d22c1476fa83f27a",
   *   { create: true },
   *   { onProgress: (downloads) => console.log(`${downloads.default?.percentComplete} %`) },
   * );
   * console.log(downloads.default?.url);
   * ```
   */
  waitUntilReady(
    identifier: string,
    params?: DownloadWaitParams | null,
    options?: WaitOptions,
  ): Promise<DownloadGetResponse>;

  /** Gives the downloads each time that they have changed, with all arguments in one object. */
  watch(
    params: DownloadWaitParams & { identifier: string },
    options?: WaitOptions,
  ): DownloadsWatch;

  /**
   * Gives the downloads each time that they have changed, until they are ready. It asks as {@link
   * Downloads.waitUntilReady} does, from the first `next()` on, and fails as that does. To leave the
   * loop ends all of it; while the loop's body runs, nothing else does. Who calls `next` by hand and
   * stops before the end calls `return()`, too: otherwise a loop whose options lead back to it stays
   * in memory.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const changes = client.stream.downloads.watch("ea95132c15732412d22c1476fa83f27a", {
   *   types: ["default", "audio"],
   * });
   * for await (const { default: mp4, audio } of changes) {
   *   console.log(mp4?.percentComplete, audio?.percentComplete);
   * }
   * ```
   */
  watch(
    identifier: string,
    params?: DownloadWaitParams | null,
    options?: WaitOptions,
  ): DownloadsWatch;

  /**
   * Lists the downloads of many videos, several at once, and gives them as they come. A video that
   * fails comes with its error and does not end the loop.
   *
   * - Requests slow down when little is left of Cloudflare's rate limit, which is 1,200 in five
   *   minutes, and stop before it is reached. A 429 makes all of them wait and is asked again.
   * - Identifiers are taken from the iterable as results are taken from this one: at most
   *   `concurrency` are under way or wait to be taken.
   *
   * @param identifiers The videos: an array, or any other iterable or async iterable. One that is
   * there twice is asked for twice.
   * @param params The account, unless the client has `accountId`.
   * @throws {CloudflareError} Before any request, when an argument, an option or a field of the client
   * cannot be used.
   * @throws {AuthenticationError} At the first 401, and a {@link PermissionDeniedError} at the first
   * 403: the other videos would be answered alike.
   * @throws {RateLimitError} When Cloudflare refuses all requests for the seventh time in a row.
   * @throws {APIUserAbortError} When the signal was aborted.
   * @throws Whatever the iterable throws.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const identifiers = ["ea95132c15732412d22c1476fa83f27a", "31c9291ab41fac05471db4e73aa11717"];
   * for await (const { identifier, downloads, error } of client.stream.downloads.getMany(identifiers)) {
   *   console.log(identifier, error?.message ?? downloads?.default?.status);
   * }
   * ```
   */
  getMany(
    identifiers: Iterable<string> | AsyncIterable<string>,
    params?: DownloadGetParams | null,
    options?: GetManyOptions,
  ): AsyncIterableIterator<GetManyResult>;

  /**
   * Creates the downloads of many videos that are missing, several at once, and gives the downloads of
   * each as {@link Downloads.ensure} does, in the order in which they come. A video that fails comes with
   * its error and does not end the loop. To give it again what was not done, after an interruption,
   * creates nothing twice.
   *
   * - It keeps within Cloudflare's rate limit as {@link Downloads.getMany} does: a video costs one
   *   request, or two where something is created.
   * - While `maxEncoding` of the videos are in progress nothing is created: it looks at them, and goes on
   *   when one is done.
   *
   * @param identifiers The videos: an array, or any other iterable or async iterable, of any length.
   * @param params The account, unless the client has `accountId`; which types, and whether those that
   * have failed are made anew.
   * @throws As {@link Downloads.getMany} does.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const identifiers = ["ea95132c15732412d22c1476fa83f27a", "31c9291ab41fac05471db4e73aa11717"];
   * for await (const { identifier, downloads, error } of client.stream.downloads.ensureMany(identifiers)) {
   *   console.log(identifier, error?.message ?? downloads?.default?.status);
   * }
   * ```
   */
  ensureMany(
    identifiers: Iterable<string> | AsyncIterable<string>,
    params?: DownloadEnsureParams | null,
    options?: EnsureManyOptions,
  ): AsyncIterableIterator<GetManyResult>;
}

/** The names of types in the `cloudflare` package, as in `Downloads.DownloadGetResponse`. */
export namespace Downloads {
  export {
    type DownloadCreateParams as DownloadCreateParams,
    type DownloadCreateResponse as DownloadCreateResponse,
    type DownloadDeleteParams as DownloadDeleteParams,
    type DownloadDeleteResponse as DownloadDeleteResponse,
    type DownloadGetParams as DownloadGetParams,
    type DownloadGetResponse as DownloadGetResponse,
  };
}

/** The downloads of one type. Of {@link Downloads} itself it is the MP4. */
export interface TypedDownloads {
  /** Creates the download, with all arguments in one object. */
  create(
    params: DownloadCreateParams & { identifier: string },
    options?: RequestOptions,
  ): APIPromise<DownloadCreateResponse>;

  /**
   * Creates the download of a video that is ready to stream. Cloudflare then makes the file, which
   * takes a while: its progress is in {@link Downloads.get}. {@link Downloads.ensure} creates only what
   * is missing.
   *
   * `POST /accounts/{account_id}/stream/{identifier}/downloads`, with the permission Stream Write.
   *
   * @param identifier The video's identifier, 1 to 32 characters.
   * @param params The account, unless the client has `accountId`.
   * @returns The downloads by type, also where Cloudflare answers with the new one alone.
   * @throws {CloudflareError} Before any request, when an argument or option cannot be used.
   * @throws {BadRequestError} When the video is not ready.
   * @throws {ConflictError} When there is one already, where Cloudflare says so. It is not retried.
   * @throws {NotFoundError} When there is no such video.
   * @throws {APIError} One of its subclasses, by what went wrong.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const { audio } = await client.stream.downloads.audio.create("ea95132c15732412d22c1476fa83f27a");
   * console.log(audio?.status);
   * ```
   */
  create(
    identifier: string,
    params?: DownloadCreateParams | null,
    options?: RequestOptions,
  ): APIPromise<DownloadCreateResponse>;

  /** Deletes the download, with all arguments in one object. */
  delete(
    params: DownloadDeleteParams & { identifier: string },
    options?: RequestOptions,
  ): APIPromise<DownloadDeleteResponse>;

  /**
   * Deletes the download of a video. The video stays.
   *
   * `DELETE /accounts/{account_id}/stream/{identifier}/downloads`, with the permission Stream Write.
   *
   * @param identifier The video's identifier, 1 to 32 characters.
   * @param params The account, unless the client has `accountId`.
   * @returns What Cloudflare says of it; an empty text when it says nothing.
   * @throws {CloudflareError} Before any request, when an argument or option cannot be used.
   * @throws {NotFoundError} When there is no such video or download.
   * @throws {APIError} One of its subclasses, by what went wrong.
   *
   * @example
   * ```ts
   * import Cloudflare from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * await client.stream.downloads.delete("ea95132c15732412d22c1476fa83f27a");
   * ```
   */
  delete(
    identifier: string,
    params?: DownloadDeleteParams | null,
    options?: RequestOptions,
  ): APIPromise<DownloadDeleteResponse>;
}

/** The signed tokens of private videos, which the API makes. */
export interface Token {
  /** Creates a signed token, with all arguments in one object. */
  create(
    params: TokenCreateParams & { identifier: string },
    options?: RequestOptions,
  ): APIPromise<TokenCreateResponse>;

  /**
   * Creates a signed token for a video that requires signed URLs. Without parameters it is good for an
   * hour, and opens no downloads.
   *
   * - `POST /accounts/{account_id}/stream/{identifier}/token`, with the permission Stream Write.
   * - Cloudflare recommends it for testing and for less than 1,000 tokens a day. {@link
   *   createDownloadToken} makes any number without a request.
   *
   * @param identifier The video's identifier, 1 to 32 characters.
   * @param params What the token is to be; the account, unless the client has `accountId`.
   * @throws {CloudflareError} Before any request, when an argument or option cannot be used; the
   * message names it.
   * @throws {BadRequestError} When the API takes a parameter for none.
   * @throws {NotFoundError} When there is no such video.
   * @throws {APIError} One of its subclasses, by what went wrong. None shows `pem`.
   * @see https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/
   *
   * @example
   * ```ts
   * import Cloudflare, { downloadLink } from "cf-stream-downloads";
   *
   * const client = new Cloudflare();
   * const video = "ea95132c15732412d22c1476fa83f27a";
   * const { default: mp4 } = await client.stream.downloads.get(video);
   * const { token } = await client.stream.token.create(video, { downloadable: true });
   * if (mp4) console.log(downloadLink(mp4, { token }));
   * ```
   */
  create(
    identifier: string,
    params?: TokenCreateParams | null,
    options?: RequestOptions,
  ): APIPromise<TokenCreateResponse>;
}

/** The names of types in the `cloudflare` package, as in `Token.TokenCreateParams`. */
export namespace Token {
  export {
    type TokenCreateParams as TokenCreateParams,
    type TokenCreateResponse as TokenCreateResponse,
  };
}

/** The parameters of {@link Token.create} beside the video's identifier. */
export interface TokenCreateParams {
  /**
   * The account that the video belongs to, 1 to 32 characters.
   *
   * @default the client's `accountId`
   */
  account_id?: string | undefined;

  /** Who may use the token: at most five rules, read from first to last. */
  accessRules?: TokenCreateParams.AccessRule[] | undefined;

  /**
   * Whether the token opens downloads, too.
   *
   * @default false
   */
  downloadable?: boolean | undefined;

  /**
   * When the token ends, in seconds since 1970: at most 24 hours from now.
   *
   * @default in an hour
   */
  exp?: number | undefined;

  /** Flags of the token. */
  flags?: TokenCreateParams.Flags | undefined;

  /** The `id` of the signing key that the API is to sign with; then `pem` is needed, too. */
  id?: string | undefined;

  /**
   * When the token begins to be good, in seconds since 1970.
   *
   * @default an hour ago
   */
  nbf?: number | undefined;

  /**
   * The `pem` of that signing key, in base64 as Cloudflare has given it, at most 8192 characters. No
   * error and no log line shows it.
   */
  pem?: string | undefined;
}

export namespace TokenCreateParams {
  /** A rule about who may use a token. */
  interface AccessRule {
    /** What becomes of a request that the rule matches. */
    action?: "allow" | "block";

    /** Countries, by their codes of two letters (ISO 3166-1 alpha-2), for `ip.geoip.country`. */
    country?: string[];

    /** IPv4 and IPv6 addresses and CIDR ranges, for `ip.src`. */
    ip?: string[];

    /** What the rule looks at. `any` matches every request. */
    type?: "any" | "ip.src" | "ip.geoip.country";
  }

  /** Flags of a token. */
  interface Flags {
    /** Whether the token is for the video as it was uploaded. */
    original?: boolean;
  }
}

/** A signed token. */
export interface TokenCreateResponse {
  /** The token, which stands in URLs in the place of the video's identifier. */
  token: string;
}

/** The parameters of {@link Downloads.get} beside the video's identifier. */
export interface DownloadGetParams {
  /**
   * The account that the video belongs to, 1 to 32 characters.
   *
   * @default the client's `accountId`
   */
  account_id?: string | undefined;
}

/** The types of download that Cloudflare documents: the MP4 and the M4A. */
export type DownloadType = "default" | "audio";

/** The parameters of {@link Downloads.ensure} beside the video's identifier. */
export interface DownloadEnsureParams extends DownloadGetParams {
  /**
   * The types that are to be there: one or both.
   *
   * @default ["default"]
   */
  types?: readonly DownloadType[] | null | undefined;

  /**
   * Whether those that have failed are deleted and created anew, once.
   *
   * @default false
   */
  retryFailed?: boolean | null | undefined;
}

/**
 * The parameters of {@link Downloads.waitUntilReady} beside the video's identifier: `types` are those to
 * wait for, and `retryFailed` counts with `create`.
 */
export interface DownloadWaitParams extends DownloadEnsureParams {
  /**
   * Whether those that are missing are created first, as {@link Downloads.ensure} does, which needs the
   * permission Stream Write.
   *
   * @default false
   */
  create?: boolean | null | undefined;

  /**
   * Whether, with `create`, a video that is itself still being encoded is waited for. Cloudflare answers
   * 400 to a creation until it can be played, and its own endpoint says how far it is. Without this the
   * 400 ends the wait.
   *
   * @default true
   */
  waitForVideo?: boolean | null | undefined;
}

/** How far a wait is. */
export interface WaitProgress {
  /**
   * What it waits for: `encoding` for the video itself, whose downloads are created afterwards;
   * `creating` for its downloads; `ready` for nothing more.
   */
  phase: "encoding" | "creating" | "ready";

  /** How far that is, 0 to 100: the video, or the download that is furthest behind. */
  percentComplete: number;
}

/** What {@link Downloads.watch} gives. */
export interface DownloadsWatch extends AsyncIterableIterator<DownloadGetResponse> {
  /** How far the wait was when it last gave downloads; undefined before the first. */
  readonly progress: WaitProgress | undefined;
}

/** What can be said of a wait; `timeout`, `maxRetries` and the like are for each of its requests. */
export interface WaitOptions extends RequestOptions {
  /**
   * How long to wait at most, in milliseconds: more than 0, and `Infinity` for no limit.
   *
   * @default 900000
   */
  maxWait?: number | null | undefined;

  /**
   * How long to wait before asking again, in place of what the progress suggests: milliseconds, 0 or
   * more, or a function that gives them from the downloads and from how often it has asked, 1 or
   * more. Where that gives undefined, it is as without it.
   */
  interval?:
    | number
    | ((downloads: DownloadGetResponse, attempt: number) => number | null | undefined)
    | null
    | undefined;

  /**
   * Called with the downloads whenever they have changed, each of the types among them and none
   * further back than before; and, while the video itself is being encoded, whenever that has
   * changed, with those downloads that are there by then. A promise is waited for. What it throws ends
   * the wait.
   */
  onProgress?:
    | ((downloads: DownloadGetResponse, progress: WaitProgress) => unknown)
    | null
    | undefined;
}

/** What can be said of a call for many videos; the rest is for each of its requests. */
export interface GetManyOptions extends RequestOptions {
  /**
   * How many requests are under way at most: a whole number, 1 or more. A Worker has six
   * connections.
   *
   * @default 6
   */
  concurrency?: number | null | undefined;
}

/** What can be said of the creation of downloads for many videos. */
export interface EnsureManyOptions extends GetManyOptions {
  /**
   * How many of the videos Cloudflare encodes at once at most: a whole number, 1 or more. Those that are
   * found in progress count, and one that is not done after an hour no longer does.
   *
   * @default 100
   */
  maxEncoding?: number | null | undefined;
}

/** The downloads of one of many videos, or why there are none. */
export type GetManyResult =
  | { identifier: string; downloads: DownloadGetResponse; error?: undefined }
  | { identifier: string; error: CloudflareError; downloads?: undefined };

/** The parameters of {@link TypedDownloads.create} beside the video's identifier. */
export interface DownloadCreateParams extends DownloadGetParams {}

/** The parameters of {@link TypedDownloads.delete} beside the video's identifier. */
export interface DownloadDeleteParams extends DownloadGetParams {}

/** The downloads of a video after one was created. */
export interface DownloadCreateResponse extends DownloadGetResponse {}

/** The names of types in the `cloudflare` package, as in `DownloadCreateResponse.Default`. */
export namespace DownloadCreateResponse {
  export { type Download as Audio, type Download as Default };
}

/** What Cloudflare says of a deletion. */
export type DownloadDeleteResponse = string;

/**
 * The downloads of a video by type, as Cloudflare answered them: the keys are in its order. Types and
 * fields that this version does not know are there as they came, but have no TypeScript type.
 */
export interface DownloadGetResponse {
  /** The M4A download, when it has been created. */
  audio?: Download;

  /** The MP4 download, when it has been created. */
  default?: Download;
}

/** The names of types in the `cloudflare` package, as in `DownloadGetResponse.Default`. */
export namespace DownloadGetResponse {
  export { type Download as Audio, type Download as Default };
}

/** One download of a video. A field may also be null, where the API sends it so. */
export interface Download {
  /** The progress in percent, 0 to 100; may be fractional, and text where the API sends it so. */
  percentComplete?: number;

  /** The state. Cloudflare may add others to the known ones. */
  status?: "ready" | "inprogress" | "error" | (string & {});

  /** Where the file is. Given at once, and works when the status is `ready`. */
  url?: string;
}

/**
 * Makes the link to a download that a person is given: with a name for the file that is saved, and
 * for a video that requires signed URLs with a token. It makes no request.
 *
 * The file is there when the download is `ready`.
 *
 * @param download A download of {@link Downloads.get}, or its URL. The rest of the URL is kept.
 * @throws {CloudflareError} When it is not the URL of a Stream download, when nothing is left of
 * `filename`, and when `token` is none. The message names the field and never shows the token.
 *
 * @example
 * ```ts
 * import Cloudflare, { downloadLink } from "cf-stream-downloads";
 *
 * const client = new Cloudflare();
 * const { default: mp4 } = await client.stream.downloads.get("ea95132c15732412d22c1476fa83f27a");
 * if (mp4?.status === "ready") console.log(downloadLink(mp4, { filename: "My holiday, part 1" }));
 * // https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4?filename=My-holiday-part-1
 * ```
 */
export function downloadLink(
  download: Pick<Download, "url"> | string | URL,
  options?: DownloadLinkOptions,
): string;

/** What a link can be given. */
export interface DownloadLinkOptions {
  /**
   * The name of the file that is saved: any text with at least one of `A-Z`, `a-z`, `0-9` and `_`,
   * with or without marks, as in `é`.
   *
   * - Cloudflare takes these and `-`, at most 120 characters: whatever stands between becomes one
   *   `-`, and what is too long is cut off.
   * - Cloudflare adds the extension: one at the end that is the file's own is dropped.
   *
   * @default the name that the URL has
   */
  filename?: string | null | undefined;

  /**
   * A signed token with `downloadable: true`, which takes the place of the video's identifier. Only
   * videos that require signed URLs need one. It goes to Cloudflare's own hosts alone. {@link
   * createDownloadToken} makes one.
   */
  token?: string | null | undefined;
}

/**
 * Makes a signed token that opens the downloads of a video, and the video itself, to whoever has it:
 * for videos that require signed URLs. It makes no request, and signs with Web Crypto (RS256).
 *
 * The key is one of the account's signing keys, which `POST /accounts/{account_id}/stream/keys` makes,
 * once: its `id`, and its `jwk` or `pem`. Keep it secret: who has it can open every video. No error
 * shows any of it.
 *
 * @throws {CloudflareError} As a rejection, when an option or the key cannot be used, which the message
 * names, and where there is no Web Crypto, as on a page that came by http.
 * @see https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/
 *
 * @example
 * ```ts
 * import { createDownloadToken, downloadLink } from "cf-stream-downloads";
 *
 * export async function link(env: { KEY_ID: string; KEY_JWK: string }, video: string) {
 *   const token = await createDownloadToken({
 *     keyId: env.KEY_ID,
 *     jwk: env.KEY_JWK,
 *     identifier: video,
 *     expiresIn: 600,
 *   });
 *   const mp4 = `https://customer-m033z5x00ks6nunl.cloudflarestream.com/${video}/downloads/default.mp4`;
 *   return downloadLink(mp4, { token });
 * }
 * ```
 */
export function createDownloadToken(options: CreateDownloadTokenOptions): Promise<string>;

/** What a token is made of: one of `jwk` and `pem`, and the rest. */
export interface CreateDownloadTokenOptions {
  /** The `id` of the signing key. */
  keyId: string;

  /**
   * The private key as a JSON Web Key: in base64, as Cloudflare gives it, as JSON, or as an object. A
   * text has at most 16384 characters.
   */
  jwk?: string | SigningJwk | null | undefined;

  /**
   * The private key as a PEM, in place of `jwk`: in base64, as Cloudflare gives it, or as it is, of
   * PKCS #1 or PKCS #8. At most 16384 characters.
   */
  pem?: string | null | undefined;

  /** The video's identifier, 1 to 32 of `A-Z`, `a-z`, `0-9`, `_` and `-`. {@link identifierOf} finds it. */
  identifier: string;

  /**
   * How long the token is good, in **seconds** from now: a whole number, 1 to 86400, which is a day.
   *
   * @default 3600
   */
  expiresIn?: number | null | undefined;

  /**
   * When it begins to be good: a `Date`, or **seconds** since 1970, 0 or more and before it ends.
   *
   * @default at once
   */
  notBefore?: Date | number | null | undefined;

  /** Who may use it: at most five rules, read from first to last. Where none matches, it is good. */
  accessRules?: readonly DownloadTokenRule[] | null | undefined;
}

/** A private RSA key as a JSON Web Key (RFC 7517), as a `JsonWebKey` of the platform is, too. */
export interface SigningJwk {
  kty?: string;
  n?: string;
  e?: string;
  d?: string;
  p?: string;
  q?: string;
  dp?: string;
  dq?: string;
  qi?: string;
}

/** A rule about who may use a token. */
export type DownloadTokenRule = {
  /** What becomes of a request that the rule matches. */
  action: "allow" | "block";
} & (
  | {
      /** Matches every request. */
      type: "any";
    }
  | {
      /** Matches by the address that a request comes from. */
      type: "ip.src";

      /**
       * IPv4 and IPv6 addresses and CIDR ranges, at least one: those of one version never match a request
       * that comes by the other.
       */
      ip: readonly string[];
    }
  | {
      /** Matches by the country that a request comes from. */
      type: "ip.geoip.country";

      /** The countries' codes of two letters (ISO 3166-1 alpha-2), at least one. */
      country: readonly string[];
    }
);

/**
 * Gives the identifier of a video, found in:
 *
 * - a URL of Cloudflare Stream: of a player, a manifest, a thumbnail or a download, of the script that
 *   embeds one, or of the video in Cloudflare's dashboard; also on a domain of your own in front of
 *   Stream, by https, and on this machine;
 * - a signed token, also in the place of the identifier in such a URL: its `sub`. **The signature is not
 *   verified**: who makes a token can have it name any video.
 * - an identifier itself.
 *
 * @throws {CloudflareError} For anything else. The message does not repeat it.
 *
 * @example
 * ```ts
 * import { identifierOf } from "cf-stream-downloads";
 *
 * identifierOf("https://watch.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a");
 * // ea95132c15732412d22c1476fa83f27a
 * ```
 */
export function identifierOf(url: string | URL): string;

/**
 * The promise that calls return. The request starts at once, and the promise settles as the call
 * does, whether somebody waits for it or not. The body is read once.
 */
export class APIPromise<T> extends Promise<T> {
  /** Calls make these. */
  private constructor();

  /**
   * Gives the response of a 2xx answer as soon as its headers are there. When this is called in the
   * same tick as the call, the body is yours to read, and the timeout no longer counts; it is read
   * for the result only when somebody asks for that.
   */
  asResponse(): Promise<Response>;

  /** Gives the result and the response that it was read from. */
  withResponse(): Promise<{ data: T; response: Response }>;
}

/** An error as Cloudflare's envelope has it. */
export interface ErrorData {
  /** Cloudflare's code, 1000 or more. */
  code?: number;
  message?: string;
  documentation_url?: string;
  source?: { pointer?: string };
  /** What caused it. */
  error_chain?: ErrorData[];
}

/**
 * The base class of all errors of this package. Of this very class are the errors that were found
 * before a request, where the message names the field and what was expected, and a wait for what
 * nobody has created.
 *
 * No error holds the credential.
 */
export class CloudflareError extends Error {
  constructor(message?: string, options?: { cause?: unknown });

  /** What `JSON.stringify` writes: the name, the message and the fields, save for the headers. */
  toJSON(): { name: string; message: string; [field: string]: unknown };
}

/** A class of errors about an answer. Users make instances in their tests. */
export interface APIErrorClass<E> {
  /** Without a `message` one is made of the status and the body. */
  new (
    status: number | undefined,
    error: object | undefined,
    message: string | undefined,
    headers: Headers | undefined,
  ): E;
  readonly prototype: E;
}

/**
 * An answer that is not 2xx, or none at all. The message is one line of at most 500 characters with
 * the status, Cloudflare's message, its code and the reason behind it, the method and the path.
 */
export interface APIError<
  TStatus extends number | undefined = number | undefined,
  THeaders extends Headers | undefined = Headers | undefined,
  TError = unknown,
> extends CloudflareError {
  /** The HTTP status; undefined without an answer, and for a redirect that a browser hides. */
  readonly status: TStatus;

  /** The headers of the answer. */
  readonly headers: THeaders;

  /** The body of the answer, when it was JSON. */
  readonly error: TError;

  /** The errors of Cloudflare's envelope. Empty when there are none. */
  readonly errors: ErrorData[];

  /** The code of the first of them. */
  readonly code: number | undefined;

  /** The `cf-ray` header, which Cloudflare's support asks for. */
  readonly ray: string | undefined;

  /** How long the server asks to wait before the next request, in milliseconds, if it asks for that. */
  readonly retryAfter: number | undefined;
}
export const APIError: APIErrorClass<APIError>;

/** 400: the request is malformed. */
export interface BadRequestError extends APIError<400, Headers> {}
export const BadRequestError: APIErrorClass<BadRequestError>;

/** 401: the credential is missing or unknown. */
export interface AuthenticationError extends APIError<401, Headers> {}
export const AuthenticationError: APIErrorClass<AuthenticationError>;

/** 403: the credential has no permission for this. */
export interface PermissionDeniedError extends APIError<403, Headers> {}
export const PermissionDeniedError: APIErrorClass<PermissionDeniedError>;

/** 404: there is no such account or video. */
export interface NotFoundError extends APIError<404, Headers> {}
export const NotFoundError: APIErrorClass<NotFoundError>;

/** 409: it conflicts with something else. */
export interface ConflictError extends APIError<409, Headers> {}
export const ConflictError: APIErrorClass<ConflictError>;

/** 422: the request is well-formed and cannot be carried out. */
export interface UnprocessableEntityError extends APIError<422, Headers> {}
export const UnprocessableEntityError: APIErrorClass<UnprocessableEntityError>;

/** 429: too many requests. */
export interface RateLimitError extends APIError<429, Headers> {}
export const RateLimitError: APIErrorClass<RateLimitError>;

/** 500 and above: Cloudflare failed. */
export interface InternalServerError extends APIError<number, Headers> {}
export const InternalServerError: APIErrorClass<InternalServerError>;

/**
 * A 2xx answer that cannot be used: `success: false`, HTML, truncated JSON, or a field of the wrong
 * type, which the message names by its path, as in `result.default.percentComplete`.
 */
export interface APIResponseValidationError extends APIError<number, Headers> {}
export const APIResponseValidationError: APIErrorClass<APIResponseValidationError>;

/** No answer, or one that broke off. `cause` is what `fetch` threw. */
export interface APIConnectionError extends APIError<undefined, undefined, undefined> {}
export const APIConnectionError: APIConnectionErrorClass<APIConnectionError>;

/** No answer within the timeout. */
export interface APIConnectionTimeoutError extends APIConnectionError {}
export const APIConnectionTimeoutError: APIConnectionErrorClass<APIConnectionTimeoutError>;

/** The signal was aborted. `cause` is its reason. */
export interface APIUserAbortError extends APIError<undefined, undefined, undefined> {}
export const APIUserAbortError: APIConnectionErrorClass<APIUserAbortError>;

/** A class of errors without an answer. */
export interface APIConnectionErrorClass<E> {
  new (options?: { message?: string; cause?: unknown }): E;
  readonly prototype: E;
}

/** A download will never be ready. */
export class DownloadFailedError extends CloudflareError {
  constructor(message?: string, details?: { type?: DownloadType; download?: Download });

  /** The type of the download; undefined when it is the video that could not be encoded. */
  readonly type: DownloadType | undefined;

  /** The download as Cloudflare answered it; undefined when there is none. */
  readonly download: Download | undefined;
}

/** The downloads were not ready within `maxWait`. They may yet be. */
export class DownloadTimeoutError extends CloudflareError {
  constructor(message?: string, details?: { downloads?: DownloadGetResponse });

  /** What was last seen of them; undefined when there was no answer in time. */
  readonly downloads: DownloadGetResponse | undefined;
}
