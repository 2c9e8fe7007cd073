// The identifier of a video, found in a URL. Not in Rust, for the same reason as in link.js.
import { fail, href, STREAM, TOKEN } from "./link.js";
import { reading } from "./snapshot.js";

// 32 digits; those of Miniflare's simulator have dashes.
const IDENTIFIER = /^[\da-f]{8}(-?[\da-f]{4}){3}-?[\da-f]{12}$/i;
const ADDRESS = /^(https?:\/\/(?!api\.cloudflare\.com)[\w.:[\]-]+\/)([^?#]*)(?:\?([^#]*))?/;
// What comes after a video in the paths of what is its own.
const ASSET = /^(downloads|iframe|lifecycle|manifest|thumbnails|watch)$/;

export function identifierOf(url) {
  const address = reading("url", () => url?.href ?? url);
  if (typeof address !== "string") fail("url", "expected a string or a URL");
  const fault = "expected a URL of Cloudflare Stream, a video's identifier or a signed token";
  return identifierIn(address) ?? identifierIn(partOf(href(address))) ?? fail("url", fault);
}

/** Gives the identifier that a text is, or that it names as a token. */
function identifierIn(text) {
  if (IDENTIFIER.test(text)) return text;
  if (!TOKEN.test(text)) return undefined;
  let sub;
  try {
    ({ sub } = JSON.parse(atob(text.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))));
  } catch {} // What was thrown may show the token.
  if (typeof sub === "string" && IDENTIFIER.test(sub)) return sub;
  fail("url", "expected a signed token with the video's identifier as its sub");
}

/** Gives the part of a URL that is an identifier or a token. */
function partOf(address) {
  const [, origin, path, query] = ADDRESS.exec(address) ?? [];
  const isStreams = STREAM.test(origin);
  if (!isStreams && !origin?.startsWith("https:")) return undefined;
  // The account stands before it, and is written like a video.
  if (origin === "https://dash.cloudflare.com/") return /(?:^|\/)stream\/videos\/([^/]+)/.exec(path)?.[1];
  const isPart = (part) => IDENTIFIER.test(part) || TOKEN.test(part);
  const embedded = isStreams && new URLSearchParams(query).get("video");
  if (isPart(embedded)) return embedded;
  const parts = path.split("/");
  const at = parts.findLastIndex((part, at) => ASSET.test(parts[at + 1]) && isPart(part));
  return parts[at] ?? (isStreams ? parts[0] : undefined);
}
