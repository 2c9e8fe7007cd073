// Makes the errors that the core tells of.

import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIResponseValidationError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  CloudflareError,
  ConflictError,
  DownloadFailedError,
  DownloadTimeoutError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from "./errors.js";

/** The classes by name, in the order of the core's `error.rs`. */
export const classes = {
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
  DownloadFailedError,
  DownloadTimeoutError,
};
const list = Object.values(classes);

// As text, because minifiers rename classes, and people see the names. On the prototype too, because the
// engine writes the name into `stack` before a constructor could set it.
for (const [value, Class] of Object.entries(classes)) {
  Object.defineProperty(Class, "name", { value });
  Object.defineProperty(Class.prototype, "name", { value, writable: true, configurable: true });
}

/**
 * Makes an error of the text that the core tells it by: a letter for its class, `A` for the first, and
 * the message. `details` is `{ cause }`, what an answer gave, `{ status, headers, error, retryAfter }`, or
 * the fields of the class.
 */
export function errorOf(told, details) {
  const Class = list[told.charCodeAt(0) - 65];
  const message = told.slice(1);
  if (Class !== APIError && !(Class.prototype instanceof APIError)) {
    return new Class(message, details);
  }
  if (details && "status" in details) {
    const error = new Class(details.status, details.error, message, details.headers);
    if ("retryAfter" in error) error.retryAfter = details.retryAfter;
    return error;
  }
  return new Class({ message, ...details });
}
