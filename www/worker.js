// The Worker: `access` decides who may enter, and only behind it are the API and the page. By a cron trigger it runs
// the automation.

import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";

import { access } from "./worker/access.js";
import { api } from "./worker/api.js";
import { assets } from "./worker/assets.js";
import { link } from "./worker/link.js";
import { runAutomation } from "./worker/automation/run.js";
import { isPlain } from "./worker/path.js";
import { refuse } from "./worker/refusal.js";
import { redact } from "./worker/secrets.js";
import { STYLE_HASH } from "./worker/style.js";
import { thumbnail } from "./worker/thumbnail.js";

const app = new Hono();

app.use(
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
      styleSrc: ["'self'", STYLE_HASH],
      imgSrc: ["'self'", "data:", "https://*.cloudflarestream.com", "https://*.videodelivery.net"],
      connectSrc: ["'self'"],
      // Cloudflare's player.
      frameSrc: ["https://*.cloudflarestream.com", "https://iframe.videodelivery.net"],
      baseUri: ["'none'"],
      // The password is sent by a form.
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    // Of this host alone: its neighbours are not ours.
    strictTransportSecurity: "max-age=15552000",
    xFrameOptions: "DENY",
  }),
);
app.use(access);
app.use((c, next) => (isPlain(c.req) ? next() : notFound(c)));

app.route("/api", api);
app.get("/links/:identifier{[\\w-]{1,32}}/:type{default|audio}", link);
app.get("/thumbnails/:identifier", thumbnail);
app.get("*", assets);
app.all("*", (c) =>
  refuse(c, 405, "This address can only be read, with GET or HEAD.", { allow: "GET, HEAD" }),
);

app.onError((error, c) => {
  console.error(redact(String(error?.stack ?? error), c.env));
  return refuse(c, 500, "Something went wrong in this dashboard's Worker. Its log says what.");
});

function notFound(c) {
  return refuse(c, 404, "There is nothing here.");
}

export default {
  fetch: app.fetch,
  scheduled: (controller, env) => runAutomation(env),
};

export { Jobs } from "./worker/jobs/jobs.js";
