// Where a browser goes after it has signed in.

import { isPlain } from "./path.js";

// Of no host that there is.
const HERE = "https://dashboard.invalid";

/**
 * Gives a path and query of this dashboard, of what a form or an address says, or "/" for all else. An address of
 * another origin would let a foreign page send people from here to wherever it likes.
 */
export function destinationOf(text) {
  if (typeof text !== "string" || !text.startsWith("/") || !URL.canParse(text, HERE)) return "/";
  const url = new URL(text, HERE);
  const { origin, pathname, search } = url;
  const isHere = origin === HERE && isPlain({ url: url.href, path: pathname });
  return isHere && !pathname.startsWith("/sign-") ? pathname + search : "/";
}
