// What the jobs keep that there is one of: by name, as JSON.

export class Facts {
  #sql;

  constructor({ sql }) {
    this.#sql = sql;
  }

  get(name, otherwise) {
    const [row] = this.#sql.exec("SELECT value FROM facts WHERE name = ?", name).toArray();
    return row ? JSON.parse(row.value) : otherwise;
  }

  set(name, value) {
    this.#sql.exec("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, JSON.stringify(value));
  }
}
