// In Node, with @types/node.

import Cloudflare from "cf-stream-downloads";

const client = new Cloudflare({ apiToken: process.env["TOKEN"], fetch: globalThis.fetch });

const response = await client.stream.downloads
  .get(process.argv[2] ?? "", null, { signal: AbortSignal.timeout(1000) })
  .asResponse();
if (response.body) for await (const chunk of response.body) process.stdout.write(chunk);
