import { BaseDownloads } from "cloudflare/resources/stream/downloads";
import { createClient } from "cloudflare/tree-shakable";

export const makeClient = (options) => createClient({ ...options, resources: [BaseDownloads] });

export const get = (client, identifier, account_id) =>
  client.stream.downloads.get(identifier, { account_id });
