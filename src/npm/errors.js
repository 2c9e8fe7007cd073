// The error classes. Only JavaScript can extend Error. Which class a failure is, and its message,
// is decided in Rust, in error.rs.

export class CloudflareError extends Error {
  // Of an Error itself JSON would have neither.
  toJSON() { return { name: this.name, message: this.message, ...this, headers: undefined }; }
}

export class APIError extends CloudflareError {
  // The parameters are those of the `cloudflare` package, whose users make errors in their tests.
  constructor(status, error, message, headers, cause) {
    const told = message ?? error?.message ?? (error && JSON.stringify(error));
    const composed = status ? `${status} ${told ?? "status code (no body)"}` : (told ?? "(no status code or body)");
    super(message ?? composed, cause === undefined ? undefined : { cause });
    this.status = status;
    this.headers = headers;
    this.error = error;
    this.errors = Array.isArray(error?.errors) ? error.errors : [];
    this.code = this.errors[0]?.code;
    this.ray = ray(headers);
    this.retryAfter = undefined;
  }
}

function ray(headers) {
  try {
    return headers?.get("cf-ray") ?? undefined;
  } catch {} // Headers that cannot be read are no reason to lose the error that they came with.
}

export class BadRequestError extends APIError {}
export class AuthenticationError extends APIError {}
export class PermissionDeniedError extends APIError {}
export class NotFoundError extends APIError {}
export class ConflictError extends APIError {}
export class UnprocessableEntityError extends APIError {}

export class RateLimitError extends APIError {}
export class InternalServerError extends APIError {}
export class APIResponseValidationError extends APIError {}

export class APIConnectionError extends APIError {
  constructor({ message = "Connection error.", cause } = {}) {
    super(undefined, undefined, message, undefined, cause);
  }
}

export class APIConnectionTimeoutError extends APIConnectionError {
  constructor(options) {
    super({ message: "Request timed out.", ...options });
  }
}

export class APIUserAbortError extends APIError {
  constructor({ message = "Request was aborted.", cause } = {}) {
    super(undefined, undefined, message, undefined, cause);
  }
}

export class DownloadFailedError extends CloudflareError {
  constructor(message, { type, download } = {}) {
    super(message);
    this.type = type;
    this.download = download;
  }
}

export class DownloadTimeoutError extends CloudflareError {
  constructor(message, { downloads } = {}) {
    super(message);
    this.downloads = downloads;
  }
}

export const classes = {
  ...{ CloudflareError, APIError, BadRequestError, AuthenticationError, PermissionDeniedError },
  ...{ NotFoundError, ConflictError, UnprocessableEntityError, RateLimitError, InternalServerError },
  ...{ APIResponseValidationError, APIConnectionError, APIConnectionTimeoutError },
  ...{ APIUserAbortError, DownloadFailedError, DownloadTimeoutError },
};

// As text, because minifiers rename classes, and people see the names. On the prototype too, because the
// engine writes the name into `stack` before a constructor could set it.
for (const [value, Class] of Object.entries(classes)) {
  Object.defineProperty(Class, "name", { value });
  Object.defineProperty(Class.prototype, "name", { value, writable: true, configurable: true });
}

/** Makes an error of a class, with its message and what error.rs knows besides. */
export function makeError(name, message, details) {
  const Class = classes[name];
  if (Class !== APIError && !(Class.prototype instanceof APIError)) {
    return new Class(message, details);
  }
  if (!("headers" in details) && Class !== APIResponseValidationError) return new Class({ message, ...details });
  const { status, error: body, headers, retryAfter } = details;
  const error = new Class(status, body, message, headers);
  error.retryAfter = retryAfter;
  return error;
}
