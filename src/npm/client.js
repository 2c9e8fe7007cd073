// The Cloudflare class: the client's fields, and which export of the wasm each method is. A client
// is a plain object, which snapshot.js reads at every call.

import * as wasm from "#wasm";
import { environment, orEnvironment } from "./environment.js";
import { classes, CloudflareError } from "./errors.js";
import { Iteration } from "./iteration.js";
import { ready } from "./load.js";
import { APIPromise } from "./promise.js";
import * as snapshot from "./snapshot.js";

export { identifierOf } from "./identifier.js";
export { downloadLink } from "./link.js";
export { createDownloadToken } from "./token.js";
export { APIPromise };
export {
  CloudflareError, APIError, BadRequestError, AuthenticationError, PermissionDeniedError,
  NotFoundError, ConflictError, UnprocessableEntityError, RateLimitError, InternalServerError,
  APIResponseValidationError, APIConnectionError, APIConnectionTimeoutError, APIUserAbortError,
  DownloadFailedError, DownloadTimeoutError,
} from "./errors.js";

// These are named as text, because minifiers rename classes, and people print clients.

class TypedDownloads {
  static name = "TypedDownloads";
  #read;
  #type;

  /** `read` makes a snapshot of the client with the arguments of a method. */
  constructor(read, type) {
    this.#read = read;
    this.#type = type;
  }

  create(...args) { return this.#call(wasm.createDownload, args); }
  delete(...args) { return this.#call(wasm.deleteDownload, args); }

  #call(start, args) {
    const read = () => ({ ...this.#read(snapshot.video, args), type: this.#type });
    return new APIPromise(start, read);
  }
}

class Downloads extends TypedDownloads {
  static name = "Downloads";
  #read;

  constructor(read) {
    super(read);
    this.#read = read;
    this.default = new TypedDownloads(read, "default");
    this.audio = new TypedDownloads(read, "audio");
  }

  get(...args) {
    return new APIPromise(wasm.listDownloads, () => this.#read(snapshot.video, args));
  }

  ensure(...args) { return this.#wait(wasm.ensureDownloads, args); }
  waitUntilReady(...args) { return this.#wait(wasm.waitUntilReady, args); }

  #wait(start, args) {
    const ended = new Promise((resolve, reject) => {
      const call = { ...this.#read(snapshot.wait, args), resolve, reject };
      ready.then(() => start(call)).catch(reject);
    });
    ended.catch(() => {}); // As of an APIPromise.
    return ended;
  }

  watch(...args) { return new Iteration(() => wasm.watch(this.#read(snapshot.wait, args))); }
  getMany(...args) { return new Iteration(() => wasm.getMany(this.#read(snapshot.many, args))); }
  ensureMany(...args) { return new Iteration(() => wasm.ensureMany(this.#read(snapshot.ensureMany, args))); }
}

class Videos {
  static name = "Videos";
  #read;
  constructor(read) {
    this.#read = read;
  }

  list(...args) { return new Iteration(() => wasm.listVideos(this.#read(snapshot.videos, args))); }
}

class Token {
  static name = "Token";
  #read;
  constructor(read) { this.#read = read; }
  create(...args) { return new APIPromise(wasm.createToken, () => this.#read(snapshot.token, args)); }
}

class Stream {
  static name = "Stream";
  constructor(read) {
    this.downloads = new Downloads(read);
    this.videos = new Videos(read);
    this.token = new Token(read);
  }

  list(...args) { return this.videos.list(...args); }
}

export class Cloudflare {
  static Cloudflare = this;
  static DEFAULT_TIMEOUT = 60_000;

  // Private, so that nothing that prints, serializes or clones a client can show them. The default
  // headers may hold a credential as well.
  #hidden = {};
  static {
    for (const name of ["apiToken", "apiKey", "apiEmail", "defaultHeaders"]) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        get() { return this.#hidden[name]; },
        set(value) { this.#hidden[name] = value; },
      });
    }
    for (const verb of ["get", "post", "put", "patch", "delete"]) {
      const value = function (...args) { return this.#call(verb.toUpperCase(), ...args); };
      Object.defineProperty(this.prototype, verb, { configurable: true, writable: true, value });
    }
  }
  // What Rust knows of the rate limit: see rate_limit.rs.
  #pace = { rateLimit: undefined, remaining: 0, quota: 0, resetAt: 0, lastStart: 0, underWay: [] };

  constructor(options = {}) {
    expectObject(options);
    const { apiToken, apiKey, apiEmail } = options;
    // The fields of a client may be among the options, and so may its resource of this name.
    const stream = options.stream instanceof Stream ? undefined : options.stream;
    this.#hidden.streamBinding = stream ?? undefined;
    // Explicit credentials beat those of the environment as a group, or a key of the one could
    // meet the email of the other. A binding needs none.
    const explicit = (stream ?? apiToken ?? apiKey ?? apiEmail) != null;
    const credential = (value, name) => (explicit ? value : orEnvironment(value, name)) ?? null;
    this.apiToken = credential(apiToken, "CLOUDFLARE_API_TOKEN");
    this.apiKey = credential(apiKey, "CLOUDFLARE_API_KEY");
    this.apiEmail = credential(apiEmail, "CLOUDFLARE_EMAIL");
    this.defaultHeaders = options.defaultHeaders;
    this.accountId = orEnvironment(options.accountId, "CLOUDFLARE_ACCOUNT_ID") ?? null;
    const baseURL = stream != null ? options.baseURL : orEnvironment(options.baseURL, "CLOUDFLARE_BASE_URL");
    this.baseURL = baseURL ?? "https://api.cloudflare.com/client/v4";
    this.timeout = options.timeout ?? Cloudflare.DEFAULT_TIMEOUT;
    this.maxRetries = options.maxRetries ?? 2;
    this.fetch = options.fetch;
    this.fetchOptions = options.fetchOptions;
    this.logger = options.logger ?? console;
    this.logLevel = (options.logLevel === undefined ? logLevel(this.logger) : options.logLevel) ?? "warn";
    this.stream = new Stream((form, args) => form(this, this.#pace, args));
  }

  /** Makes a client that differs from this one, as it is now, in some options. */
  withOptions(options = {}) {
    expectObject(options);
    const { stream, apiToken, apiKey, apiEmail } = options;
    const { defaultHeaders, streamBinding, ...credential } = this.#hidden;
    const { baseURL, fetch, ...fields } = this;
    // A new credential replaces the old one whole: a token beats a key that is meant to replace it. A
    // binding replaces where it was sent, too.
    const kept = stream == null && {
      baseURL, fetch,
      ...((apiToken ?? apiKey ?? apiEmail) == null && { ...credential, stream: streamBinding }),
    };
    return new this.constructor({ ...fields, defaultHeaders, ...kept, ...options });
  }

  /** The Stream binding that is asked in place of the API. */
  get streamBinding() { return this.#hidden.streamBinding; }

  /** What the last answer said of the rate limit. */
  get rateLimit() { return this.#pace.rateLimit; }
  request(options) { return this.#call(options); }

  #call(...args) { return new APIPromise(wasm.sendRequest, () => snapshot.any(this, this.#pace, args)); }

  // For console.log in Node and Bun, which could be told to show the values of accessors.
  [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
    // A logger is a page of functions.
    const { logger: _, ...fields } = this;
    return `Cloudflare ${inspect(fields, options)}`;
  }
}

Object.assign(Cloudflare, classes);

export default Cloudflare;

function expectObject(options) {
  if (Object(options) !== options || typeof options === "function") {
    throw new CloudflareError("options: expected an object");
  }
}

/** Reads CLOUDFLARE_LOG. A misspelt variable is no reason for a client to fail, nor is the logger. */
function logLevel(logger) {
  const level = environment("CLOUDFLARE_LOG");
  if ([undefined, "off", "error", "warn", "info", "debug"].includes(level)) return level;
  const fault = `expected off, error, warn, info or debug, got ${JSON.stringify(level).slice(0, 80)}`;
  (async () => logger.warn(`CLOUDFLARE_LOG: ${fault}`))().catch(() => {});
}
