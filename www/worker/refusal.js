// What the Worker refuses by itself: below /api in Cloudflare's envelope, and elsewhere as a sentence.

import { failed } from "./envelope.js";

/**
 * The codes of the Worker's own errors are 1000 and the status, so that nobody takes them for Cloudflare's; what of
 * Cloudflare's has none gets 2000 and the status.
 */
export function refuse(c, status, message, headers = {}) {
  const all = { "cache-control": "no-store", ...headers };
  return new URL(c.req.url).pathname.startsWith("/api/")
    ? c.json(failed([{ code: 1000 + status, message }]), status, all)
    : c.text(`${message}\n`, status, all);
}
