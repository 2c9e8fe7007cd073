// The form that a browser gets until the password was right. It needs nothing but itself.

import { html } from "hono/html";

export function signInPage(c, status, message, headers = {}) {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Sign in to Stream downloads</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>
          <h1>Stream downloads</h1>
          ${message && html`<p role="alert">${message}</p>`}
          <form method="post" action="/sign-in">
            <label for="password">Password</label>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required
              autofocus
            />
            <button>Sign in</button>
          </form>
        </main>
      </body>
    </html> `;
  return c.html(page, status, { "cache-control": "no-store", ...headers });
}
