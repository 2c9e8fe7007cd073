// The automation's settings, and how far its runs have come.

import { timeOf } from "./view.js";

// A run that has not ended after this has been killed: Cloudflare gives it 15 minutes.
const LONGEST_RUN = 16 * 60_000;
// How long a file is left that could not be saved.
const PAUSE = 60 * 60_000;
const TYPES = ["default", "audio"];

const OFF = { create: [], archive: false, changedBy: null, changedAt: null, archived: 0, from: null, cursor: null };

export class Automation {
  #sql;
  #facts;
  // Of this instance: a run that began before an eviction counts as ended.
  #runUntil = 0;

  constructor({ sql }, facts) {
    this.#sql = sql;
    this.#facts = facts;
  }

  get #kept() {
    return this.#facts.get("automation", OFF);
  }

  #change(changes) {
    this.#facts.set("automation", { ...this.#kept, ...changes });
  }

  shown() {
    const { create, archive, changedBy, changedAt, archived } = this.#kept;
    return { create, archive, changedBy, changedAt: timeOf(changedAt), archived };
  }

  /**
   * Changes what is given, `create` by type. Nothing is created for the past: when that is switched on, it is from now
   * on.
   */
  set({ create = {}, archive }, by, now) {
    const before = this.#kept;
    const types = TYPES.filter((type) => create[type] ?? before.create.includes(type));
    const from = before.create.length > 0 ? before.from : now;
    this.#change({ create: types, archive: archive ?? before.archive, changedBy: by, changedAt: now, from });
  }

  /** Whether it is as it was at that time, which `begin` has given. */
  isSince(changedAt) {
    return this.#kept.changedAt === changedAt;
  }

  /**
   * What a run has to do, or null when there is nothing or another is under way: the types to `create` for videos
   * created `from` then on, without those `dealtWith`; whether to `archive`, the `cursor` to go on from with that, and
   * the files `unsaved` that are left for later. `changedAt` says of when the settings are.
   */
  begin(now) {
    const { create, archive, from, cursor, changedAt } = this.#kept;
    if ((create.length === 0 && !archive) || this.#runUntil > now) return null;
    this.#runUntil = now + LONGEST_RUN;
    this.#sql.exec("DELETE FROM unsaved WHERE at <= ?", now - PAUSE);
    const dealtWith = this.#column("SELECT video FROM dealt_with");
    return { create, archive, from, cursor, changedAt, dealtWith, unsaved: this.#column("SELECT file FROM unsaved") };
  }

  #column(query) {
    return this.#sql.exec(query).raw().toArray().flat();
  }

  end(cursor) {
    this.#runUntil = 0;
    if (cursor !== undefined) this.#change({ cursor });
  }

  /** Stores the new videos that need no further look; none is looked for that was created before `from`. */
  dealtWith(videos, from) {
    this.#sql.exec(
      "INSERT OR IGNORE INTO dealt_with (video, created) " +
        "SELECT value ->> 'video', value ->> 'created' FROM json_each(?)",
      JSON.stringify(videos),
    );
    this.#sql.exec("DELETE FROM dealt_with WHERE created < ?", from);
    this.#change({ from });
  }

  /** Stores whether a file of the archive was saved. */
  archived(file, isSaved, now) {
    if (isSaved) this.#change({ archived: this.#kept.archived + 1 });
    else this.#sql.exec("INSERT OR REPLACE INTO unsaved (file, at) VALUES (?, ?)", file, now);
  }
}
