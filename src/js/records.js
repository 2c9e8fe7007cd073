// The plain objects that the core hands out.

export const makeCall = (
  request,
  url,
  fetch,
  init,
  headers,
  secret,
  signal,
  timeout,
  maxRetries,
  logger,
  logLevel,
) => ({
  request,
  url,
  fetch,
  init,
  headers,
  secret,
  signal,
  timeout,
  maxRetries,
  logger,
  logLevel,
});

export const makeWait = (
  identifier,
  account_id,
  request,
  types,
  create,
  signal,
  maxWait,
  interval,
  onProgress,
  options,
) => ({
  video: { identifier, account_id },
  request,
  types,
  create,
  signal,
  maxWait,
  interval,
  onProgress,
  options,
});

export const makeMany = (account_id, concurrency, signal) => ({ account_id, concurrency, signal });

export const makeRateLimit = (remaining, resetAfter, quota, window, policy) => ({
  remaining,
  resetAfter,
  quota,
  window,
  policy,
});
