// A Worker that makes one call for each request.

import { get, makeClient } from "contestant";

export default {
  async fetch(request, { apiToken, accountId, baseURL }) {
    const client = makeClient({ apiToken, baseURL });
    const identifier = new URL(request.url).pathname.slice(1);
    return Response.json(await get(client, identifier, accountId));
  },
};
