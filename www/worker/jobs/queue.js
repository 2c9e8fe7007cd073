// The jobs and their videos as they are stored.

import { MOST_ATTEMPTS } from "./decisions.js";
import { viewOf } from "./view.js";

const SHOWN = 50;
const KEPT = 100;
const SETTLED = ["ready", "failed", "untouched"];

export class Queue {
  #storage;
  #notifies;

  /** `notifies`: whether somebody is to be told when a job ends. */
  constructor(storage, { notifies }) {
    this.#storage = storage;
    this.#notifies = notifies;
  }

  #all(query, ...values) {
    return this.#storage.sql.exec(query, ...values).toArray();
  }

  #one(query, ...values) {
    return this.#all(query, ...values)[0];
  }

  /** Stores a job, and gives its number. */
  add({ id, action, types, by, videos }, now) {
    return this.#storage.transactionSync(() => {
      const { number } = this.#one(
        "INSERT INTO jobs (id, action, types, by, created, total) VALUES (?, ?, ?, ?, ?, ?) RETURNING number",
        ...[id, action, JSON.stringify(types), by, now, videos.length],
      );
      const known = action === "retry" ? null : JSON.stringify(types);
      this.#all(
        "INSERT INTO videos (job, video, position, types) SELECT ?, value, key, ? FROM json_each(?)",
        ...[number, known, JSON.stringify(videos)],
      );
      this.#forgetOld();
      return number;
    });
  }

  #forgetOld() {
    const old = "SELECT number FROM jobs WHERE state <> 'running' ORDER BY number DESC LIMIT -1 OFFSET ?";
    this.#all(`DELETE FROM videos WHERE job IN (${old})`, KEPT);
    this.#all(`DELETE FROM jobs WHERE number IN (${old})`, KEPT);
  }

  /** How many jobs are running. */
  get running() {
    return this.#one("SELECT count(*) AS count FROM jobs WHERE state = 'running'").count;
  }

  /** The jobs as they are shown, the newest first; `waiting` gives why a running one rests. */
  shown(waiting) {
    const rows = this.#all("SELECT * FROM jobs ORDER BY state = 'running' DESC, number DESC LIMIT ?", SHOWN);
    return rows.sort((a, b) => b.number - a.number).map((row) => viewOf(this.#storage.sql, row, waiting));
  }

  /** One job as it is shown, or nothing. */
  job(id, waiting) {
    const row = this.#one("SELECT * FROM jobs WHERE id = ?", id);
    return row && viewOf(this.#storage.sql, row, waiting);
  }

  /** Ends a running job with what is left of it undone; gives its number, or nothing where it is not running. */
  stop(id, now) {
    return this.#one(
      "UPDATE jobs SET state = 'stopped', finished = ?, notice_at = ? WHERE id = ? AND state = 'running' " +
        "RETURNING number",
      ...[now, this.#noticeAt(now), id],
    )?.number;
  }

  /** Whether a job has videos that wait. */
  hasWaiting(number) {
    return this.#one("SELECT 1 FROM videos WHERE job = ? AND state = 'waiting' LIMIT 1", number) !== undefined;
  }

  /** The oldest job that has videos which wait: its `number`, `action` and `types`. */
  first() {
    const waiting = "SELECT 1 FROM videos WHERE job = number AND videos.state = 'waiting'";
    const query = `SELECT number, action, types FROM jobs WHERE state = 'running' AND EXISTS (${waiting})`;
    const row = this.#one(`${query} ORDER BY number LIMIT 1`);
    return row && { ...row, types: JSON.parse(row.types) };
  }

  /** The first `videos` of a job that wait for the same `types`, at most so many; null until a retry has looked. */
  next(number, most) {
    const waiting = "FROM videos WHERE job = ? AND state = 'waiting'";
    const { types } = this.#one(`SELECT types ${waiting} ORDER BY position LIMIT 1`, number);
    const rows = this.#all(
      `SELECT video ${waiting} AND types IS ? ORDER BY position LIMIT ?`,
      ...[number, types, most],
    );
    return { types: JSON.parse(types), videos: rows.map(({ video }) => video) };
  }

  /** How many videos of running jobs are in progress. */
  get following() {
    return this.#one(
      "SELECT count(*) AS count FROM jobs JOIN videos ON job = number AND videos.state = 'following' " +
        "WHERE jobs.state = 'running'",
    ).count;
  }

  /** At most so many of those videos, each once, the one first that was not looked at for longest. */
  followed(most) {
    return this.#all(
      "SELECT video FROM jobs JOIN videos ON job = number AND videos.state = 'following' " +
        "WHERE jobs.state = 'running' GROUP BY video ORDER BY min(looked) LIMIT ?",
      most,
    ).map(({ video }) => video);
  }

  /** For which jobs a video is followed, with its types and since when. */
  followers(video) {
    return this.#all(
      "SELECT number, videos.types, begun FROM videos JOIN jobs ON job = number " +
        "WHERE video = ? AND videos.state = 'following' AND jobs.state = 'running'",
      video,
    ).map((row) => ({ ...row, types: JSON.parse(row.types) }));
  }

  /** Has a retry wait for these types of a video, which it has looked at. */
  choose(number, video, types) {
    this.#all("UPDATE videos SET types = ? WHERE job = ? AND video = ?", JSON.stringify(types), number, video);
  }

  /** Stores that a request for a video failed which may succeed later. After some of them the video has failed. */
  again(number, video, message, now) {
    const { attempts } = this.#one(
      "UPDATE videos SET attempts = attempts + 1 WHERE job = ? AND video = ? RETURNING attempts",
      ...[number, video],
    );
    if (attempts >= MOST_ATTEMPTS) this.settle(number, video, { state: "failed", percent: 0, message }, now);
  }

  /** Stores what became of a video, and says whether that is new. With its last video a running job is done. */
  settle(number, video, { state, percent, message }, now) {
    return this.#storage.transactionSync(() => {
      const before = this.#one("SELECT state, percent FROM videos WHERE job = ? AND video = ?", number, video);
      if (!before || SETTLED.includes(before.state)) return false;
      this.#all(
        "UPDATE videos SET state = ?, percent = ?, message = ?, begun = coalesce(begun, ?), looked = ? " +
          "WHERE job = ? AND video = ?",
        ...[state, percent, message ?? null, now, now, number, video],
      );
      if (SETTLED.includes(state)) this.#count(number, state, now);
      return before.state !== state || before.percent !== percent;
    });
  }

  #count(number, state, now) {
    this.#all(
      "UPDATE jobs SET settled = settled + 1, ready = ready + ?, failed = failed + ? WHERE number = ?",
      ...[Number(state === "ready"), Number(state === "failed"), number],
    );
    this.#all(
      "UPDATE jobs SET state = 'done', finished = ?, notice_at = ? " +
        "WHERE number = ? AND state = 'running' AND settled = total",
      ...[now, this.#noticeAt(now), number],
    );
  }

  #noticeAt(now) {
    return this.#notifies ? now : null;
  }

  /** When the next notice is due, or nothing. */
  get noticeAt() {
    return this.#one("SELECT min(notice_at) AS at FROM jobs").at ?? undefined;
  }

  /** The jobs whose notices are due: their numbers, how often each was tried, and the jobs as they are shown. */
  notices(now) {
    return this.#all("SELECT * FROM jobs WHERE notice_at <= ? ORDER BY number", now).map((row) => ({
      number: row.number,
      tries: row.notices,
      job: viewOf(this.#storage.sql, row),
    }));
  }

  /** Stores that a notice was tried, and when it is to be tried again, if it is. */
  noticed(number, again = null) {
    this.#all("UPDATE jobs SET notices = notices + 1, notice_at = ? WHERE number = ?", again, number);
  }
}
