import Cloudflare from "cf-stream-downloads";

export default {
  async fetch(request, { apiToken, accountId, baseURL }) {
    const client = new Cloudflare({ apiToken, accountId, baseURL });
    const identifier = new URL(request.url).pathname.slice(1);
    return Response.json(await client.stream.downloads.get(identifier));
  },
};
