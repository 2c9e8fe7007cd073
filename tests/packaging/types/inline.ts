// The former name of the package has the same types, also in the same program.

import * as main from "cf-stream-downloads";
import * as inline from "cf-stream-downloads/inline";
import Cloudflare, { type Download, NotFoundError } from "cf-stream-downloads/inline";

export const exactly: typeof main = inline;

export async function statusOf(identifier: string): Promise<Download["status"]> {
  const client: main.Cloudflare = new Cloudflare({ baseURL: "/api", accountId: "self" });
  try {
    return (await client.stream.downloads.get(identifier)).default?.status;
  } catch (error) {
    if (error instanceof NotFoundError) return `${error.status satisfies 404}`;
    throw error;
  }
}
