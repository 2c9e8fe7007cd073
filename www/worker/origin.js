// Where a request was sent to, as its client sees it.

/** Says whether it came by https. A proxy that ends https, as a tunnel does, says so in a header. */
export function isSecure(req) {
  return new URL(req.url).protocol === "https:" || req.header("x-forwarded-proto") === "https";
}

/** The same address with https. */
export function secureUrl(req) {
  const url = new URL(req.url);
  if (url.protocol === "http:") url.protocol = "https:";
  return url;
}

/** Says whether a page of the dashboard itself asks. Browsers send cookies and passwords for other pages, too. */
export function isFromHere(req) {
  // A form of a page that tells nobody its address has the origin "null"; and a tunnel may rewrite the host.
  if (req.header("sec-fetch-site") === "same-origin") return true;
  const { origin } = isSecure(req) ? secureUrl(req) : new URL(req.url);
  return req.header("origin") === origin;
}
