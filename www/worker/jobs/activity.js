// Who did what, and what came of it.

import { timeOf } from "./view.js";

/** For how long it is known who did what, in ms, as far as there is room. */
export const REMEMBERED = 90 * 24 * 60 * 60 * 1000;
// Entries of all kinds, and of those the saved files.
const MOST = 1_000_000;
const MOST_SAVED = 10_000;

export class Activity {
  #sql;

  constructor({ sql }) {
    this.#sql = sql;
  }

  /** `result` is "ok", or says what went wrong. What is tried again and again and fails alike is recorded once. */
  record({ by, action, video = null, types = [], result = "ok", job = null }, now) {
    const list = JSON.stringify(types);
    if (action === "archive" && result === this.#lastResult(action, video, list)) return;
    const [{ id }] = this.#all(
      "INSERT INTO activity (at, by, action, video, types, result, job) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
      ...[now, by, action, video, list, result, job],
    );
    this.#all("DELETE FROM activity WHERE id <= ?", id - MOST);
  }

  /** The newest first. For one `video` also the jobs that it was in, with what became of it there. */
  list({ video, before = Number.MAX_SAFE_INTEGER, limit }, now) {
    const rows = this.#all(video ? OF_VIDEO : OF_ALL, before, now - REMEMBERED, limit, ...(video ? [video] : []));
    return rows.map(({ at, types, ...row }) => ({ ...row, at: timeOf(at), types: JSON.parse(types) }));
  }

  /** Deletes what is older than it may be, and saved files beyond their number: there may be a thousand in a day. */
  prune(now) {
    this.#all("DELETE FROM activity WHERE at < ?", now - REMEMBERED);
    const last = "SELECT id FROM activity WHERE action = 'archive' ORDER BY id DESC LIMIT 1 OFFSET ?";
    this.#all(`DELETE FROM activity WHERE action = 'archive' AND id <= (${last})`, MOST_SAVED);
  }

  #lastResult(action, video, types) {
    const query = "SELECT result FROM activity WHERE action = ? AND video = ? AND types = ? ORDER BY id DESC LIMIT 1";
    return this.#all(query, action, video, types)[0]?.result;
  }

  #all(query, ...values) {
    return this.#sql.exec(query, ...values).toArray();
  }
}

const OF_ALL = `
  SELECT id, at, by, action, video, types, result, job FROM activity
  WHERE id < ?1 AND at >= ?2 ORDER BY id DESC LIMIT ?3`;

const OF_VIDEO = `
  SELECT activity.id, activity.at, activity.by, activity.action, ?4 AS video, activity.types, activity.job,
    CASE WHEN videos.state = 'failed' AND activity.action <> 'stop' THEN videos.message ELSE result END AS result
  FROM activity
  LEFT JOIN jobs ON jobs.id = activity.job AND activity.video IS NULL
  LEFT JOIN videos ON videos.job = jobs.number AND videos.video = ?4
  WHERE activity.id < ?1 AND activity.at >= ?2 AND activity.id IN (
    SELECT id FROM activity WHERE video = ?4
    UNION ALL
    SELECT entry.id FROM videos JOIN jobs ON jobs.number = videos.job JOIN activity AS entry ON entry.job = jobs.id
    WHERE videos.video = ?4
  )
  ORDER BY activity.id DESC LIMIT ?3`;
