// The jobs and their videos as they are stored.

import { REMEMBERED } from "./activity.js";
import { hasFailed } from "./decisions.js";
import { viewOf } from "./view.js";

const SHOWN = 50;
// Videos of all jobs together, some 250 bytes each. Beyond that the oldest jobs are forgotten.
const MOST_VIDEOS = 1_000_000;
const SETTLED = ["ready", "failed", "untouched"];

export class Queue {
  #storage;
  #facts;
  #notifies;

  /** `notifies`: whether somebody is to be told when a job ends. */
  constructor(storage, facts, { notifies }) {
    this.#storage = storage;
    this.#facts = facts;
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
      this.#forgetOld(now);
      return number;
    });
  }

  /** The activity tells of the others, and what became of each video. */
  #forgetOld(now) {
    const jobs = "SELECT number, state, created, sum(total) OVER (ORDER BY number DESC) AS videos FROM jobs";
    const old = this.#all(
      `SELECT number FROM (${jobs}) WHERE state <> 'running' AND (created < ? OR videos > ?)`,
      ...[now - REMEMBERED, MOST_VIDEOS],
    );
    for (const { number } of old) {
      this.#all("DELETE FROM videos WHERE job = ?", number);
      this.#all("DELETE FROM jobs WHERE number = ?", number);
    }
  }

  /** How many jobs are running. */
  get running() {
    return this.#one("SELECT count(*) AS count FROM jobs WHERE state = 'running'").count;
  }

  /** The jobs as they are shown, the newest first; `waiting` gives why a running one rests. */
  shown(waiting) {
    const newest = "SELECT number FROM jobs ORDER BY number DESC LIMIT ?1";
    const rows = this.#all(
      `SELECT * FROM jobs WHERE state = 'running' OR number IN (${newest}) ` +
        "ORDER BY state = 'running' DESC, number DESC LIMIT ?1",
      SHOWN,
    );
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

  /**
   * The oldest job that has videos which wait: its `number`, `action` and `types`. A job all of whose videos that wait
   * were tried in vain comes after the others.
   */
  first() {
    const tried = "SELECT min(looked) FROM videos WHERE job = number AND videos.state = 'waiting'";
    const jobs = `SELECT number, action, types, (${tried}) AS tried FROM jobs WHERE state = 'running'`;
    const row = this.#one(`SELECT * FROM (${jobs}) WHERE tried IS NOT NULL ORDER BY tried, number LIMIT 1`);
    return row && { ...row, types: JSON.parse(row.types) };
  }

  /**
   * The first `videos` of a job that wait for the same `types`, at most so many; null until a retry has looked. Those
   * that were tried in vain come last.
   */
  next(number, most) {
    const waiting = "FROM videos WHERE job = ? AND state = 'waiting'";
    const { types } = this.#one(`SELECT types ${waiting} ORDER BY looked, position LIMIT 1`, number);
    const rows = this.#all(
      `SELECT video ${waiting} AND types IS ? ORDER BY looked, position LIMIT ?`,
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

  /** Which types of a video the last job that it was in should have created and has not. */
  missed(video) {
    const row = this.#one(
      "SELECT coalesce(videos.types, jobs.types) AS types, action, videos.state " +
        "FROM videos JOIN jobs ON job = number WHERE video = ? AND videos.state IN ('ready', 'failed') " +
        "ORDER BY number DESC LIMIT 1",
      video,
    );
    return row?.state === "failed" && row.action !== "delete" ? JSON.parse(row.types) : [];
  }

  /** Has a retry wait for these types of a video, which it has looked at. */
  choose(number, video, types) {
    this.#all(
      "UPDATE videos SET types = ?, begun = NULL WHERE job = ? AND video = ?",
      ...[JSON.stringify(types), number, video],
    );
  }

  /** Stores that a request for a video that waits got through. */
  worked(now) {
    this.#facts.set("workedAt", now);
  }

  /**
   * Stores that a request for a video that waits failed which may succeed later: its turn comes after the others'.
   * After a while of that the video has failed.
   */
  again(number, video, message, now) {
    const { begun } = this.#one(
      "UPDATE videos SET begun = coalesce(begun, ?), looked = ? WHERE job = ? AND video = ? RETURNING begun",
      ...[now, now, number, video],
    );
    const isOver = hasFailed(begun, this.#facts.get("workedAt", 0), now);
    if (isOver) this.settle(number, video, { state: "failed", percent: 0, message }, now);
  }

  /** Stores that a video that is followed was looked at in vain: it comes after the others. */
  unseen(video, now) {
    this.#all("UPDATE videos SET looked = ? WHERE video = ? AND state = 'following'", now, video);
  }

  /** Stores what became of a video, and says whether that is new. With its last video a running job is done. */
  settle(number, video, { state, percent, message }, now) {
    return this.#storage.transactionSync(() => {
      const before = this.#one("SELECT state, percent FROM videos WHERE job = ? AND video = ?", number, video);
      if (!before || SETTLED.includes(before.state)) return false;
      this.#all(
        "UPDATE videos SET state = ?, percent = ?, message = ?, looked = ?, " +
          "begun = CASE state WHEN 'following' THEN begun ELSE ? END WHERE job = ? AND video = ?",
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
    return this.#all("SELECT * FROM jobs WHERE notice_at <= ? ORDER BY notice_at, number", now).map((row) => ({
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
