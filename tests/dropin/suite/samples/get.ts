// As in the guide, save for the identifiers, the import and the export.

import Cloudflare from "../package.js";

const client = new Cloudflare({
  apiEmail: process.env["CLOUDFLARE_EMAIL"],
  apiKey: process.env["CLOUDFLARE_API_KEY"],
});

const downloads = await client.stream.downloads.get({
  account_id: "023e105f4ecef8ad9ca31a8372d0c353",
  identifier: "31c9291ab41fac05471db4e73aa11717",
});

export { downloads as download };
