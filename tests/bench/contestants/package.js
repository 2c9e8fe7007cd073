import Cloudflare from "cf-stream-downloads";

export const makeClient = (options) => new Cloudflare(options);

export const get = (client, identifier, account_id) =>
  client.stream.downloads.get(identifier, { account_id });
