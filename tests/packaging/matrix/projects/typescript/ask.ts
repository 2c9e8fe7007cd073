// As ../../../ask.js, with types.

import Cloudflare, { APIError, type ClientOptions, type DownloadGetResponse } from "cf-stream-downloads";

type Question = ClientOptions & { known: string; unknown: string };

export async function ask({ known, unknown, ...options }: Question) {
  const client: Cloudflare = new Cloudflare(options);
  const { downloads } = client.stream;
  const result: DownloadGetResponse = await downloads.get(known);
  const percent: number | string | null | undefined = result.default?.percentComplete;
  if (percent === undefined) throw new Error("There is no percentage");
  const ready = await downloads.waitUntilReady(known, { types: ["default", "audio"] });
  // @ts-expect-error: there is no such type.
  const missing: unknown = result.mp4;
  if (missing !== undefined) throw new Error("There is such a type");
  try {
    await downloads.get(unknown);
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const { name, status } = error;
    const same = error instanceof Cloudflare.NotFoundError;
    return { result, ready, error: { name, status, same } };
  }
}
