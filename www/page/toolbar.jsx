// What stands above the list: what is shown of the library, and, once videos are selected, what can be done with them.

import { useDashboard } from "./dashboard.js";
import { SelectionActions } from "./selection-actions.jsx";
import { isSelectable } from "./state.js";
import { count } from "./words.js";

export function Toolbar() {
  const { library, listed, selection } = useDashboard();
  if (library.videos.value.length === 0) return null;
  const onKeyDown = ({ key, target }) => {
    if (key !== "Escape") return;
    selection.clear();
    // The actions are gone by then.
    if (!target.matches(".all *")) document.getElementById("videos").focus({ preventScroll: true });
  };
  return (
    <section class="toolbar" aria-label="Selection" onKeyDown={onKeyDown}>
      <SelectAll />
      {selection.selected.value.size > 0 ? (
        <SelectionActions />
      ) : (
        <Total shown={listed.value.videos.length} all={library.videos.value.length} phase={library.phase.value} />
      )}
    </section>
  );
}

function Total({ shown, all, phase }) {
  const isWhole = phase === "complete";
  const total = `${count(all, "video")}${isWhole ? "" : " so far"}`;
  return (
    <p class="count" role="status">
      {shown === all ? total : `${shown} of ${total}`}
    </p>
  );
}

function SelectAll() {
  const { listed, selection } = useDashboard();
  const uids = listed.value.videos.filter(isSelectable).map(({ uid }) => uid);
  const selected = selection.selected.value;
  const on = uids.filter((uid) => selected.has(uid)).length;
  const all = on > 0 && on === uids.length;
  const change = () => (all ? selection.drop(uids) : selection.replace([...selected, ...uids]));
  return (
    <label class="all">
      <input
        type="checkbox"
        checked={all}
        indeterminate={on > 0 && !all}
        disabled={uids.length === 0}
        onChange={change}
      />
      Select all{uids.length > 0 && ` ${uids.length}`}
    </label>
  );
}
