// Videos and their downloads as a table to take away, as CSV or JSON.

import Papa from "papaparse";

import { factsOf } from "./facts.js";

const COLUMNS = [
  ...["identifier", "name", "created", "duration_seconds", "size_bytes", "private", "video"],
  ...["mp4", "mp4_link", "m4a", "m4a_link"],
];

/**
 * A row of each video; what is not known is "".
 *
 * - `stateOf(uid, type)` is what is known of a download: "unknown" before it is read, or "none", or what Cloudflare
 *   says.
 * - `linkOf(video, type)` gives the link to a download that is ready.
 */
export function rowsOf(videos, stateOf, linkOf) {
  return videos.map((video) => {
    const { uid, name = "", created = "", size, requireSignedURLs } = video;
    const { duration, state } = factsOf(video);
    const row = {
      identifier: uid,
      name,
      created,
      duration_seconds: Number.isNaN(duration) ? "" : duration,
      size_bytes: size >= 0 ? size : "",
      private: requireSignedURLs === true,
      video: state,
    };
    const downloads = { mp4: "default", m4a: "audio" };
    for (const [column, type] of Object.entries(downloads)) {
      // A video that is not ready has no downloads.
      const download = state === "ready" ? stateOf(uid, type) : "none";
      row[column] = download === "unknown" ? "" : download;
      row[`${column}_link`] = download === "ready" ? (linkOf(video, type) ?? "") : "";
    }
    return row;
  });
}

/** The rows as CSV. By the mark at its start, Excel knows that it is UTF-8. */
export function csvOf(rows) {
  const data = rows.map((row) => COLUMNS.map((column) => withoutFormulae(row[column])));
  return `\ufeff${Papa.unparse([COLUMNS, ...data], { newline: "\r\n", escapeFormulae: true })}`;
}

// Where a cell may start with what makes it a formula. Papa Parse sees that at the start of a text of one line. But
// spaces and quotes may come before it, some sign may be full-width, and where a spreadsheet separates cells by
// semicolons, as it does in German or French, or by tabs, these and ends of lines start a cell within the text.
const FORMULA = /(?<=^|[;\t\r\n])(?=[\s\p{C}"]*[=+\-@＝＋－＠])/gu;

/** An apostrophe before it makes a formula a text. */
function withoutFormulae(value) {
  return typeof value === "string" ? value.replace(FORMULA, "'") : value;
}

/** The rows as JSON. */
export function jsonOf(rows) {
  return `${JSON.stringify(rows, null, 2)}\n`;
}
