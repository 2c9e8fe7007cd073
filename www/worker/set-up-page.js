// The page that is there until the settings are complete. It needs nothing but itself.

import { html } from "hono/html";

export function setUpPage(c, faults) {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>This dashboard is not set up yet</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <h1>This dashboard is not set up yet</h1>
        <ul>
          ${faults.map((fault) => html`<li>${fault}</li>`)}
        </ul>
        <p>
          Run these in the folder <code>www</code>; each asks for its value. First the account, and
          a token with the permission Stream Write:
        </p>
        <pre>
npx wrangler secret put CLOUDFLARE_ACCOUNT_ID
npx wrangler secret put CLOUDFLARE_API_TOKEN</pre>
        <p>
          In place of both, <code>wrangler.jsonc</code> may have
          <code>"stream": { "binding": "STREAM" }</code>, for the account that the Worker is
          deployed to.
        </p>
        <p>
          Then choose how people sign in. With Cloudflare Access, set your team’s domain and the
          application’s audience tag:
        </p>
        <pre>
npx wrangler secret put ACCESS_TEAM_DOMAIN
npx wrangler secret put ACCESS_AUD</pre>
        <p>Or set a password of at least 12 characters:</p>
        <pre>npx wrangler secret put DASHBOARD_PASSWORD</pre>
      </body>
    </html> `;
  return c.html(page, 503, { "cache-control": "no-store" });
}
