// Which of the videos are shown, and in which order. All of it is in the address.

import { useState } from "preact/hooks";

import { useDashboard } from "./dashboard.js";
import { count } from "./words.js";

const VIDEO = { ready: "Ready", processing: "Processing", failed: "Failed" };
const DOWNLOAD = { none: "Not created", inprogress: "In progress", ready: "Ready", error: "Failed" };
const SORT = {
  newest: "Newest first",
  oldest: "Oldest first",
  name: "By name",
  longest: "Longest first",
  shortest: "Shortest first",
};
const VIEW = { list: "List", table: "Table" };

export function Filters() {
  const { library, listed } = useDashboard();
  // Where the window is narrow they are closed at first.
  const [isOpen, open] = useState(false);
  if (library.videos.value.length === 0) return null;
  const { counts } = listed.value;
  return (
    <form class="filters" data-open={isOpen} aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <button type="button" class="button small more-filters" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        Filters and order
      </button>
      <Choice name="video" label="Video" all="All" options={VIDEO} counts={counts.video} />
      <Choice name="default" label="MP4" all="All" options={DOWNLOAD} counts={counts.default} />
      <Choice name="audio" label="M4A" all="All" options={DOWNLOAD} counts={counts.audio} />
      <Day name="from" label="From" />
      <Day name="to" label="To" />
      <Choice name="sort" label="Order" options={SORT} />
      <Choice name="view" label="View" options={VIEW} />
      <Unknown />
    </form>
  );
}

function Choice({ name, label, all, options, counts }) {
  const { address, watcher } = useDashboard();
  // The counts of downloads are right once all have been read, which somebody who opens this wants.
  const read = () => name !== "video" && counts && watcher.readAll();
  return (
    <label>
      <span>{label}</span>
      <select
        name={name}
        value={address.query.value[name]}
        onFocus={read}
        onChange={(event) => address.change({ [name]: event.currentTarget.value })}
      >
        {all && <option value="">{all}</option>}
        {Object.entries(options).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
            {counts && ` (${counts[value]})`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ name, label }) {
  const { address } = useDashboard();
  return (
    <label>
      <span>{label}</span>
      <input
        type="date"
        name={name}
        value={address.query.value[name]}
        onChange={(event) => address.change({ [name]: event.currentTarget.value })}
      />
    </label>
  );
}

/** While a filter of downloads is in force, those are missing that nobody has read yet, or that cannot be read. */
function Unknown() {
  const { unread, unreadable, watcher } = useDashboard();
  const again = () => {
    watcher.readUnreadable();
    document.getElementById("videos").focus({ preventScroll: true });
  };
  return (
    <>
      {unread.value > 0 && <p role="status">Reading the downloads of {unread.value} more…</p>}
      {unreadable.value > 0 && (
        <p class="fault" role="status">
          The downloads of {count(unreadable.value, "video")} cannot be read.{" "}
          <button type="button" class="button small" onClick={again}>
            Try again
          </button>
        </p>
      )}
    </>
  );
}
