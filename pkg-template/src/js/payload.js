// The query and the body of a request to any endpoint.

import { pairsOf } from "./headers.js";

/** Writes a query, and gives the first of its values that cannot be in one as `unfit`. */
export function queryOf(query) {
  const params = new URLSearchParams();
  let unfit;
  if (typeof query === "object" && query !== null) {
    for (const [name, value] of pairsOf(query)) {
      if (value === undefined || value === null) continue;
      if (typeof name !== "string" || /object|function|symbol/.test(typeof value)) unfit ??= value;
      else params.append(name, value);
    }
  }
  return { text: params.toString(), unfit };
}

/** Writes a value as JSON, and gives nothing for what JSON would lose: a form, a stream, bytes. */
export function jsonOf(value) {
  const plain =
    typeof value === "number"
      ? Number.isFinite(value)
      : Object(value) !== value ||
        /^\[object (Object|Array|Date|URL)\]$/.test(Object.prototype.toString.call(value));
  return plain ? JSON.stringify(value) : undefined;
}
