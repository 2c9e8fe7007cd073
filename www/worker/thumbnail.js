// The thumbnails of an API that is no one's on the internet. Those of Cloudflare Stream the browser gets itself.

import { refuse } from "./refusal.js";

/** With the variable THUMBNAILS, the address that the videos' identifiers are appended to. */
export async function thumbnail(c) {
  const { THUMBNAILS } = c.env;
  const response =
    THUMBNAILS &&
    (await fetch(`${THUMBNAILS}/${c.req.param("identifier")}`).catch(() => undefined));
  const type = response?.headers.get("content-type") ?? "";
  if (!response?.ok || !type.startsWith("image/"))
    return refuse(c, 404, "There is no such thumbnail.");
  return c.body(response.body, 200, {
    "content-type": type,
    "cache-control": "private, max-age=3600",
  });
}
