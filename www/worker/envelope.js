// Cloudflare's envelope, in which all answers below /api are.

export function succeeded(result) {
  return { success: true, errors: [], messages: [], result };
}

export function failed(errors) {
  return { success: false, errors, messages: [], result: null };
}
