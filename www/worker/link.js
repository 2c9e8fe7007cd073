// The address of a file that a person can be given: it leads to what Cloudflare has just now, of a private video with a
// token made for it. What goes wrong is a page in plain words.

import { CloudflareError, downloadLink, NotFoundError, RateLimitError } from "cf-stream-downloads";
import { html } from "hono/html";

import { clientOf } from "./client.js";
import { detailsOf } from "./details.js";
import { namesOf } from "./download-names.js";
import { failureOf } from "./failure.js";
import { identifierOf } from "./identifier.js";
import { page } from "./page.js";
import { refuse } from "./refusal.js";
import { redact } from "./secrets.js";
import { tokenFor } from "./token.js";

const SAME_SITE = ["same-origin", "none"];

export async function link(c) {
  const { identifier, type } = c.req.param();
  if (isEmbedded(c.req)) return refuse(c, 403, "Open this link by itself. Another page must not include it.");
  try {
    const client = clientOf(c.env);
    const downloads = await client.stream.downloads.get(identifierOf(identifier));
    const download = Object.hasOwn(downloads, type) ? downloads[type] : undefined;
    const fault = faultOf(download, namesOf([type]));
    if (fault) return failurePage(c, fault);
    const { name, isPrivate } = await detailsOf(client, c.env, identifier);
    const named = withFilename(download, [c.req.query("filename"), name, identifier]);
    const token = isPrivate ? await tokenFor(c.env, identifier) : undefined;
    c.header("cache-control", "no-store");
    return c.redirect(downloadLink(named, { token }), 303);
  } catch (error) {
    if (!(error instanceof CloudflareError)) throw error;
    return failurePage(c, ofCloudflare(error));
  }
}

/** An image of a foreign page could otherwise have a token made for each of the team's visits there. */
function isEmbedded(req) {
  const [site, mode] = ["sec-fetch-site", "sec-fetch-mode"].map((name) => req.header(name));
  return site !== undefined && !SAME_SITE.includes(site) && mode !== "navigate";
}

/** Says why there is no file to be had, if there is none. */
function faultOf(download, name) {
  if (!download) return { status: 404, message: `This video has no ${name}. Create it in the dashboard first.` };
  const { status, percentComplete, url } = download;
  if (status === "error") {
    return { status: 409, message: `Cloudflare could not make this ${name}. Create it again in the dashboard.` };
  }
  if (status !== "ready") {
    const percent = Math.floor(Number(percentComplete) || 0);
    return { status: 409, message: `This ${name} is not ready yet: ${percent} % is done. Try again in a while.` };
  }
  if (!url) return { status: 404, message: `Cloudflare gives no address for this ${name}.` };
}

/** The first of the names is taken that Cloudflare can make a file name of, which it cannot of every script. */
function withFilename(download, filenames) {
  for (const filename of filenames.filter(Boolean)) {
    try {
      return downloadLink(download, { filename });
    } catch (error) {
      if (!(error instanceof CloudflareError)) throw error;
    }
  }
  return downloadLink(download);
}

function ofCloudflare(error) {
  const { status, errors, wait: headers } = failureOf(error);
  if (error instanceof NotFoundError) return { status, message: "There is no such video." };
  if (error instanceof RateLimitError) {
    return { status, headers, message: "Cloudflare gets too many requests just now. Try again in a few minutes." };
  }
  if (status === 401 || status === 403) {
    // It is the Worker's credential, and nothing that a person could sign in with.
    const message = "Cloudflare refused this. Whoever set up the dashboard should check its API token's permissions.";
    return { status: 502, message };
  }
  return { status, headers, message: `This file cannot be downloaded just now. ${errors[0]?.message ?? ""}` };
}

function failurePage(c, { status, message, headers }) {
  const title = "This download did not work";
  const content = html`<h1>${title}</h1>
    <p>${redact(message, c.env)}</p>
    <p><a href="/">Go to the dashboard</a></p>`;
  return page(c, { title, status, headers }, content);
}
