// The headers of a request: our own few, then the client's defaults, then those of the call. The core
// checks each name and value.

import { checkHeader } from "./cf_stream_downloads.js";
import { kindOf, STRING } from "./kind.js";

let ours;

/** Makes the headers that every request has. */
function basic() {
  // A browser sends its own user agent, and asks the server for leave first when a page sets another.
  // Every browser's name begins so, for historical reasons, and no other runtime's does.
  const inBrowser = globalThis.navigator?.userAgent?.startsWith("Mozilla/");
  const own = inBrowser ? {} : { "user-agent": `cf-stream-downloads/${VERSION}` };
  return new Headers({ accept: "application/json", ...own });
}

export class SentHeaders {
  headers = new Headers((ours ??= basic()));
  /** The caller sends a credential of their own, or none by intent. */
  ownCredential = false;
  /** What the core tells of the first header that cannot be sent. */
  told = "";
  #layered = false;

  /** Gives a header, where the caller has sent any. */
  own(name) {
    return this.#layered ? (this.headers.get(name) ?? undefined) : undefined;
  }

  /**
   * Puts the headers of an option over those that are there, and gives the option: a `Headers`, an
   * iterable of pairs, or an object. `null` removes one.
   */
  put(option, layer) {
    if (typeof layer !== "object" || layer === null) return layer;
    this.#layered = true;
    const seen = new Set();
    for (const [name, value] of pairsOf(layer)) {
      if (value === undefined && typeof name === "string") continue;
      const values = valuesOf(value);
      this.told ||= this.#check(option, name, values);
      if (this.told) break;
      // A name that comes again in the same layer has one more value.
      if (value === null || !seen.has(name.toLowerCase())) this.headers.delete(name);
      for (const text of values) if (text !== null) this.headers.append(name, text);
      seen.add(name.toLowerCase());
    }
    return layer;
  }

  #check(option, name, values) {
    const text = (value, kind) => (kind === STRING ? value : "");
    const nameKind = kindOf(name);
    for (const value of values) {
      const kind = kindOf(value);
      const told = checkHeader(option, text(name, nameKind), nameKind, text(value, kind), kind);
      if (told === "+") this.ownCredential = true;
      else if (told) return told;
    }
    return "";
  }
}

/** Gives the pairs of a name and a value in an iterable of them, or in an object. */
export function* pairsOf(value) {
  if (typeof value[Symbol.iterator] !== "function") {
    yield* Object.entries(value);
    return;
  }
  for (const pair of value) yield Object(pair) === pair ? [pair[0], pair[1]] : [];
}

/** Gives the texts of a header that has one or a list of them; else the value, for the core to refuse. */
function valuesOf(value) {
  if (typeof value !== "object" || value === null) return [value];
  const values = typeof value[Symbol.iterator] === "function" ? [...value] : [];
  const good = values.length > 0 && values.every((text) => typeof text === "string");
  return good ? values : [value];
}
