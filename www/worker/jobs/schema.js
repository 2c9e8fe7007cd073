// The tables of the jobs, in the SQLite storage of their Durable Object. Times are milliseconds since 1970.

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    types TEXT NOT NULL, -- JSON
    by TEXT NOT NULL,
    created INTEGER NOT NULL,
    finished INTEGER,
    state TEXT NOT NULL DEFAULT 'running',
    total INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    ready INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    notices INTEGER NOT NULL DEFAULT 0, -- how often the webhook was asked
    notice_at INTEGER -- when it is to be asked, if it is
  );
  CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, number);
  CREATE INDEX IF NOT EXISTS jobs_by_notice ON jobs (notice_at);

  -- The videos of a job. The state is waiting, following, ready, failed, or untouched where there was nothing to do.
  CREATE TABLE IF NOT EXISTS videos (
    job INTEGER NOT NULL,
    video TEXT NOT NULL,
    position INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    types TEXT, -- JSON; null until a retry has looked which have failed
    percent REAL NOT NULL DEFAULT 0,
    message TEXT,
    begun INTEGER, -- since when it is in progress, or has been tried in vain
    looked INTEGER NOT NULL DEFAULT 0, -- when it was last tried or looked at
    PRIMARY KEY (job, video)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS videos_by_state ON videos (job, state, position);
  CREATE INDEX IF NOT EXISTS videos_by_turn ON videos (job, state, looked, position);
  CREATE INDEX IF NOT EXISTS videos_by_video ON videos (video);

  CREATE TABLE IF NOT EXISTS activity (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    action TEXT NOT NULL,
    video TEXT,
    types TEXT NOT NULL, -- JSON
    result TEXT NOT NULL,
    job TEXT
  );
  CREATE INDEX IF NOT EXISTS activity_by_video ON activity (video);
  CREATE INDEX IF NOT EXISTS activity_by_job ON activity (job);
  CREATE INDEX IF NOT EXISTS activity_saved ON activity (id) WHERE action = 'archive';
  CREATE INDEX IF NOT EXISTS activity_by_time ON activity (at);

  -- New videos that the automation has dealt with.
  CREATE TABLE IF NOT EXISTS dealt_with (video TEXT PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID;

  -- Files of the archive that could not be saved, and when that was.
  CREATE TABLE IF NOT EXISTS unsaved (file TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

  -- What there is one of, as JSON.
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;
