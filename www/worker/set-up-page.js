// The page that is there until the settings are complete.

import { html } from "hono/html";

import { page } from "./page.js";

export function setUpPage(c, faults) {
  const title = "This dashboard is not set up yet";
  const content = html`<h1>${title}</h1>
    <ul>
      ${faults.map((fault) => html`<li>${fault}</li>`)}
    </ul>
    <p>Run the commands below in the folder <code>www</code>. Each one asks for its value.</p>
    <h2>The account</h2>
    <p>Its identifier, and an API token with the permission Stream Write:</p>
    <pre>
npx wrangler secret put CLOUDFLARE_ACCOUNT_ID
npx wrangler secret put CLOUDFLARE_API_TOKEN</pre>
    <p>
      Instead of both, <code>wrangler.jsonc</code> can have
      <code>"stream": { "binding": "STREAM" }</code>, for the account that the Worker is deployed to.
    </p>
    <h2>Who can open it</h2>
    <p>With Cloudflare Access: your team’s domain and the application’s audience tag.</p>
    <pre>
npx wrangler secret put ACCESS_TEAM_DOMAIN
npx wrangler secret put ACCESS_AUD</pre>
    <p>
      Everybody whom Access lets in can then create and delete downloads. To have that done by some people only, list
      them: e-mail addresses, domains such as <code>@team.example</code>, or names of groups, separated by commas.
    </p>
    <pre>npx wrangler secret put ACCESS_EDITORS</pre>
    <p>
      Or with passwords of at least 12 characters: one for people who create and delete downloads and, if you like, one
      for people who only look.
    </p>
    <pre>
npx wrangler secret put DASHBOARD_PASSWORD
npx wrangler secret put VIEWER_PASSWORD</pre>`;
  return page(c, { title, status: 503 }, content);
}
