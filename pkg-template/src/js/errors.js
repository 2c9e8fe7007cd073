// The error classes. Only JavaScript can extend Error. Which class a failure is, and its message,
// is decided in Rust.

export class CloudflareError extends Error {}

export class APIError extends CloudflareError {
  // The parameters are those of the `cloudflare` package, whose users make errors in their tests.
  constructor(status, error, message, headers, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.headers = headers;
    this.error = error;
    this.errors = Array.isArray(error?.errors) ? error.errors : [];
    this.code = this.errors[0]?.code;
    this.ray = ray(headers);
  }
}

function ray(headers) {
  try {
    return headers?.get("cf-ray") ?? undefined;
  } catch {
    // Headers that cannot be read are no reason to lose the error that they came with.
    return undefined;
  }
}

export class BadRequestError extends APIError {}
export class AuthenticationError extends APIError {}
export class PermissionDeniedError extends APIError {}
export class NotFoundError extends APIError {}
export class ConflictError extends APIError {}
export class UnprocessableEntityError extends APIError {}

export class RateLimitError extends APIError {
  retryAfter = undefined;
}

export class InternalServerError extends APIError {
  retryAfter = undefined;
}

export class APIResponseValidationError extends APIError {}

export class APIConnectionError extends APIError {
  constructor({ message = "Connection error.", cause } = {}) {
    super(undefined, undefined, message, undefined, cause);
  }
}

export class APIConnectionTimeoutError extends APIConnectionError {
  constructor({ message = "Request timed out.", cause } = {}) {
    super({ message, cause });
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
