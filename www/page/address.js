// The address of the page: it holds what is looked for, so that it can be shared, and gone back from.

import { signal } from "@preact/signals";

import { formatQuery, parseQuery } from "./query.js";

export function createAddress({ window }) {
  const { history, location } = window;
  const query = signal(parseQuery(location.search));
  window.addEventListener("popstate", () => (query.value = parseQuery(location.search)));

  /** Changes a part of it. With `replace` one cannot go back to what it was, as while something is typed. */
  function change(part, { replace = false } = {}) {
    const before = formatQuery(query.value);
    const next = { ...query.value, ...part };
    const after = formatQuery(next);
    if (after === before) return;
    history[replace ? "replaceState" : "pushState"](null, "", location.pathname + after);
    query.value = next;
  }

  return { query, change };
}
