// The pages that the Worker makes itself: the sign-in, what is missing, and what went wrong. They need no other file.

import { html, raw } from "hono/html";

import { STYLE } from "./style.js";

/** Answers with a page. `content` begins with its heading. */
export function page(c, { title, status, headers = {} }, content) {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html> `;
  return c.html(document, status, { "cache-control": "no-store", ...headers });
}
