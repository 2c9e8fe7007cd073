// What a page, a Worker or a program does with the package, each in its own way of getting it.

import Cloudflare, { APIError } from "cf-stream-downloads";

export async function ask({ known, unknown, ...options }) {
  const { downloads } = new Cloudflare(options).stream;
  const result = await downloads.get(known);
  const ready = await downloads.waitUntilReady(known, { types: ["default", "audio"] });
  try {
    await downloads.get(unknown);
  } catch (error) {
    // Minifiers rename classes, and bundlers that make two of one break these.
    const { name, status } = error;
    const same = error instanceof APIError && error instanceof Cloudflare.NotFoundError;
    return { result, ready, error: { name, status, same } };
  }
}
