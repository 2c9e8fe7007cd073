// In a Worker, with @cloudflare/workers-types.

import Cloudflare, { APIError } from "cf-stream-downloads";
import type { StreamBindingLike } from "cf-stream-downloads";

interface Env {
  CLOUDFLARE_API_TOKEN: string;
  CLOUDFLARE_ACCOUNT_ID: string;
  API: Fetcher;
  STREAM: StreamBinding;
}

export const bound = (env: Env) => new Cloudflare({ fetch: env.API });
export const withBinding = (env: Env) => new Cloudflare({ stream: env.STREAM }).withOptions({ stream: env.STREAM });
export const asBinding = (env: Env): StreamBindingLike => env.STREAM;

export default {
  async fetch(request, env, context): Promise<Response> {
    const client = new Cloudflare({
      apiToken: env.CLOUDFLARE_API_TOKEN,
      accountId: env.CLOUDFLARE_ACCOUNT_ID,
      fetch: (url, init) => env.API.fetch(url, init),
    });
    const { pathname } = new URL(request.url);
    const call = client.stream.downloads.get(pathname, {}, { signal: request.signal });
    context.waitUntil(call);
    try {
      if (request.method === "GET") return await call.asResponse();
      return Response.json(await call);
    } catch (error) {
      if (!(error instanceof APIError)) throw error;
      const headers = { "cf-ray": error.headers?.get("cf-ray") ?? "" };
      return new Response(error.message, { status: error.status ?? 502, headers });
    }
  },
} satisfies ExportedHandler<Env>;
export * from "./guide.js";
