// Saves one file to the bucket. What goes wrong is said in words of its own: an error might have the file's address in
// it, and the address a token.

// A run may have two files that take so long.
const LONGEST = 6 * 60_000;

/** Why a file is not saved, for people. */
export class FileFault extends Error {}

/** The file is not held in memory, and of one that breaks off, or takes too long, nothing is stored. */
export async function saveFile(bucket, key, url, signal) {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(LONGEST)]);
  const response = await fetch(url, { signal: ends }).catch(() => {
    throw new FileFault("The file cannot be reached.");
  });
  const fault = faultOf(response);
  if (fault) {
    await response.body?.cancel().catch(() => {});
    throw new FileFault(fault);
  }
  const contentType = response.headers.get("content-type") ?? "application/octet-stream";
  await bucket.put(key, response.body, { httpMetadata: { contentType } }).catch(() => {
    throw new FileFault("The file broke off, or R2 did not take it.");
  });
}

function faultOf({ ok, status, headers }) {
  if (!ok) return `The file's address answers ${status}.`;
  // R2 needs the length before the file.
  if (!headers.has("content-length")) return "Cloudflare does not say how long the file is.";
}
