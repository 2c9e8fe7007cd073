// The automation's settings, and how far its runs have come.

import { timeOf } from "./view.js";

// A run that has not ended after this has been killed: Cloudflare gives it 15 minutes.
const LONGEST_RUN = 16 * 60_000;

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

  /** From now on, when it is switched on: nothing is created for the past. */
  set({ create, archive }, by, now) {
    const { create: before, from } = this.#kept;
    const isOn = before.length > 0;
    this.#change({ create, archive, changedBy: by, changedAt: now, from: isOn ? from : now });
  }

  /**
   * What a run has to do, or null when there is nothing or another is under way: the types to `create` for videos
   * created `from` then on, without those `dealtWith`; whether to `archive`, and the `cursor` to go on from with that.
   */
  begin(now) {
    const { create, archive, from, cursor } = this.#kept;
    if ((create.length === 0 && !archive) || this.#runUntil > now) return null;
    this.#runUntil = now + LONGEST_RUN;
    const rows = this.#sql.exec("SELECT video FROM dealt_with").toArray();
    return { create, archive, from, cursor, dealtWith: rows.map(({ video }) => video) };
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

  countArchived() {
    this.#change({ archived: this.#kept.archived + 1 });
  }
}
