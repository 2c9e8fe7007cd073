// The Cloudflare class: the client's fields, and which operation of the core each method is. The
// fields are read at every call, by `input.js`, and the core, in Rust, decides all the rest.

import { call } from "./call.js";
import { environment, orEnvironment } from "./environment.js";
import { CloudflareError } from "./errors.js";
import { getMany } from "./many.js";
import * as operation from "./operation.js";
import { Pace } from "./pace.js";
import { classes } from "./told.js";
import { watch } from "./watch.js";

export { downloadLink } from "./link.js";
export { APIPromise } from "./promise.js";
export * from "./errors.js";

// These three are named as text, because minifiers rename classes, and people print clients.

class TypedDownloads {
  static name = "TypedDownloads";
  #client;
  #pace;
  #operations;

  constructor(client, pace, operations) {
    this.#client = client;
    this.#pace = pace;
    this.#operations = operations;
  }

  create(...args) {
    return call(this.#operations.create, this.#client, this.#pace, ...args);
  }

  delete(...args) {
    return call(this.#operations.delete, this.#client, this.#pace, ...args);
  }
}

class Downloads extends TypedDownloads {
  static name = "Downloads";
  #client;
  #pace;

  constructor(client, pace) {
    super(client, pace, { create: operation.CREATE, delete: operation.DELETE });
    this.#client = client;
    this.#pace = pace;
    this.default = new TypedDownloads(client, pace, {
      create: operation.CREATE_DEFAULT,
      delete: operation.DELETE_DEFAULT,
    });
    this.audio = new TypedDownloads(client, pace, {
      create: operation.CREATE_AUDIO,
      delete: operation.DELETE_AUDIO,
    });
  }

  get(...args) {
    return call(operation.LIST, this.#client, this.#pace, ...args);
  }

  async waitUntilReady(...args) {
    let downloads;
    for await (downloads of this.watch(...args));
    return downloads;
  }

  watch(...args) {
    return watch(this.#client, this.#pace, args);
  }

  getMany(...args) {
    return getMany(this.#client, this.#pace, ...args);
  }
}

class Stream {
  static name = "Stream";
  constructor(client, pace) {
    this.downloads = new Downloads(client, pace);
  }
}

export class Cloudflare {
  static Cloudflare = this;
  static DEFAULT_TIMEOUT = 60_000;

  // Private, so that nothing that prints, serializes or clones a client can show them. The default
  // headers may hold a credential as well.
  #apiToken;
  #apiKey;
  #apiEmail;
  #defaultHeaders;
  #pace = new Pace();

  constructor(options = {}) {
    expectObject(options);
    const { apiToken, apiKey, apiEmail } = options;
    // Explicit credentials beat those of the environment as a group, or a key of the one could
    // meet the email of the other.
    const explicit = (apiToken ?? apiKey ?? apiEmail) != null;
    const credential = (value, name) => (explicit ? value : orEnvironment(value, name)) ?? null;
    this.#apiToken = credential(apiToken, "CLOUDFLARE_API_TOKEN");
    this.#apiKey = credential(apiKey, "CLOUDFLARE_API_KEY");
    this.#apiEmail = credential(apiEmail, "CLOUDFLARE_EMAIL");
    this.#defaultHeaders = options.defaultHeaders;
    this.accountId = orEnvironment(options.accountId, "CLOUDFLARE_ACCOUNT_ID") ?? null;
    this.baseURL =
      orEnvironment(options.baseURL, "CLOUDFLARE_BASE_URL") ??
      "https://api.cloudflare.com/client/v4";
    this.timeout = options.timeout ?? Cloudflare.DEFAULT_TIMEOUT;
    this.maxRetries = options.maxRetries ?? 2;
    this.fetch = options.fetch;
    this.fetchOptions = options.fetchOptions;
    this.logger = options.logger ?? console;
    this.logLevel = (options.logLevel === undefined ? logLevel(this.logger) : options.logLevel) ?? "warn";
    this.stream = new Stream(this, this.#pace);
  }

  /** Makes a client that differs from this one, as it is now, in some options. */
  withOptions(options = {}) {
    expectObject(options);
    const { apiToken, apiKey, apiEmail } = options;
    // A new credential replaces the old one whole: a token beats a key that is meant to replace it.
    const credential =
      (apiToken ?? apiKey ?? apiEmail) != null
        ? {}
        : { apiToken: this.apiToken, apiKey: this.apiKey, apiEmail: this.apiEmail };
    return new this.constructor({
      ...this,
      defaultHeaders: this.defaultHeaders,
      ...credential,
      ...options,
    });
  }

  /** What the last answer said of the rate limit. */
  get rateLimit() {
    return this.#pace.rateLimit;
  }

  request(options) {
    return call(operation.REQUEST, this, this.#pace, options);
  }
  get(path, options) {
    return call(operation.REQUEST, this, this.#pace, "GET", path, options);
  }
  post(path, options) {
    return call(operation.REQUEST, this, this.#pace, "POST", path, options);
  }
  put(path, options) {
    return call(operation.REQUEST, this, this.#pace, "PUT", path, options);
  }
  patch(path, options) {
    return call(operation.REQUEST, this, this.#pace, "PATCH", path, options);
  }
  delete(path, options) {
    return call(operation.REQUEST, this, this.#pace, "DELETE", path, options);
  }

  // For console.log in Node and Bun, which could be told to show the values of accessors.
  [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
    // A logger is a page of functions.
    const { logger: _, ...fields } = this;
    return `Cloudflare ${inspect(fields, options)}`;
  }

  get apiToken() {
    return this.#apiToken;
  }
  set apiToken(value) {
    this.#apiToken = value;
  }
  get apiKey() {
    return this.#apiKey;
  }
  set apiKey(value) {
    this.#apiKey = value;
  }
  get apiEmail() {
    return this.#apiEmail;
  }
  set apiEmail(value) {
    this.#apiEmail = value;
  }
  get defaultHeaders() {
    return this.#defaultHeaders;
  }
  set defaultHeaders(value) {
    this.#defaultHeaders = value;
  }
}

Object.assign(Cloudflare, classes);

export default Cloudflare;

function expectObject(options) {
  if (typeof options !== "object" || options === null) {
    throw new CloudflareError("options: expected an object");
  }
}

/** Reads CLOUDFLARE_LOG. A misspelt variable is no reason for a client to fail, nor is the logger. */
function logLevel(logger) {
  const level = environment("CLOUDFLARE_LOG");
  if (level === undefined || ["off", "error", "warn", "info", "debug"].includes(level)) {
    return level;
  }
  (async () => logger.warn("CLOUDFLARE_LOG: expected off, error, warn, info or debug"))().catch(() => {});
}
