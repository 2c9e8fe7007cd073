// Links to downloads, for people. Not in Rust: a link is made at once, also before the wasm is there.
import { CloudflareError } from "./errors.js";
import { reading } from "./snapshot.js";

// Both are matched against a whole `href`, which shows a user and a port if there are any.
const DOWNLOAD =
  /^(https?:\/\/(?!api\.cloudflare\.com)[\w.:[\]-]+\/(?:[^?#]*\/)?)([\w-]+(?:\.[\w-]+\.[\w-]+)?)(\/downloads\/[\w-]+\.(\w+)(?:[?#].*)?)$/;
// Cloudflare's hosts, and that of a simulator on this machine. Any other is a domain of the user's own.
export const STREAM =
  /^(https:\/\/([\w-]+\.)*(cloudflarestream\.com|videodelivery\.net)|https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)\//;
export const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function downloadLink(download, options = {}) {
  if (typeof options !== "object" || options === null) fail("options", "expected an object");
  const address = reading("url", () => download?.url ?? download?.href ?? download);
  const filename = reading("filename", () => options.filename) ?? undefined;
  const token = reading("token", () => options.token) ?? undefined;

  const parts = DOWNLOAD.exec(href(address));
  const isStreams = STREAM.test(parts?.[1]);
  if (!isStreams && !parts?.[1].startsWith("https:")) {
    fail("url", "expected the URL of a Stream download, https://…/downloads/default.mp4");
  }
  const [, before, id, after, extension] = parts;
  if (token !== undefined && !(typeof token === "string" && TOKEN.test(token))) {
    fail("token", "expected a signed token, three base64url parts with dots between");
  }
  // A token opens the video to whoever gets it.
  if (token && !isStreams) fail("url", "expected a host of Cloudflare's, as there is a token");
  const link = new URL(before + (token ?? id) + after);
  if (filename !== undefined) link.searchParams.set("filename", within(filename, `.${extension}`));
  return link.href;
}

/** Makes a name by Cloudflare's rule, which adds the extension itself. */
function within(filename, extension) {
  if (typeof filename !== "string") fail("filename", "expected a string");
  const named = filename.toLowerCase().endsWith(extension.toLowerCase());
  const name = (named ? filename.slice(0, -extension.length) : filename)
    .normalize("NFKD").replace(/\p{M}/gu, "")
    .replace(/[^\w-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 120)
    .replace(/-+$/, "");
  return name || fail("filename", "expected at least one of A-Z, a-z, 0-9 and _");
}

/** Gives the URL as the platform writes it, or nothing. Anything but a text would be made one. */
export function href(address) {
  try {
    return typeof address === "string" && new URL(address).href;
  } catch {} // What was thrown may show a token that is in the URL.
}

export function fail(field, fault) {
  throw new CloudflareError(`${field}: ${fault}`);
}
