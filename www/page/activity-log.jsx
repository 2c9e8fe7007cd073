// Who has done what, the newest first.

import { useEffect, useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { activityText, moment, nameOf, reason } from "./words.js";

const PAGE = 50;

/** Of one `video`, or of all. */
export function ActivityLog({ video }) {
  const { api, library } = useDashboard();
  const [{ entries, hasMore, fault }, set] = useState({});
  const load = async (known = []) => {
    try {
      const page = await api.activity({ video, before: known.at(-1)?.id, limit: PAGE });
      set({ entries: [...known, ...page], hasMore: page.length === PAGE });
    } catch (error) {
      set({ entries: known, fault: error });
    }
  };
  useEffect(() => void load(), [video]);
  const name = (uid) => nameOf(library.find(uid) ?? { uid });

  if (fault) return <p class="fault">The activity cannot be read. {reason(fault)}</p>;
  if (!entries) return <p role="status">Loading…</p>;
  if (entries.length === 0) return <p>Nothing has been done yet.</p>;
  return (
    <>
      <ul class="activity">
        {entries.map((entry) => (
          <li key={entry.id}>
            <time dateTime={entry.at}>{moment(entry.at)}</time>{" "}
            <span>
              <bdi>{entry.by}</bdi> {activityText(entry)}
              {!video && entry.video && (
                <>
                  {" of "}
                  <bdi>{name(entry.video)}</bdi>
                </>
              )}
              {entry.result !== "ok" && <span class="fault">: {entry.result}</span>}
            </span>
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="button small" onClick={() => load(entries)}>
          Show more
        </button>
      )}
    </>
  );
}
