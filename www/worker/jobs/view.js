// A stored job, as it is shown.

import { progressOf } from "./decisions.js";

const FAILURES_SHOWN = 20;

/** `row` is one of the table of jobs; `waiting` says by its number why a running job rests. */
export function viewOf(sql, row, waiting = () => null) {
  const { number, id, action, types, by, created, finished, state, total, settled, ready, failed } = row;
  const { encoding, progress } = sql
    .exec(
      "SELECT count(*) AS encoding, total(percent) AS progress FROM videos WHERE job = ? AND state = 'following'",
      number,
    )
    .one();
  const failures = sql.exec(
    "SELECT video, message FROM videos WHERE job = ? AND state = 'failed' ORDER BY position LIMIT ?",
    ...[number, FAILURES_SHOWN],
  );
  const percent = progressOf({ total, settled, progress });
  return {
    ...{ id, action, types: JSON.parse(types), by, created: timeOf(created), finished: timeOf(finished), state },
    ...{ total, settled, ready, failed, encoding, percent },
    waiting: state === "running" ? waiting(number) : null,
    failures: failures.toArray(),
  };
}

export function timeOf(ms) {
  return ms === null ? null : new Date(ms).toISOString();
}
