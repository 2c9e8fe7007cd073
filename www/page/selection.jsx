// Many videos at once: all are selected above the list, and what can be done with them is at the
// bottom of the window.

import { useRef } from "preact/hooks";

import { Icon } from "./icon.jsx";
import { videos } from "./list.js";
import { closeJob, createAll, job, select, selectable, selected } from "./selection.js";
import { useValue } from "./value.js";
import { count, TYPES } from "./words.js";

export function SelectAll() {
  const uids = useValue(videos)
    .filter(selectable)
    .map(({ uid }) => uid);
  const chosen = useValue(selected);
  const on = uids.filter((uid) => chosen.has(uid)).length;
  const all = on > 0 && on === uids.length;
  return (
    <label class="all">
      <input
        type="checkbox"
        checked={all}
        indeterminate={on > 0 && !all}
        onChange={() => select(uids, !all)}
      />
      Select all
    </label>
  );
}

export function Selection() {
  const bar = useRef();
  const [list, chosen, current] = [useValue(videos), useValue(selected), useValue(job)];
  const number = list.filter(({ uid }) => chosen.has(uid)).length;
  if (number === 0 && !current) return null;
  const start = (type) => {
    createAll(type);
    // Its button gives way to the progress.
    bar.current.focus();
  };
  return (
    <section class="selection" aria-label="Selected videos" tabIndex={-1} ref={bar}>
      {current && <Job job={current} />}
      {number > 0 && (
        <div class="choices">
          <p>{number} selected</p>
          <button type="button" class="button quiet" onClick={clear}>
            Clear
          </button>
          {Object.keys(TYPES).map((type) => (
            <button key={type} type="button" class="button primary" onClick={() => start(type)}>
              Create {TYPES[type]}s
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

function clear() {
  selected.value = new Set();
  document.getElementById("videos").focus({ preventScroll: true });
}

function Job({ job: { type, progress } }) {
  const { total, ready, failed, percent, over } = useValue(progress);
  const label = `Creating ${count(total, TYPES[type])}`;
  const close = () => {
    closeJob();
    document.getElementById("videos").focus({ preventScroll: true });
  };
  return (
    <div class="job" data-over={over}>
      <p>
        <strong>{over ? `${TYPES[type]}: done` : label}</strong>
        <span>
          {ready} of {total} ready{failed > 0 && `, ${failed} failed`}
        </span>
      </p>
      <progress max="100" value={percent} aria-label={label} />
      <button
        type="button"
        class="button icon-only quiet"
        aria-label={over ? "Close" : "Stop creating"}
        title={over ? "Close" : "Stop creating"}
        onClick={close}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
