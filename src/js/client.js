// The Cloudflare class: the client's fields, and which function of the core each method is. The
// core, in Rust, reads the fields at every call and does all the rest.

import { classes, decode, listDownloads } from "./cf_stream_downloads.js";
import { loading } from "./load.js";
import { APIPromise } from "./promise.js";

export { APIPromise };
export const {
  CloudflareError,
  APIError,
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  UnprocessableEntityError,
  RateLimitError,
  InternalServerError,
  APIResponseValidationError,
  APIConnectionError,
  APIConnectionTimeoutError,
  APIUserAbortError,
} = classes;

function call(operation, ...args) {
  return new APIPromise(loading ? loading.then(() => operation(...args)) : operation(...args), result);
}

function result({ response, request, secret, controller, signal, timeout, timeLeft }) {
  return decode(response, request, secret, controller, signal, timeout, timeLeft);
}

class Downloads {
  #client;

  constructor(client) {
    this.#client = client;
  }

  get(identifier, params, options) {
    return call(listDownloads, this.#client, identifier, params, options);
  }
}

class Stream {
  constructor(client) {
    this.downloads = new Downloads(client);
  }
}

export class Cloudflare {
  // Private, so that nothing that prints, serializes or clones a client can show them.
  #apiToken;
  #apiKey;
  #apiEmail;

  constructor(options = {}) {
    if (typeof options !== "object" || options === null) {
      throw new CloudflareError("options: expected an object");
    }
    const { apiToken, apiKey, apiEmail, accountId, baseURL, timeout, fetch } = options;
    // Explicit credentials beat those of the environment as a group, or a key of the one could
    // meet the email of the other.
    const explicit = (apiToken ?? apiKey ?? apiEmail) != null;
    const credential = (value, name) => (explicit ? value : orEnvironment(value, name)) ?? null;
    this.#apiToken = credential(apiToken, "CLOUDFLARE_API_TOKEN");
    this.#apiKey = credential(apiKey, "CLOUDFLARE_API_KEY");
    this.#apiEmail = credential(apiEmail, "CLOUDFLARE_EMAIL");
    this.accountId = orEnvironment(accountId, "CLOUDFLARE_ACCOUNT_ID") ?? null;
    this.baseURL =
      orEnvironment(baseURL, "CLOUDFLARE_BASE_URL") ?? "https://api.cloudflare.com/client/v4";
    this.timeout = timeout ?? 60_000;
    this.fetch = fetch;
    this.stream = new Stream(this);
  }

  // For console.log in Node and Bun, which could be told to show the values of accessors.
  [Symbol.for("nodejs.util.inspect.custom")](_depth, options, inspect) {
    return `Cloudflare ${inspect({ ...this }, options)}`;
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
}

Object.assign(Cloudflare, classes);

export default Cloudflare;

function orEnvironment(value, name) {
  return value === undefined ? environment(name) : value;
}

/** Reads a variable where there is an environment: trimmed, and undefined when blank. */
function environment(name) {
  const { Deno, process } = globalThis;
  // Deno asks its user, or throws, when a program reads a variable without permission.
  const value = Deno
    ? Deno.permissions?.querySync?.({ name: "env", variable: name }).state === "granted" &&
      Deno.env.get(name)
    : process?.env?.[name];
  return (typeof value === "string" && value.trim()) || undefined;
}
