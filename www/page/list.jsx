// The list of videos. Only the rows in and near the window are drawn.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { WindowVirtualizer } from "virtua";

import { Blank } from "./blank.jsx";
import { useDashboard } from "./dashboard.js";
import { createRowFocus } from "./row-focus.js";
import { isSelectable } from "./state.js";
import { Video } from "./video.jsx";
import { count, reason } from "./words.js";

// The least width of a video, in rem: as a row, and as a card where the window is narrow.
const ROW = 58;
const CARD = 21;
const NARROW = 60;
const GAP = 0.625;
// At both sides of the list.
const MARGIN = 3;

export function List() {
  const { library, listed, selection, address } = useDashboard();
  const { videos } = listed.value;
  const isTable = address.query.value.view === "table";
  const virtualizer = useRef();
  const columns = useColumns(isTable);
  const rows = useMemo(() => chunks(videos, columns), [videos, columns]);
  const others = useMemo(() => rows.slice(1), [rows]);
  const order = useRef();
  order.current = { videos, columns };
  const focus = useMemo(
    () =>
      createRowFocus({
        document,
        reveal: (uid) => {
          const { videos, columns } = order.current;
          const index = videos.findIndex((video) => video.uid === uid);
          const row = Math.floor(index / columns);
          // The browser scrolls to the first by itself.
          if (row > 0) virtualizer.current?.scrollToIndex(row - 1, { align: "nearest" });
        },
      }),
    [],
  );

  const onKeyDown = (event) => {
    const { key, target, shiftKey } = event;
    const isText = target.matches("input:not([type=checkbox]), select");
    if (event.defaultPrevented || isText) return;
    if (key === "Escape") return selection.clear();
    if (key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return selection.replace(videos.filter(isSelectable).map(({ uid }) => uid));
    }
    const row = target.closest(".video");
    if (!row || (key !== "ArrowDown" && key !== "ArrowUp")) return;
    event.preventDefault();
    const index = videos.findIndex(({ uid }) => uid === row.dataset.uid);
    const next = videos[index + (key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    if (shiftKey && isSelectable(next)) {
      if (!selection.selected.value.has(row.dataset.uid)) selection.toggle(row.dataset.uid, true);
      selection.toggle(next.uid, true);
    }
    focus.move(next.uid, focus.placeOf(target, row));
  };

  const draw = (row, index) => (
    <div key={row[0].uid} class="videos-row" style={{ "--columns": columns }}>
      {row.map((video, place) => (
        <Video
          key={video.uid}
          video={video}
          focus={focus}
          position={index * columns + place + 1}
          total={videos.length}
        />
      ))}
    </div>
  );

  return (
    <section id="videos" tabIndex={-1} aria-label="Videos" onKeyDown={onKeyDown}>
      {videos.length > 0 ? (
        <div class="videos" role="list" data-view={isTable ? "table" : "list"}>
          {/* Always drawn: where all of the list is below the window, Tab leads there. */}
          {draw(rows[0], 0)}
          <WindowVirtualizer ref={virtualizer} data={others} bufferSize={400}>
            {(row, index) => draw(row, index + 1)}
          </WindowVirtualizer>
        </div>
      ) : (
        <Blank phase={library.phase.value} />
      )}
      <Rest />
    </section>
  );
}

/** How many fit beside each other, by the width of the window. */
function useColumns(isTable) {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const root = document.documentElement;
    const measure = () => setWidth(root.clientWidth / parseFloat(getComputedStyle(root).fontSize));
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  const least = width < NARROW ? CARD : ROW;
  return isTable ? 1 : Math.max(1, Math.floor((width - MARGIN + GAP) / (least + GAP)));
}

function chunks(list, size) {
  const parts = [];
  for (let i = 0; i < list.length; i += size) parts.push(list.slice(i, i + size));
  return parts;
}

/** Below the list, while the rest of the library is on its way or could not be had. */
function Rest() {
  const { library } = useDashboard();
  const { videos, phase, fault } = library;
  if (videos.value.length === 0) return null;
  if (phase.value === "loading") return <p class="below">Loading the other videos…</p>;
  if (phase.value !== "failed") return null;
  return (
    <div class="below" role="alert">
      <p>
        Only the newest {count(videos.value.length, "video")} could be loaded. {fault.value && reason(fault.value)}
      </p>
      <button type="button" class="button" onClick={library.load}>
        Try again
      </button>
    </div>
  );
}
